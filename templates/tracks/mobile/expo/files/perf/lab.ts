/** What every measurement needs: a browser, a seeded office for each visit, kept builds, and the name of the machine. */
import { chromium, type Browser } from '@playwright/test';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { notes } from './given';
import { profile, visit, type Visit } from './visit';

const BUILDS = 'var/perf/builds';

export function keepBuild(label: string): string {
  const folder = join(BUILDS, label);
  rmSync(folder, { recursive: true, force: true });
  cpSync('dist', folder, { recursive: true });
  return folder;
}

export function demandBuild(label: string): string {
  const folder = join(BUILDS, label);
  if (!existsSync(folder))
    throw new Error(`no build is kept as ${label}: make perf LABEL=${label}`);
  return folder;
}

export interface Lab {
  /** A visit to this build, with a server of its own, so that no visit sees what another one wrote. */
  readonly visit: (build: string) => Promise<Visit>;
  /** A first start of this build, with the profiler on; its times are no measurement. */
  readonly profile: (build: string) => Promise<object>;
  readonly machine: string;
}

export async function withLab(work: (lab: Lab) => Promise<void>): Promise<void> {
  const SEED = String(notes());
  const { demandBrowser } = await import('../scripts/browser.mjs');
  const { endAll, endOne, startServer } = await import('../scripts/processes.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'rounds-perf-'));
  const executablePath = await demandBrowser();
  const browser: Browser = await chromium.launch({ executablePath });
  let made = 0;
  const served = async <T>(build: string, look: (url: string) => Promise<T>): Promise<T> => {
    made += 1;
    const JOURNAL = join(folder, `${made}.jsonl`);
    const sync = await startServer('server/main.ts', {
      PORT: '0',
      JOURNAL,
      SEED,
      ORIGINS: '*',
    });
    const web = await startServer('server/web.ts', {
      PORT: '0',
      WEB_DIR: build,
      SYNC_SERVER: sync.url,
    });
    try {
      return await look(web.url);
    } finally {
      await Promise.all([endOne(sync.child), endOne(web.child)]);
    }
  };
  try {
    await work({
      machine: machineOf(browser),
      visit: (build) => served(build, (url) => visit(browser, url)),
      profile: (build) => served(build, (url) => profile(browser, url)),
    });
  } finally {
    await browser.close();
    await endAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

function machineOf(browser: Browser): string {
  const [cpu] = cpus();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Chromium ${browser.version()}, Node ${process.version}, commit ${commit}`;
}
