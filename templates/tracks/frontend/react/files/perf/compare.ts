/** `make perf-compare A=before B=after`: two kept builds, measured in turns, and a verdict. */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkLabel, demandBuild, machineOf, withLab } from './lab';
import { comparisonTable, fillBetween, judge, type Measured } from './report';
import { schedule } from './stats';
import { visit } from './visit';

const PAIRS = Number(process.env.PAIRS ?? 11);
const DOCUMENT = process.env.OUT ?? 'docs/performance.md';
const labels = { a: checkLabel(process.env.A, 'A'), b: checkLabel(process.env.B, 'B') };
const builds = { a: demandBuild(labels.a), b: demandBuild(labels.b) };

await withLab(async ({ browser, api, serve }) => {
  // A server of its own for each side, also when both are the same build.
  const webs = { a: await serve(builds.a), b: await serve(builds.b) };
  const found: Measured = { a: [], b: [] };
  for (const side of ['a', 'b'] as const) await visit(browser, webs[side], api);
  for (const [n, pair] of schedule(PAIRS).entries()) {
    for (const side of pair) found[side].push(await visit(browser, webs[side], api));
    console.log(`pair ${(n + 1).toString()} of ${PAIRS.toString()}: ${pair.join(' then ')}`);
  }
  const judged = judge(found);
  const table = comparisonTable(labels, judged, machineOf(browser));
  console.log(`\n${table}`);
  writeFileSync(DOCUMENT, fillBetween(readFileSync(DOCUMENT, 'utf8'), 'comparison', table));
  console.log(
    `\nWritten to ${DOCUMENT}. What you changed, why it moved and what got worse is for you to write.`,
  );
});
