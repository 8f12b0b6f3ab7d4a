/**
 * `make perf-compare A=before B=after`: two kept builds, measured in turns, and a verdict.
 * CLAIM=25 ends with 1 unless both paints are at least 25 % faster, CLAIM=0 unless no difference is shown.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { checkLabel, demandBuild, machineOf, withLab } from './lab';
import { comparisonTable, contradiction, fillBetween, judge, type Measured } from './report';
import { schedule } from './stats';
import { visit } from './visit';

const PAIRS = Number(process.env.PAIRS ?? 11);
const DOCUMENT = process.env.OUT ?? 'docs/performance.md';
const CLAIM = process.env.CLAIM === undefined ? undefined : checkClaim(process.env.CLAIM);
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
  const objection = CLAIM === undefined ? undefined : contradiction(judged, CLAIM);
  if (objection === undefined) return;
  console.error(`perf: ${objection}`);
  process.exitCode = 1;
});

function checkClaim(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  console.error(`perf: CLAIM is a share in percent from 0 to 99, not ${text}`);
  process.exit(2);
}
