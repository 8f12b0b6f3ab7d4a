import { defineConfig, devices } from '@playwright/test';
import { browserUse } from './tests/e2e/browser';

const use = browserUse();

/** Reflow and tables are looked at on the desktop; the phone repeats everything by touch and at 390 px. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'var/e2e',
  globalSetup: './tests/e2e/servers.ts',
  fullyParallel: true,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  // Generous, because other work on the machine is no fault of the page.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.CI ? [['list']] : [['dot']],
  use,
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'], ...use } },
    { name: 'phone', grepInvert: /@desktop/, use: { ...devices['Pixel 7'], ...use } },
  ],
});
