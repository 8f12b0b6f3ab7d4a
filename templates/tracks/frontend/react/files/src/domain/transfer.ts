/** What an operator may filter by, and how that is written in an address. */
import { isDay, type Day } from './days';

export const STATUSES = ['posted', 'reversed'] as const;
export const RECEIPTS = ['queued', 'issued', 'dead'] as const;
export type TransferStatus = (typeof STATUSES)[number];
export type ReceiptState = (typeof RECEIPTS)[number];

export interface TransferFilters {
  readonly status?: TransferStatus;
  readonly receipt?: ReceiptState;
  readonly account?: string;
  readonly from?: Day;
  readonly to?: Day;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

function oneOf<T extends string>(values: readonly T[], text: unknown): T | undefined {
  return values.find((value) => value === text);
}

/** Keeps what is understood and drops the rest: an old or mistyped link must open, not crash. */
export function readFilters(search: Record<string, unknown>): TransferFilters {
  const status = oneOf(STATUSES, search.status);
  const receipt = oneOf(RECEIPTS, search.receipt);
  return {
    ...(status && { status }),
    ...(receipt && { receipt }),
    ...(isId(search.account) && { account: search.account }),
    ...(isDay(search.from) && { from: search.from }),
    ...(isDay(search.to) && { to: search.to }),
  };
}

export function isFiltered(filters: TransferFilters): boolean {
  return Object.keys(filters).length > 0;
}

/** The contract counts code points; JavaScript's `length` counts UTF-16 units. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

const LABEL = /^[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$/;

/** One line of text, as the contract has it; undefined when it is fine. */
export function labelFault(text: string, what: string): string | undefined {
  if (text === '') return `Enter ${what}`;
  if (codePoints(text) > 80)
    return `Use at most 80 characters, here are ${codePoints(text).toString()}`;
  if (!LABEL.test(text)) return 'Use one line that does not begin with a space';
  return undefined;
}
