import { expect, test } from 'vitest';
import { makeIntention } from '../../src/api/intention';

test('one wish has one key until it is done or becomes another', () => {
  let made = 0;
  const intention = makeIntention(() => `key-${(made += 1).toString()}`);
  expect(intention.keyFor({ amount: 1 })).toBe('key-1');
  expect(intention.keyFor({ amount: 1 })).toBe('key-1');
  expect(intention.keyFor({ amount: 2 })).toBe('key-2');
  intention.done();
  expect(intention.keyFor({ amount: 2 })).toBe('key-3');
});
