/**
 * `make perf LABEL=before`: six visits (VISITS=5), the first one thrown away; the build is kept under this name.
 * PROFILE=1 adds a start under the profiler and keeps `var/perf/before.cpuprofile`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { statementsPerPulledNote } from './counts';
import { checkLabel, count, env, notes } from './given';
import { keepBuild, withLab } from './lab';
import { median, quantile } from './stats';
import type { Visit } from './visit';

async function main(): Promise<void> {
  const label = checkLabel(env.LABEL, 'LABEL');
  const planned = count('VISITS', 5);
  const { webEntryOf } = await import('../scripts/sizes.mjs');
  await withLab(async ({ visit, profile, machine }) => {
    const build = keepBuild(label);
    await visit(build);
    const visits: Visit[] = [];
    for (let n = 1; n <= planned; n += 1) {
      visits.push(await visit(build));
      console.log(`visit ${n} of ${planned}`);
    }
    const writes = visits.flatMap((one) => one.writes);
    const of = (pick: (one: Visit) => number) => Math.round(median(visits.map(pick)));
    const result = {
      label,
      machine,
      notes: notes(),
      slowdown: 4,
      firstRowMs: of((one) => one.firstRow),
      firstSyncMs: of((one) => one.firstSync),
      warmRowMs: of((one) => one.warmRow),
      rowsMounted: of((one) => one.rowsMounted),
      writeP50Ms: Math.round(median(writes)),
      writeP95Ms: Math.round(quantile(writes, 0.95)),
      statementsPerPulledNote: await statementsPerPulledNote(notes()),
      webEntryBytes: webEntryOf(build),
      visits,
    };
    mkdirSync('var/perf', { recursive: true });
    writeFileSync(`var/perf/${label}.json`, `${JSON.stringify(result, null, 2)}\n`);
    if (env.PROFILE === '1')
      writeFileSync(`var/perf/${label}.cpuprofile`, JSON.stringify(await profile(build)));
    const { visits: _each, ...figures } = result;
    console.log(JSON.stringify(figures, null, 2));
  });
}

main().catch((thrown: unknown) => {
  console.error(`perf: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exit(1);
});
