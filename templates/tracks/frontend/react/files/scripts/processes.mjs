// Starts servers as children, waits until they listen, and ends every one of them on every way out.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';

const children = new Set();
const START_MS = 20_000;

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

/** The port that was asked for by a variable, else the first free one from the default on. */
export async function choosePort(asked, first) {
  if (asked !== undefined && asked !== '') {
    if (await isFree(Number(asked))) return Number(asked);
    throw new Error(`port ${asked} is taken`);
  }
  for (let port = first; port < first + 50; port += 1) if (await isFree(port)) return port;
  throw new Error(`no free port from ${first} on`);
}

export function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Starts one of our servers and gives its address, which it prints as a JSON line. */
export async function startServer(file, env, { show = false } = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // so that Ctrl-C reaches us first and we end the children in order
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const port = await new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`${file} did not start`)), START_MS);
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      if (show) process.stdout.write(chunk);
      text += chunk;
      const line = /\{"event":"listening","port":(\d+)\}/.exec(text);
      if (!line) return;
      clearTimeout(timer);
      text = '';
      resolve(Number(line[1]));
    });
  });
  return { url: `http://127.0.0.1:${port}`, child };
}

/** A program of a package, wherever Node finds that: the folder of an outer checkout serves as well. */
export function toolOf(name, path) {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path);
}

export function startTool(file, args, env) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Asks until the answer is 200; the deadline only catches a server that hangs. */
export async function waitFor(url) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // not there yet
    }
    if (Date.now() > deadline) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function endAll() {
  const left = [...children];
  await Promise.all(
    left.map(
      (child) =>
        new Promise((resolve) => {
          child.once('exit', resolve);
          child.kill('SIGTERM');
          setTimeout(() => child.kill('SIGKILL'), 5_000).unref();
        }),
    ),
  );
}
