import { defineConfig, devices } from '@playwright/test';
import { browserUse } from '../e2e/browser';

process.env.E2E_NOW ??= '2026-11-24T10:00:00Z';
const use = browserUse();

export default defineConfig({
  testDir: '.',
  testMatch: 'shots.ts',
  outputDir: '../../var/shots-work',
  globalSetup: '../e2e/servers.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  reporter: [['line']],
  use: { ...devices['Desktop Chrome'], ...use },
});
