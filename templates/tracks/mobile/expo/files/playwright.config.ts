import { defineConfig, devices } from '@playwright/test';
import { browserUse } from './e2e/support/browser';

const use = browserUse();

export default defineConfig({
  testDir: 'e2e',
  // Pictures are taken when they are asked for: make shots, make picture.
  testMatch: `${process.env.PICTURES ?? '*.spec'}.ts`,
  outputDir: 'var/e2e',
  fullyParallel: false,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  // Only to catch what hangs.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  projects: [{ name: 'phone', use: { ...devices['Pixel 7'], ...use } }],
});
