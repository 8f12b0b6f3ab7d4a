/** Acceptance check of d03-amount: amounts as people write them, and a question where two readings are possible. */
import { screen, waitFor } from '@testing-library/react';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  formatMoney,
  MAX_AMOUNT,
  toDecimal,
  type Currency,
  type Money,
} from '../../src/domain/money';
import { makeWorld, openAs } from '../../tests/page/world';

type Reading =
  | { kind: 'amount'; money: Money }
  | { kind: 'ambiguous'; readings: Money[] }
  | { kind: 'fault'; fault: string };
type ReadAmount = (text: string, currency: Currency, locale: string) => Reading;

const modules = import.meta.glob<{ readAmount?: ReadAmount }>('../../src/domain/amount.ts');

async function reader(): Promise<ReadAmount> {
  const [load] = Object.values(modules);
  expect(
    load,
    'src/domain/amount.ts with readAmount(text, currency, locale) is missing',
  ).toBeDefined();
  const found = (await load?.())?.readAmount;
  expect(found, 'src/domain/amount.ts does not export readAmount').toBeTypeOf('function');
  return found as ReadAmount;
}

describe('what is typed', () => {
  test.each<[string, Currency, string, number]>([
    ['1.234,56', 'EUR', 'de-DE', 123_456],
    ['1,234.56', 'EUR', 'en-GB', 123_456],
    ['1234,56', 'EUR', 'de-DE', 123_456],
    ['1\u202f234,56', 'EUR', 'fr-FR', 123_456],
    ['1\u00a0234,56', 'EUR', 'fr-FR', 123_456],
    ['1 234,56', 'EUR', 'fr-FR', 123_456],
    ['1’234.56', 'EUR', 'de-CH', 123_456],
    ["1'234.56", 'EUR', 'de-CH', 123_456],
    ['12,34,567.89', 'USD', 'en-IN', 123_456_789],
    ['€ 12.50', 'EUR', 'en-GB', 1_250],
    ['12,50 EUR', 'EUR', 'de-DE', 1_250],
    ['0.29', 'EUR', 'en-GB', 29],
    ['1,234', 'JPY', 'en-GB', 1_234],
    ['1.234', 'EUR', 'de-DE', 123_400],
    ['1,234', 'EUR', 'en-GB', 123_400],
    ['1.5', 'KWD', 'en-GB', 1_500],
    ['12,345.678', 'KWD', 'en-GB', 12_345_678],
  ])('%j %s in %s is %i minor units', async (text, currency, locale, minor) => {
    const readAmount = await reader();
    expect(readAmount(text, currency, locale)).toEqual({
      kind: 'amount',
      money: { minor, currency },
    });
  });

  test.each<[string, string]>([
    ['1.234', 'de-DE'],
    ['1,234', 'en-GB'],
  ])('%j dinars in %s could be two amounts, so both are named', async (text, locale) => {
    const found = (await reader())(text, 'KWD', locale);
    expect(found.kind).toBe('ambiguous');
    const minors = found.kind === 'ambiguous' ? found.readings.map(({ minor }) => minor) : [];
    expect(minors.toSorted((a, b) => a - b)).toEqual([1_234, 1_234_000]);
  });

  test.each<[string, Currency, string]>([
    ['', 'EUR', 'en-GB'],
    ['1,2,3', 'EUR', 'en-GB'],
    ['1.2.3', 'EUR', 'de-DE'],
    ['12,34.56', 'EUR', 'en-GB'],
    ['twelve', 'EUR', 'en-GB'],
    ['$ 12', 'EUR', 'en-GB'],
    ['-5', 'EUR', 'en-GB'],
    ['1.5', 'JPY', 'en-GB'],
    ['0,00', 'EUR', 'de-DE'],
  ])('%j %s in %s is no amount', async (text, currency, locale) => {
    const readAmount = await reader();
    expect(readAmount(text, currency, locale).kind).toBe('fault');
  });

  test.each(['en-GB', 'de-DE', 'fr-FR', 'de-CH', 'pt-BR', 'en-IN'])(
    'whatever is shown in %s is read back, or asked about',
    async (locale) => {
      const readAmount = await reader();
      fc.assert(
        fc.property(
          fc.constantFrom<Currency>('EUR', 'JPY', 'KWD'),
          fc.integer({ min: 1, max: MAX_AMOUNT }),
          (currency, minor) => {
            const money = { minor, currency };
            const found = readAmount(formatMoney(money, locale), currency, locale);
            if (found.kind === 'ambiguous') expect(found.readings).toContainEqual(money);
            else expect(found, toDecimal(money)).toEqual({ kind: 'amount', money });
          },
        ),
        { seed: 3, numRuns: 200 },
      );
    },
  );
});

describe('the field', () => {
  async function openForm(language: string, currency: Currency) {
    vi.spyOn(navigator, 'language', 'get').mockReturnValue(language);
    const world = await makeWorld();
    const { till, bank } = world.funded(currency, 10_000_000);
    const page = await openAs(world, '/transfers/new');
    await page.user.selectOptions(await screen.findByLabelText('From'), till.id);
    await page.user.selectOptions(screen.getByLabelText('To'), bank.id);
    return { world, bank, page, field: screen.getByLabelText<HTMLInputElement>(/^Amount/) };
  }
  const send = () => screen.getByRole('button', { name: 'Send' });

  test('says what it understood where a screen reader hears it, and sends exactly that', async () => {
    await reader();
    const { world, bank, page, field } = await openForm('de-DE', 'EUR');
    await page.user.type(field, '1.234,56');
    const said = await screen.findByText(/Reads as EUR\s1,?234.56|Reads as 1.234,56\sEUR/);
    expect(said.closest('[role=status], [aria-live=polite]'), 'in a live region').not.toBeNull();
    expect(field.value).toBe('1.234,56');
    await page.user.click(send());
    await waitFor(() => expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(123_456));
  });

  test.each([
    [/KWD\s1,234.000/, 1_234_000],
    [/KWD\s1.234$/, 1_234],
  ])('asks before it sends what could be two amounts: %s', async (name, minor) => {
    await reader();
    const { world, bank, page, field } = await openForm('en-GB', 'KWD');
    await page.user.type(field, '1,234');
    await page.user.click(send());
    expect(await screen.findAllByRole('button', { name: /KWD\s1/ })).toHaveLength(2);
    expect(world.asked('POST', '/v1/transfers')).toHaveLength(0);
    await page.user.click(screen.getByRole('button', { name }));
    await page.user.click(send());
    await waitFor(() => expect(world.book.accounts.get(bank.id)?.balance_minor).toBe(minor));
  });

  test('leaves the caret where it is', async () => {
    await reader();
    const { page, field } = await openForm('en-GB', 'EUR');
    await page.user.type(field, '1234');
    field.setSelectionRange(0, 0);
    await page.user.keyboard('9');
    expect([field.value, field.selectionStart]).toEqual(['91234', 1]);
  });
});
