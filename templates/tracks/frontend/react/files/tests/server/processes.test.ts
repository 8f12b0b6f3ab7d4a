/** Whatever becomes of a program that started a server, the server does not outlive it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const STAY = 'setInterval(() => undefined, 1_000)';

test.each([
  { how: 'fails', work: "throw new Error('it broke')" },
  { how: 'is interrupted', work: STAY, signal: 'SIGINT' },
  { how: 'is told to end', work: STAY, signal: 'SIGTERM' },
] as const)('a program that $how leaves no server behind', async ({ work, ...rest }) => {
  const script = `import('./scripts/processes.mjs').then(async ({ startServer }) => {
    const { url } = await startServer('server/main.ts', { PORT: '0', SEED: '0' });
    console.log(url);
    ${work};
  });`;
  const program = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(program, 'exit');
  const [said] = (await once(program.stdout, 'data')) as [Buffer];
  const url = said.toString().trim();
  expect(url).toMatch(/^http:/);
  if ('signal' in rest) program.kill(rest.signal);
  await ended;
  const answers = () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 20_000 }).toBe(false);
});
