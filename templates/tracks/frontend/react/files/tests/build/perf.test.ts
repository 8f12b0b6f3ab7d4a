import { describe, expect, test } from 'vitest';
import { overBudget, ratchet, type Budget } from '../../perf/budget';
import { format } from 'prettier';
import {
  comparisonTable,
  contradiction,
  fillBetween,
  judge,
  type Measured,
} from '../../perf/report';
import { conclusion, dice, differenceInterval, median, schedule, verdict } from '../../perf/stats';

const times = (base: number) =>
  [3, -20, 11, 40, -7, 0, 25, -31, 8, -2, 16].map((noise) => base + noise);
const measured = (a: [number, number], b: [number, number]): Measured => ({
  a: times(a[0]).map((fcp, n) => ({ fcp, lcp: times(a[1])[n] ?? 0 })),
  b: times(b[0])
    .toReversed()
    .map((fcp, n) => ({ fcp, lcp: times(b[1])[n] ?? 0 })),
});

describe('the comparison', () => {
  test('of a build with itself shows no difference', () => {
    expect(judge(measured([1900, 2300], [1900, 2300])).conclusion).toBe('no difference shown');
  });

  test('calls chance by its name, however often it is asked, and a real change too', () => {
    const roll = dice(7);
    // Runs of one build differ by about a tenth, as they do on a busy machine; twelve dice are nearly normal.
    const runs = (base: number) =>
      Array.from({ length: 11 }, () => {
        const twelve = Array.from({ length: 12 }, roll).reduce((sum, value) => sum + value, -6);
        return base * (1 + 0.03 * twelve);
      });
    const verdicts = (share: number) =>
      Array.from({ length: 40 }, () => {
        const a = runs(2_000);
        return verdict(differenceInterval(a, runs(2_000 * (1 - share))), median(a));
      });
    const count = (said: string, all: string[]) => all.filter((one) => one === said).length;
    expect(count('no difference shown', verdicts(0))).toBe(40);
    expect(count('faster', verdicts(0.25))).toBe(40);
  });

  test('tells faster from slower', () => {
    expect(judge(measured([1900, 2300], [1300, 1700])).conclusion).toBe('faster');
    expect(judge(measured([1300, 1700], [1900, 2300])).conclusion).toBe('slower');
  });

  test('does not take an empty shell for an improvement', () => {
    expect(judge(measured([1900, 2300], [600, 2300])).conclusion).toBe('a shell painted earlier');
    expect(conclusion('no difference shown', 'faster')).toBe('faster for the content alone');
  });

  test('takes turns, and each side begins equally often', () => {
    expect(schedule(4)).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b'],
      ['b', 'a'],
    ]);
  });

  test('draws the same interval from the same numbers', () => {
    const [a, b] = [times(100), times(90)];
    expect(differenceInterval(a, b)).toEqual(differenceInterval(a, b));
    expect(verdict({ low: -5, high: 5 }, 100)).toBe('no difference shown');
    expect(verdict({ low: -9, high: -1 }, 100)).toBe('no difference shown');
    expect(verdict({ low: -9, high: -3 }, 100)).toBe('faster');
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  test('supports a claim or says why not', () => {
    const faster = judge(measured([2000, 3000], [1400, 2200]));
    expect(contradiction(faster, 25)).toBeUndefined();
    expect(contradiction(faster, 28)).toBe('LCP changed by -27 %, the claim was 28 % faster');
    expect(contradiction(faster, 0)).toMatch('the runs say "faster"');
    const same = judge(measured([2000, 3000], [2000, 3000]));
    expect(contradiction(same, 0)).toBeUndefined();
    expect(contradiction(same, 25)).toMatch('the runs say "no difference shown"');
  });

  test('is written between its markers and nowhere else', async () => {
    const machine = { cpu: 'A chip', cores: 2, memoryGiB: 8, node: 'v24', browser: 'Chromium 1' };
    const table = comparisonTable(
      { a: 'x', b: 'y' },
      judge(measured([1900, 2300], [1300, 1700])),
      machine,
    );
    const text = 'mine\n<!-- comparison -->\nold\n<!-- /comparison -->\nmine too\n';
    const filled = fillBetween(text, 'comparison', table);
    expect(filled).toMatch(/^mine\n<!-- comparison -->\n\n\| ms, median/);
    expect(filled).toMatch(/Together: \*\*faster\*\*. 11 interleaved pairs on A chip/);
    expect(filled).toMatch(/<!-- \/comparison -->\nmine too\n$/);
    expect(filled).not.toContain('old');
    // A document that a verb wrote must pass `make check`.
    expect(await format(table, { parser: 'markdown' })).toBe(`${table}\n`);
    expect(() => fillBetween('nothing', 'comparison', table)).toThrow('markers');
  });
});

describe('the budget', () => {
  const budget: Budget = {
    entry: 100_000,
    landing: 200_000,
    requests: 10,
    routes: { login: 5_000 },
    raised: [],
  };
  const sizes = { entry: 100_000, landing: 200_000, requests: 10, routes: { login: 5_000 } };

  test('is kept to the byte, but for what compressors differ in', () => {
    expect(overBudget(budget, sizes)).toEqual([]);
    expect(overBudget(budget, { ...sizes, entry: 100_200 })).toEqual([]);
    expect(overBudget(budget, { ...sizes, entry: 100_300, requests: 11 })).toEqual([
      'entry is 100300, its budget 100000',
      'requests is 11, its budget 10',
    ]);
    expect(overBudget(budget, { ...sizes, routes: { login: 5_000, help: 1 } })).toEqual([
      'route help has no budget: run make ratchet',
    ]);
  });

  test('goes down by itself', () => {
    const next = ratchet(budget, { ...sizes, landing: 120_000, routes: { login: 4_000, help: 9 } });
    expect(next).toMatchObject({ landing: 120_000, routes: { login: 4_000, help: 9 }, raised: [] });
  });

  test('goes up only with a reason, which is kept', () => {
    const more = { ...sizes, entry: 110_000 };
    expect(() => ratchet(budget, more)).toThrow(
      /the budget only goes down.*entry: 100000 -> 110000/s,
    );
    expect(() => ratchet(budget, more, 'because')).toThrow('only goes down');
    const because = 'Passkeys replace passwords.';
    expect(ratchet(budget, more, because)).toMatchObject({
      entry: 110_000,
      raised: [{ what: 'entry', from: 100_000, to: 110_000, because }],
    });
  });
});
