/** The budget: today's values and no more. It goes down by `make ratchet`, and up only with a reason on record. */
import type { Sizes } from './bytes';

export interface Raise {
  readonly what: string;
  readonly from: number;
  readonly to: number;
  readonly because: string;
}
export interface Budget extends Sizes {
  readonly raised: readonly Raise[];
}

type Flat = Record<string, number>;

function flatten(sizes: Sizes): Flat {
  const { entry, landing, requests, routes } = sizes;
  const named = Object.entries(routes).map(([name, bytes]) => [`route ${name}`, bytes] as const);
  return { entry, landing, requests, ...Object.fromEntries(named) };
}

/** One line for each value over its budget. Compressors differ by a few bytes between versions of Node. */
const SLACK = 256;

export function overBudget(budget: Sizes, found: Sizes): string[] {
  const limits = flatten(budget);
  return Object.entries(flatten(found)).flatMap(([name, value]) => {
    const limit = limits[name];
    if (limit === undefined) return [`${name} has no budget: run make ratchet`];
    const slack = name === 'requests' ? 0 : SLACK;
    if (value <= limit + slack) return [];
    return [`${name} is ${value.toString()}, its budget ${limit.toString()}`];
  });
}

/** The next budget: lower values are taken over; a higher one needs a reason, which is kept. */
export function ratchet(budget: Budget, found: Sizes, because = ''): Budget {
  const limits = flatten(budget);
  const raised: Raise[] = Object.entries(flatten(found)).flatMap(([what, to]) => {
    const from = limits[what];
    return from !== undefined && to > from + (what === 'requests' ? 0 : SLACK)
      ? [{ what, from, to, because }]
      : [];
  });
  if (raised.length > 0 && because.trim().length < 10) {
    const lines = raised.map(
      ({ what, from, to }) => `${what}: ${from.toString()} -> ${to.toString()}`,
    );
    throw new Error(
      `the budget only goes down. These would go up:\n  ${lines.join('\n  ')}\nIf that is worth it, say why: make ratchet BECAUSE="..."`,
    );
  }
  const take = (name: string, value: number) => {
    const limit = limits[name];
    const isRaised = raised.some(({ what }) => what === name);
    return limit === undefined || isRaised ? value : Math.min(limit, value);
  };
  return {
    entry: take('entry', found.entry),
    landing: take('landing', found.landing),
    requests: take('requests', found.requests),
    routes: Object.fromEntries(
      Object.entries(found.routes).map(([name, value]) => [name, take(`route ${name}`, value)]),
    ),
    raised: [...budget.raised, ...raised],
  };
}
