/** Settings of the browser that every project repeats, because a device's own would overwrite them. */
import { execFileSync } from 'node:child_process';

export function browserUse() {
  // Asked in a process of its own: a configuration cannot wait for an answer.
  const code = `import('./scripts/browser.mjs').then(async (m) => process.stdout.write(await m.demandBrowser()))`;
  try {
    const executablePath = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return {
      launchOptions: { executablePath },
      locale: 'en-GB',
      trace: process.env.CI ? ('on-first-retry' as const) : ('off' as const),
      actionTimeout: 60_000,
    };
  } catch {
    process.exit(1);
  }
}
