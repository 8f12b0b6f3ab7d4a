/** `make counts`: prints what perf/budget.json and docs/slo.md hold the app to. */
import { budget } from './budget';
import { RESTLESS, sendsInOutage, statementsPerPulledNote } from './counts';

async function main(): Promise<void> {
  const statements = await statementsPerPulledNote(2_000);
  const sends = await sendsInOutage(RESTLESS);
  const rows = [
    ['statements per pulled note', statements.toFixed(2), budget.statementsPerPulledNote],
    ['sends per device in a ten-minute outage', sends, budget.sendsInTenMinutes],
  ] as const;
  for (const [name, value, most] of rows)
    console.log(`${name.padEnd(42)} ${value}   at most ${most}`);
  process.exitCode = rows.some(([, value, most]) => Number(value) > most) ? 1 : 0;
}

void main();
