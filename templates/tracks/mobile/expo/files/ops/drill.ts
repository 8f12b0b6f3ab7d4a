/**
 * `make drill`: kills the sync server at random moments of a push storm, and counts what is lost and what is doubled.
 *   CYCLES=50   how often
 *   OUT=...     where the record is written; docs/rollback-drill.md otherwise
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pullAnswerSchema } from '../src/domain/protocol';
import { openJournal } from '../server/journal';
import { chance } from '../server/seed';
import { writeMarkdown } from '../perf/markdown';
import { median } from '../perf/stats';
import { Device } from './storm';

const env: Readonly<Record<string, string | undefined>> = process.env;
const CYCLES = Number(env.CYCLES ?? 50);
const DEVICES = 4;
const LONGEST_MS = 400;

export interface Found {
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly doubled: number;
}

/** Every answered operation has its note, and no operation stands twice in the journal. */
async function count(server: string, journal: string, devices: readonly Device[]): Promise<Found> {
  const there = new Map<string, string>();
  for (let after = 0, more = true; more;) {
    const page = pullAnswerSchema.parse(
      await (await fetch(`${server}/v1/pull?after=${after}&limit=200`)).json(),
    );
    for (const note of page.notes) there.set(note.id, note.body);
    ({ cursor: after, more } = page);
  }
  const opened = openJournal(journal);
  opened.journal.close();
  const ids = opened.entries.flatMap(({ ops }) => ops.map(({ id }) => id));
  const sent = devices.flatMap((device) => device.sent);
  const answered = sent.filter((one) => one.answered);
  return {
    sent: sent.length,
    answered: answered.length,
    lost: answered.filter(({ noteId, body }) => there.get(noteId) !== body).length,
    doubled: ids.length - new Set(ids).size,
  };
}

export async function drill(
  cycles: number,
  say: (line: string) => void,
): Promise<Found & { torn: number; startMs: number[] }> {
  const { endAll, endOne, startServer } = await import('../scripts/processes.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'rounds-drill-'));
  const journal = join(folder, 'journal.jsonl');
  const devices = Array.from({ length: DEVICES }, (_, n) => new Device(n));
  const roll = chance(50);
  const startMs: number[] = [];
  let torn = 0;
  const start = async () => {
    const begin = performance.now();
    const server = await startServer(
      'server/main.ts',
      { PORT: '0', JOURNAL: journal },
      {
        onLine: (line) => {
          if (line.includes('torn line')) torn += 1;
        },
      },
    );
    startMs.push(performance.now() - begin);
    return server;
  };
  try {
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      const server = await start();
      const storm = devices.map((device) => device.pushUntilItBreaks(server.url));
      await new Promise((resolve) => setTimeout(resolve, roll() * LONGEST_MS));
      await endOne(server.child, 'SIGKILL');
      await Promise.all(storm);
      if (cycle % 10 === 0) say(`${cycle} of ${cycles} kills`);
    }
    const server = await start();
    const found = await count(server.url, journal, devices);
    await endOne(server.child);
    return { ...found, torn, startMs };
  } finally {
    await endAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  if (!Number.isInteger(CYCLES) || CYCLES < 1)
    throw new Error('CYCLES must be a whole number from 1');
  const found = await drill(CYCLES, (line) => console.log(line));
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`;
  const record = `# Record of the kill drill

Written by \`make drill\`. ${machine}, Node ${process.version}.
${DEVICES} devices push without a pause; the server is ended by \`kill -9\` at a random moment and started again on its journal.

| what | count |
| --- | --- |
| kills | ${CYCLES} |
| operations sent | ${found.sent} |
| operations answered | ${found.answered} |
| torn last lines that were cut off | ${found.torn} |
| answered operations that were lost | ${found.lost} |
| operations that stand twice in the journal | ${found.doubled} |

From the start of the process, with the reading of the journal, until it listens: ${Math.round(median(found.startMs))} ms in the median, ${Math.round(Math.max(...found.startMs))} ms at most.
`;
  const out = env.OUT ?? 'docs/rollback-drill.md';
  mkdirSync(dirname(out), { recursive: true });
  await writeMarkdown(out, record);
  console.log(`lost ${found.lost}, doubled ${found.doubled}; the record is in ${out}`);
  process.exitCode = found.lost + found.doubled > 0 ? 1 : 0;
}

main().catch((thrown: unknown) => {
  console.error(`drill: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exit(1);
});
