/** Money as whole minor units. No function here ever holds an amount in a float. */

export const CURRENCIES = ['EUR', 'GBP', 'JPY', 'KWD', 'USD'] as const;
export type Currency = (typeof CURRENCIES)[number];

export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** The largest amount of one transfer, from the contract. */
export const MAX_AMOUNT = 100_000_000_000;

const DIGITS: Record<Currency, number> = { EUR: 2, GBP: 2, JPY: 0, KWD: 3, USD: 2 };

export function minorDigits(currency: Currency): number {
  return DIGITS[currency];
}

export function isCurrency(text: unknown): text is Currency {
  return CURRENCIES.some((currency) => currency === text);
}

/** Plain decimal text: a sign, digits, a point. The form that is typed, exported and parsed again. */
export function toDecimal({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const text = Math.abs(minor)
    .toString()
    .padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(-digits)}`;
}

export type AmountFault = 'empty' | 'form' | 'digits' | 'small' | 'large';
export type ParsedAmount =
  | { readonly ok: true; readonly money: Money }
  | { readonly ok: false; readonly fault: AmountFault };

/** Reads an amount that a person typed. Text and integers only: `0.29` is 29 cents and not 28.999. */
export function parseAmount(text: string, currency: Currency): ParsedAmount {
  const typed = text.trim();
  if (typed === '') return { ok: false, fault: 'empty' };
  const match = /^(\d+)(?:\.(\d*))?$/.exec(typed);
  if (!match) return { ok: false, fault: 'form' };
  const digits = minorDigits(currency);
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > digits) return { ok: false, fault: 'digits' };
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  if (minor < 1n) return { ok: false, fault: 'small' };
  if (minor > BigInt(MAX_AMOUNT)) return { ok: false, fault: 'large' };
  return { ok: true, money: { minor: Number(minor), currency } };
}

/** What to tell the person who typed it. */
export function amountMessage(fault: AmountFault, currency: Currency): string {
  const digits = minorDigits(currency);
  switch (fault) {
    case 'empty':
      return 'Enter an amount';
    case 'form':
      return digits === 0
        ? 'Enter a whole number, such as 1250'
        : `Enter an amount with a point, such as ${toDecimal({ minor: 125 * 10 ** digits, currency })}`;
    case 'digits':
      return digits === 0
        ? `${currency} has no smaller unit: enter a whole number`
        : `${currency} has ${digits.toString()} digits after the point`;
    case 'small':
      return `Enter at least ${toDecimal({ minor: 1, currency })} ${currency}`;
    case 'large':
      return `Enter at most ${toDecimal({ minor: MAX_AMOUNT, currency })} ${currency}`;
  }
}

/** Intl reads a decimal string exactly; TypeScript's own types do not know that yet for all targets. */
type DecimalText = `${number}`;

const formats = new Map<string, Intl.NumberFormat>();

/** Money for people: their digits and grouping, always with its currency. */
export function formatMoney(money: Money, locale?: string): string {
  const digits = minorDigits(money.currency);
  const name = `${locale ?? ''}/${money.currency}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: money.currency,
      currencyDisplay: 'code',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(name, format);
  }
  return format.format(toDecimal(money) as DecimalText);
}

/** A short figure for an axis, where the currency stands beside the chart. */
export function formatCompact(money: Money, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return format.format(toDecimal(money) as DecimalText);
}
