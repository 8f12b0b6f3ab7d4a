/** A real sync server and a real web server for one test; the sync server can die and come back. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import type { Running } from '../../scripts/processes.mjs';

export class Office {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rounds-e2e-'));
  #sync: Running | undefined;
  #web: Running | undefined;
  #port = 0;

  async start(): Promise<void> {
    await this.revive();
    const { startServer } = await import('../../scripts/processes.mjs');
    this.#web = await startServer('server/web.ts', {
      PORT: '0',
      SYNC_SERVER: `http://127.0.0.1:${this.#port}`,
    });
  }

  /** On the same port as before, so that the page finds it again. */
  async revive(): Promise<void> {
    const { startServer } = await import('../../scripts/processes.mjs');
    this.#sync = await startServer('server/main.ts', {
      PORT: String(this.#port),
      JOURNAL: join(this.#folder, 'journal.jsonl'),
      NET_FILE: join(this.#folder, 'net.json'),
      SEED: '12',
      ORIGINS: '*',
    });
    this.#port = this.#sync.port;
  }

  net(mode: string): void {
    writeFileSync(join(this.#folder, 'net.json'), JSON.stringify({ mode }));
  }

  /** Resolves when the sync server has died by itself. */
  async death(): Promise<void> {
    const child = this.#sync?.child;
    if (child === undefined || child.exitCode !== null) return;
    await new Promise((resolve) => child.once('exit', resolve));
  }

  async kill(): Promise<void> {
    const child = this.#sync?.child;
    const { endOne } = await import('../../scripts/processes.mjs');
    if (child !== undefined) await endOne(child, 'SIGKILL');
  }

  get app(): string {
    if (this.#web === undefined) throw new Error('the office is closed');
    return this.#web.url;
  }

  async notes(): Promise<{ title: string; body: string; rev: number }[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/v1/pull?limit=200`);
    return ((await answer.json()) as { notes: { title: string; body: string; rev: number }[] })
      .notes;
  }

  /** Two inspectors elsewhere write one field of one note without having seen each other. */
  async disagree(): Promise<void> {
    for (const [device, body] of [
      ['inspector-7f3a', '6.1 bar. Shaft seal: dry and quiet.'],
      ['inspector-c21e', '6.4 bar. Shaft seal: drips, tray placed below.'],
    ]) {
      const op = { id: `op-of-${device}`, noteId: 'seed-00002', base: 2, resolves: [] };
      await fetch(`http://127.0.0.1:${this.#port}/v1/push`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ device, ops: [{ ...op, patch: { body } }] }),
      });
    }
  }

  async merged(): Promise<number> {
    const figures = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text();
    return Number(/outcome="merged"\} (\d+)/.exec(figures)?.[1]);
  }

  async close(): Promise<void> {
    const { endOne } = await import('../../scripts/processes.mjs');
    for (const running of [this.#sync, this.#web])
      if (running !== undefined) await endOne(running.child);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export const test = base.extend<{ office: Office }>({
  // Playwright reads the names of fixtures out of this pattern
  office: async ({}, use) => {
    const office = new Office();
    try {
      await office.start();
      await use(office);
    } finally {
      await office.close();
    }
  },
});
export { expect } from '@playwright/test';
