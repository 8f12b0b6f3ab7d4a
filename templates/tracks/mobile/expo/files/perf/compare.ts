/** `make perf-compare A=before B=after`: two kept builds, measured in turns, and a verdict. */
import { readFileSync } from 'node:fs';
import { checkLabel, count, env, notes } from './given';
import { demandBuild, withLab } from './lab';
import { writeMarkdown } from './markdown';
import { comparisonTable, fillBetween } from './report';
import { schedule, type Side } from './stats';
import type { Visit } from './visit';

const DOCUMENT = env.OUT ?? 'docs/performance.md';

async function main(): Promise<void> {
  const labels = { a: checkLabel(env.A, 'A'), b: checkLabel(env.B, 'B') };
  const pairs = count('PAIRS', 7);
  const builds = { a: demandBuild(labels.a), b: demandBuild(labels.b) };
  await withLab(async ({ visit, machine }) => {
    const found: Record<Side, Visit[]> = { a: [], b: [] };
    for (const side of ['a', 'b'] as const) await visit(builds[side]);
    for (const [n, pair] of schedule(pairs).entries()) {
      for (const side of pair) found[side].push(await visit(builds[side]));
      console.log(`pair ${n + 1} of ${pairs}: ${pair.join(' then ')}`);
    }
    const table = comparisonTable(labels, found, `${notes()} notes, 4 times slowed, ${machine}`);
    console.log(`\n${table}`);
    const document = readFileSync(DOCUMENT, 'utf8');
    await writeMarkdown(DOCUMENT, fillBetween(document, 'comparison', table));
    console.log(
      `\nWritten to ${DOCUMENT}. What you changed, and what it cost, is for you to write.`,
    );
  });
}

main().catch((thrown: unknown) => {
  console.error(`perf-compare: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exit(1);
});
