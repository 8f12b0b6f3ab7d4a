/** `make perf LABEL=before`: eleven visits of today's build, kept together with it. */
import { writeFileSync } from 'node:fs';
import { measureSizes } from './bytes';
import { checkLabel, commitOf, keepBuild, machineOf, resultOf, withLab } from './lab';
import { median } from './stats';
import { visit, type Visit } from './visit';

const RUNS = Number(process.env.RUNS ?? 11);
const label = checkLabel(process.env.LABEL, 'LABEL');
const dist = keepBuild(label);

await withLab(async ({ browser, api, serve }) => {
  const web = await serve(dist);
  await visit(browser, web, api); // the first one warms caches of the machine and is dropped
  const visits: Visit[] = [];
  for (let run = 1; run <= RUNS; run += 1) {
    const found = await visit(browser, web, api);
    visits.push(found);
    console.log(
      `${run.toString().padStart(2)}  FCP ${found.fcp.toString()} ms  LCP ${found.lcp.toString()} ms`,
    );
  }
  const pick = (name: 'fcp' | 'lcp' | 'tbt' | 'cls' | 'jsBytes' | 'requests') => {
    const values = visits.map((one) => one[name]);
    return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
  };
  const summary = {
    fcp: pick('fcp'),
    lcp: pick('lcp'),
    tbt: pick('tbt'),
    cls: pick('cls'),
    jsBytes: pick('jsBytes'),
    requests: pick('requests'),
    lcpElement: visits[0]?.lcpElement,
  };
  const sizes = measureSizes(dist);
  const result = { label, commit: commitOf(), machine: machineOf(browser), sizes, summary, visits };
  writeFileSync(resultOf(label), `${JSON.stringify(result, null, 2)}\n`);
  const { fcp, lcp } = summary;
  console.log(`
FCP ${fcp.median.toString()} ms (${fcp.least.toString()}-${fcp.most.toString()})
LCP ${lcp.median.toString()} ms (${lcp.least.toString()}-${lcp.most.toString()}), element: ${summary.lcpElement ?? ''}
landing chain ${(sizes.landing / 1000).toFixed(1)} kB, ${sizes.requests.toString()} files
Written to ${resultOf(label)}; the build is kept in ${dist}.`);
});
