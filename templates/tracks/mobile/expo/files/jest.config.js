/** Two worlds: `node` has no React Native, `app` renders the real screens. */
const shared = {
  modulePathIgnorePatterns: ['<rootDir>/.incidents/', '<rootDir>/var/', '<rootDir>/dist/'],
  testPathIgnorePatterns: ['/node_modules/'],
};

const node = {
  ...shared,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest-esbuild.js' },
};

const app = {
  ...shared,
  preset: 'jest-expo',
  setupFilesAfterEnv: ['<rootDir>/tests/support/app-setup.ts'],
};

module.exports = {
  // Only to catch what hangs: a first transform of React Native on a busy machine takes its time.
  testTimeout: 120_000,
  projects: [
    {
      ...node,
      displayName: 'node',
      testMatch: ['<rootDir>/tests/{unit,property,server}/**/*.test.ts'],
    },
    { ...app, displayName: 'app', testMatch: ['<rootDir>/tests/screens/**/*.test.tsx'] },
    // A check without a screen has no use for React Native, and is much quicker without it.
    { ...node, displayName: 'plan-node', testMatch: ['<rootDir>/plan/**/*.test.ts'] },
    { ...app, displayName: 'plan', testMatch: ['<rootDir>/plan/**/*.test.tsx'] },
  ],
  collectCoverageFrom: [
    'src/**/*.{ts,tsx}',
    'server/**/*.ts',
    '!**/*.d.ts',
    // These wire the parts to a device or a process; `make e2e` runs them for real.
    '!src/boot.ts',
    '!src/routing/**',
    '!src/adapters/{expo-db,expo-network,settings,vault,tab-lock}*.ts',
    '!server/{main,web,listen}.ts',
  ],
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'json-summary'],
  coverageThreshold: { global: { lines: 85 } },
};
