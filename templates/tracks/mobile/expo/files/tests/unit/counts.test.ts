import { budget } from '../../perf/budget';
import { RESTLESS, sendsInOutage, statementsPerPulledNote } from '../../perf/counts';

test('a pulled note costs no more statements than the budget allows', async () => {
  expect(await statementsPerPulledNote(2_000)).toBeLessThanOrEqual(budget.statementsPerPulledNote);
});

test('ten minutes of 503 with a restless network cause no storm', async () => {
  const sends = await sendsInOutage(RESTLESS);
  expect(sends).toBeGreaterThan(3);
  expect(sends).toBeLessThanOrEqual(budget.sendsInTenMinutes);
});
