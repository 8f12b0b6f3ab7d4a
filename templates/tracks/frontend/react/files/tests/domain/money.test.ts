import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amountMessage,
  CURRENCIES,
  formatCompact,
  formatMoney,
  MAX_AMOUNT,
  minorDigits,
  parseAmount,
  toDecimal,
  type Currency,
} from '../../src/domain/money';

const currency = fc.constantFrom(...CURRENCIES);
const runs = { seed: 20, numRuns: 300 };

describe('an amount', () => {
  test.each<[string, Currency, number]>([
    ['0.29', 'EUR', 29],
    ['1.005', 'KWD', 1_005],
    ['0.57', 'GBP', 57],
    ['1250', 'JPY', 1_250],
    ['1', 'EUR', 100],
    ['1.', 'EUR', 100],
    [' 8.5 ', 'USD', 850],
    ['1000000000.00', 'EUR', MAX_AMOUNT],
  ])('%s %s is %i minor units', (text, unit, minor) => {
    expect(parseAmount(text, unit)).toEqual({ ok: true, money: { minor, currency: unit } });
  });

  test.each<[string, Currency, string]>([
    ['', 'EUR', 'empty'],
    ['  ', 'EUR', 'empty'],
    ['1,5', 'EUR', 'form'],
    ['1e3', 'EUR', 'form'],
    ['-1', 'EUR', 'form'],
    ['0x10', 'EUR', 'form'],
    ['1.2.3', 'EUR', 'form'],
    ['.5', 'EUR', 'form'],
    ['1.001', 'EUR', 'digits'],
    ['1.5', 'JPY', 'digits'],
    ['1.2345', 'KWD', 'digits'],
    ['0', 'EUR', 'small'],
    ['0.00', 'EUR', 'small'],
    ['1000000000.01', 'EUR', 'large'],
    ['9'.repeat(400), 'EUR', 'large'],
  ])('%j in %s is refused as %s', (text, unit, fault) => {
    expect(parseAmount(text, unit)).toEqual({ ok: false, fault });
  });

  test('is read back exactly as it was written, up to the largest', () => {
    fc.assert(
      fc.property(currency, fc.integer({ min: 1, max: MAX_AMOUNT }), (unit, minor) => {
        const money = { minor, currency: unit };
        expect(parseAmount(toDecimal(money), unit)).toEqual({ ok: true, money });
      }),
      runs,
    );
  });

  test('of any text is an amount or a fault with words', () => {
    fc.assert(
      fc.property(fc.string(), currency, (text, unit) => {
        const parsed = parseAmount(text, unit);
        if (parsed.ok) expect(Number.isSafeInteger(parsed.money.minor)).toBe(true);
        else expect(amountMessage(parsed.fault, unit)).not.toBe('');
      }),
      runs,
    );
  });

  test('messages show the form of the currency', () => {
    expect(amountMessage('form', 'EUR')).toBe('Enter an amount with a point, such as 125.00');
    expect(amountMessage('form', 'KWD')).toBe('Enter an amount with a point, such as 125.000');
    expect(amountMessage('digits', 'JPY')).toBe('JPY has no smaller unit: enter a whole number');
    expect(amountMessage('large', 'JPY')).toBe('Enter at most 100000000000 JPY');
  });
});

describe('money for people', () => {
  test.each<[number, Currency, string, string]>([
    [1_250_029, 'EUR', 'en', 'EUR 12,500.29'],
    [1_250_029, 'EUR', 'de', '12.500,29 EUR'],
    [1_250, 'JPY', 'en', 'JPY 1,250'],
    [1_005, 'KWD', 'en', 'KWD 1.005'],
    [-5, 'EUR', 'en', '-EUR 0.05'],
  ])('%i %s in %s', (minor, unit, locale, text) => {
    expect(formatMoney({ minor, currency: unit }, locale).replaceAll('\u00a0', ' ')).toBe(text);
  });

  test('shows every digit of the largest balance', () => {
    const shown = formatMoney({ minor: Number.MAX_SAFE_INTEGER, currency: 'KWD' }, 'en');
    expect(shown.replaceAll('\u00a0', ' ')).toBe('KWD 9,007,199,254,740.991');
  });

  test('is short on an axis', () => {
    expect(formatCompact({ minor: 123_456, currency: 'EUR' }, 'en')).toBe('1.2K');
    expect(minorDigits('KWD')).toBe(3);
  });
});
