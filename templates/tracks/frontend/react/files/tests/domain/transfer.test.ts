import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelFault, readFilters } from '../../src/domain/transfer';
import { readOverview } from '../../src/features/overview/search';

const ID = '019aaf3c-7b1e-7c40-8f0e-2d9a6a1f0c11';

test('what is understood is kept, the rest is dropped', () => {
  const good = {
    status: 'posted',
    receipt: 'dead',
    account: ID,
    from: '2026-11-01',
    to: '2026-11-24',
  };
  expect(readFilters({ ...good, page: 3, utm_source: 'mail' })).toEqual(good);
  expect(
    readFilters({ status: 'gone', receipt: 1, account: 'x', from: '2026-13-01', to: null }),
  ).toEqual({});
  expect(readOverview({ currency: 'KWD', days: '90' })).toEqual({ currency: 'KWD', days: 90 });
  expect(readOverview({ currency: 'CHF', days: 31 })).toEqual({});
});

test('no address breaks the filters', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('status', 'receipt', 'account', 'from', 'to'), fc.anything()),
      (search) => {
        const filters = readFilters(search);
        expect(readFilters({ ...filters })).toEqual(filters);
      },
    ),
    { seed: 6, numRuns: 200 },
  );
});

test('lengths are counted in code points, as the contract counts them', () => {
  expect(labelFault('𝄞'.repeat(80), 'a memo')).toBeUndefined();
  expect(labelFault('𝄞'.repeat(81), 'a memo')).toBe('Use at most 80 characters, here are 81');
  expect(labelFault('', 'a memo')).toBe('Enter a memo');
  expect(labelFault(' x', 'a memo')).toMatch(/one line/);
  expect(labelFault('a\nb', 'a memo')).toMatch(/one line/);
});
