import { expect, test } from 'vitest';
import {
  compare,
  compareRates,
  describeDelta,
  reversalRate,
  runningMeans,
} from '../../src/domain/delta';

test('without a figure before there is no comparison', () => {
  expect(describeDelta(compare(500, 0), 'share', 'en')).toBe('no comparison');
  expect(describeDelta(compareRates(0.1, null), 'points', 'en')).toBe('no comparison');
});

test('a rise and a fall are told by their share', () => {
  expect(describeDelta(compare(150, 100), 'share', 'en')).toBe('up 50%');
  expect(describeDelta(compare(50, 100), 'share', 'en')).toBe('down 50%');
  expect(describeDelta(compare(100, 100), 'share', 'en')).toBe('unchanged');
});

test('rates are told by their points', () => {
  expect(describeDelta(compareRates(0.025, 0.01), 'points', 'en')).toBe('up 1.5 points');
  expect(describeDelta(compareRates(0.01, 0.01), 'points', 'en')).toBe('unchanged');
  expect(reversalRate({ count: 0, reversed_count: 0 })).toBeNull();
  expect(reversalRate({ count: 40, reversed_count: 1 })).toBe(0.025);
});

test('running means begin when there are enough days', () => {
  expect(runningMeans([3, 6, 9, 1], 3)).toEqual([null, null, 6, 5]);
  expect(runningMeans([], 3)).toEqual([]);
});
