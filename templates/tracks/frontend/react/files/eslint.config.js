import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { reactRefresh } from 'eslint-plugin-react-refresh';
import tseslint from 'typescript-eslint';

/** Which layers a layer may not import: routes → features → (ui, api) → domain, and the server only the domain. */
const LAYERS = {
  'src/domain': [
    '**/api/**',
    '**/ui/**',
    '**/features/**',
    '**/routes/**',
    '**/server/**',
    'react',
    'react-dom',
  ],
  'src/ui': ['**/api/**', '**/features/**', '**/routes/**', '**/server/**'],
  'src/api': ['**/ui/**', '**/features/**', '**/routes/**', '**/server/**'],
  'src/features': ['**/routes/**', '**/server/**'],
  'src/routes': ['**/server/**'],
  server: [
    '**/src/api/**',
    '**/src/ui/**',
    '**/src/features/**',
    '**/src/routes/**',
    'react',
    'react-dom',
  ],
};

export default tseslint.config(
  {
    ignores: [
      'dist',
      'var',
      'node_modules',
      '.incidents',
      'src/routeTree.gen.ts',
      'src/api/schema.d.ts',
      'coverage',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: 'tsconfig.tests.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // `void navigate(...)` says that nobody waits for it.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['src/**/*.tsx', 'tests/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { 'jsx-a11y': jsxA11y },
    rules: {
      ...jsxA11y.flatConfigs.strict.rules,
      // A region that scrolls has to be reachable by keyboard.
      'jsx-a11y/no-noninteractive-tabindex': [
        'error',
        { roles: ['region'], tags: [], allowExpressionValues: false },
      ],
    },
  },
  { files: ['src/{ui,features}/**/*.tsx'], ...reactRefresh.configs.vite() },
  ...Object.entries(LAYERS).map(([folder, group]) => ({
    files: [`${folder}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group, message: 'Imports go one way: routes, features, (ui, api), domain.' },
          ],
        },
      ],
    },
  })),
  {
    files: ['tests/**/*.{ts,tsx}', 'plan/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-empty-pattern': 'off',
    },
  },
);
