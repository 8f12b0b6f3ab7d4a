/** `make ratchet`: lowers perf/budget.json to what the app needs today; raising a figure needs BECAUSE="...". */
import { writeFileSync } from 'node:fs';
import { budget, next, type Figures } from './budget';
import { RESTLESS, sendsInOutage, statementsPerPulledNote } from './counts';

const env: Readonly<Record<string, string | undefined>> = process.env;

async function main(): Promise<void> {
  const { bytecodeOf, webEntryOf } = await import('../scripts/sizes.mjs');
  const figures: Figures = {
    androidBytes: bytecodeOf('var/native/android'),
    iosBytes: bytecodeOf('var/native/ios'),
    webEntryBytes: webEntryOf('dist'),
    statementsPerPulledNote: Math.ceil((await statementsPerPulledNote(2_000)) * 100) / 100,
    sendsInTenMinutes: await sendsInOutage(RESTLESS),
  };
  const after = next(budget, figures, env.BECAUSE ?? '');
  writeFileSync('perf/budget.json', `${JSON.stringify(after, null, 2)}\n`);
  for (const name of Object.keys(figures) as (keyof Figures)[]) {
    console.log(`${name.padEnd(24)} ${budget[name]} -> ${after[name]}`);
  }
}

main().catch((thrown: unknown) => {
  console.error(`ratchet: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exit(1);
});
