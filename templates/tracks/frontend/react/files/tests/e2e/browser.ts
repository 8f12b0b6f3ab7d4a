/** Settings of the browser that every project repeats, because a device's own would overwrite them. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export function browserUse() {
  // Asked in a process of its own: a configuration cannot wait for an answer.
  const script = fileURLToPath(new URL('../../scripts/browser.mjs', import.meta.url));
  const code = `import(${JSON.stringify(script)}).then(async (m) => process.stdout.write(await m.demandBrowser()))`;
  try {
    const executablePath = execFileSync(process.execPath, ['-e', code], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return {
      launchOptions: { executablePath },
      locale: 'en-GB',
      timezoneId: process.env.BROWSER_TZ ?? 'America/New_York',
      trace: process.env.CI ? ('on-first-retry' as const) : ('off' as const),
      actionTimeout: 10_000,
    };
  } catch {
    process.exit(1);
  }
}
