/** The servers and the browser of a measurement, and what has to be written down beside its numbers. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { chromium, type Browser } from '@playwright/test';
import { demandBrowser } from '../scripts/browser.mjs';
import { endAll, startServer } from '../scripts/processes.mjs';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly browser: string;
}

export const buildOf = (label: string) => `var/perf/${label}`;
export const resultOf = (label: string) => `perf/results/${label}.json`;

export function checkLabel(label: string | undefined, name: string): string {
  if (label !== undefined && /^[a-z0-9][a-z0-9-]{0,30}$/.test(label)) return label;
  console.error(`perf: say ${name}=<word of a-z, 0-9 and ->`);
  process.exit(2);
}

/** The build is kept, so that it can be compared with a later one, interleaved. */
export function keepBuild(label: string): string {
  const folder = buildOf(label);
  rmSync(folder, { recursive: true, force: true });
  cpSync('dist', folder, { recursive: true });
  return folder;
}

export function demandBuild(label: string): string {
  const folder = buildOf(label);
  if (existsSync(folder)) return folder;
  console.error(`perf: there is no build ${label}; make it by: make perf LABEL=${label}`);
  process.exit(2);
}

export function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  } catch {
    return 'no commit';
  }
}

export function machineOf(browser: Browser): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    browser: `Chromium ${browser.version()}`,
  };
}

export interface Lab {
  readonly browser: Browser;
  readonly api: string;
  readonly serve: (dist: string) => Promise<string>;
}

/** Everything ends with the work, however that ends. */
export async function withLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
  const executablePath = await demandBrowser();
  const browser = await chromium.launch({ executablePath });
  try {
    const api = (
      await startServer('server/main.ts', { PORT: '0', RATE_LIMITS: 'off', HASH_COST: '1024' })
    ).url;
    const serve = async (dist: string) =>
      (await startServer('server/serve.ts', { PORT: '0', API_ORIGIN: api, DIST: dist })).url;
    return await work({ browser, api, serve });
  } finally {
    await browser.close();
    await endAll();
  }
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
