import { defineConfig, devices } from '@playwright/test';
import { browserUse } from './e2e/support/browser';

const use = browserUse();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'var/e2e',
  fullyParallel: false,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  projects: [{ name: 'phone', use: { ...devices['Pixel 7'], ...use } }],
});
