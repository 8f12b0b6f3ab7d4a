import reactHooks from 'eslint-plugin-react-hooks';
import a11y from 'eslint-plugin-react-native-a11y';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'var', 'coverage', 'node_modules', '.incidents', '.expo', '**/*.js'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['app/**/*.tsx', 'src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      // In a browser a synchronous call to SQLite needs headers that not every host sends, and blocks the page.
      'no-restricted-properties': [
        'error',
        ...[
          'execSync',
          'runSync',
          'getAllSync',
          'getFirstSync',
          'openDatabaseSync',
          'prepareSync',
        ].map((property) => ({
          property,
          message: 'Only the asynchronous calls of SQLite.',
        })),
      ],
    },
  },
  {
    files: ['app/**/*.tsx', 'src/**/*.tsx'],
    plugins: { 'react-native-a11y': a11y },
    rules: { ...a11y.configs.all.rules, 'react-native-a11y/has-accessibility-hint': 'off' },
  },
  {
    files: ['tests/**/*.{ts,tsx}', 'e2e/**/*.ts', 'plan/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
