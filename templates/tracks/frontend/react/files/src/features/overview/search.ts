import { isCurrency, type Currency } from '../../domain/money';

export const WINDOWS = [7, 30, 90] as const;

export interface OverviewSearch {
  readonly currency?: Currency;
  readonly days?: number;
}

/** Keeps what is understood; an odd address opens the overview as it usually is. */
export function readOverview(search: Record<string, unknown>): OverviewSearch {
  const days = WINDOWS.find((count) => count === Number(search.days));
  return {
    ...(isCurrency(search.currency) && { currency: search.currency }),
    ...(days && { days }),
  };
}
