// Starts servers as children, waits until they listen, and ends every one of them on every way out.
import { spawn } from 'node:child_process';

const children = new Set();
const START_MS = 60_000;

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // Ctrl-C arrives twice under npm; the second must not end us before our children have ended.
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    void endAll().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  });
}
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts one of our servers; it takes its port itself and prints it, so that nobody can take it in between. */
export async function startServer(file, env, { onLine } = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // so that Ctrl-C reaches us first and we end the children in order
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} did not start`)), START_MS);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    eachLine(child.stdout, (line) => {
      onLine?.(line);
      const listening = /^\{"event":"listening","port":(\d+)\}$/.exec(line);
      if (!listening) return;
      clearTimeout(timer);
      resolve(Number(listening[1]));
    });
  });
  return { url: `http://127.0.0.1:${port}`, port, child };
}

function eachLine(stream, call) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) call(line);
  });
}

/** Resolves when this child has ended; a second kill follows a first one that was not heard. */
export function endOne(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), 8_000).unref();
  });
}

export async function endAll() {
  await Promise.all([...children].map((child) => endOne(child)));
}
