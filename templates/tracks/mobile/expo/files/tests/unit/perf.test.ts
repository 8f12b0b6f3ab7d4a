import { budget, next } from '../../perf/budget';
import { checkLabel, count } from '../../perf/given';
import { comparisonTable, fillBetween } from '../../perf/report';
import { differenceInterval, median, quantile, schedule, verdict } from '../../perf/stats';
import { chance, seedNotes } from '../../server/seed';

test('medians and quantiles', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(
    quantile(
      Array.from({ length: 100 }, (_, at) => at),
      0.95,
    ),
  ).toBe(95);
});

test('a build against itself shows no difference, a quicker one does', () => {
  const roll = chance(7);
  const noisy = () => Array.from({ length: 11 }, () => 1000 + roll() * 200);
  const a = noisy();
  expect(verdict(differenceInterval(a, noisy()))).toBe('no difference shown');
  expect(
    verdict(
      differenceInterval(
        a,
        a.map((value) => value - 400),
      ),
    ),
  ).toBe('faster');
  expect(
    verdict(
      differenceInterval(
        a,
        a.map((value) => value + 400),
      ),
    ),
  ).toBe('slower');
});

test('each side comes first equally often', () => {
  const firsts = schedule(8).map(([first]) => first);
  expect(firsts.filter((side) => side === 'a')).toHaveLength(4);
});

test('the table says who was faster, and fills its place and nothing else', () => {
  const visit = (firstSync: number) => ({
    firstRow: 900,
    firstSync,
    warmRow: 800,
    rowsMounted: 20,
    writes: [30, 40],
  });
  const found = { a: [1, 2, 3].map(() => visit(20_000)), b: [1, 2, 3].map(() => visit(2_000)) };
  const table = comparisonTable({ a: 'before', b: 'after' }, found, 'one machine');
  expect(table).toContain(
    '| first sync | 20000 (20000-20000) | 2000 (2000-2000) | -18000 to -18000 | 10.0 | faster |',
  );
  expect(table).toContain('no difference shown');
  expect(
    fillBetween('x\n<!-- comparison -->\nold\n<!-- /comparison -->\ny\n', 'comparison', table),
  ).toBe(`x\n<!-- comparison -->\n\n${table}\n\n<!-- /comparison -->\ny\n`);
  expect(() => fillBetween('nothing here', 'comparison', table)).toThrow('no markers');
});

describe('what the command line gives', () => {
  const kept = process.env.NOTES;
  afterEach(() => {
    if (kept === undefined) delete process.env.NOTES;
    else process.env.NOTES = kept;
  });

  test('nothing said is the usual', () => {
    delete process.env.NOTES;
    expect(count('NOTES', 2000)).toBe(2000);
  });

  test.each([
    ['1', 1],
    ['5000', 5000],
    ['99999', 99999],
  ])('%s is a number', (given, number) => {
    process.env.NOTES = given;
    expect(count('NOTES', 2000)).toBe(number);
  });

  test.each(['', '0', '-5', '1.5', '1e3', '100000', 'many'])('"%s" names the remedy', (given) => {
    process.env.NOTES = given;
    expect(() => count('NOTES', 2000)).toThrow(
      'NOTES is a whole number from 1 to 99999, for example NOTES=2000',
    );
  });

  test.each([undefined, '', 'Before', '../up', 'a'.repeat(31)])('no label: %s', (given) => {
    expect(() => checkLabel(given, 'LABEL')).toThrow('for example LABEL=before');
  });

  test('a label is one word', () => {
    expect(checkLabel('before-2', 'LABEL')).toBe('before-2');
  });
});

test('the same notes come out everywhere', () => {
  expect(seedNotes(3)).toEqual(seedNotes(240).slice(0, 3));
  expect(new Set(seedNotes(240).map(({ patch }) => patch.site)).size).toBe(12);
});

describe('the budget', () => {
  const { raised: before, ...figures } = budget;

  test('goes down by itself', () => {
    expect(next(budget, { ...figures, iosBytes: 1000 }, '')).toMatchObject({
      iosBytes: 1000,
      raised: before,
    });
  });

  test('goes up only with a reason, which is kept', () => {
    const higher = { ...figures, statementsPerPulledNote: 4 };
    expect(() => next(budget, higher, '')).toThrow(`${budget.statementsPerPulledNote} -> 4`);
    const because = 'the index for the filter is written as well';
    expect(next(budget, higher, because).raised).toEqual([
      ...before,
      { what: 'statementsPerPulledNote', from: budget.statementsPerPulledNote, to: 4, because },
    ]);
  });
});
