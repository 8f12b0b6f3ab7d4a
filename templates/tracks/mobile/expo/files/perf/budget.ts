/** What the app may cost. It goes down by `make ratchet`, and up only with a reason on record. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const figuresSchema = z.object({
  androidBytes: z.number().positive(),
  iosBytes: z.number().positive(),
  webEntryBytes: z.number().positive(),
  statementsPerPulledNote: z.number().positive(),
  sendsInTenMinutes: z.number().positive(),
});
export type Figures = z.infer<typeof figuresSchema>;

const schema = figuresSchema.extend({
  raised: z.array(
    z.object({ what: z.string(), from: z.number(), to: z.number(), because: z.string() }),
  ),
});
export type Budget = z.infer<typeof schema>;

export const budget: Budget = schema.parse(JSON.parse(readFileSync('perf/budget.json', 'utf8')));

/** Lower figures are taken over; a higher one needs a reason, which is kept. */
export function next(before: Budget, figures: Figures, because: string): Budget {
  const names = Object.keys(figures) as (keyof Figures)[];
  const raised = names
    .filter((name) => figures[name] > before[name])
    .map((name) => ({ what: name, from: before[name], to: figures[name], because }));
  if (raised.length > 0 && because.trim().length < 10) {
    const lines = raised.map(({ what, from, to }) => `  ${what}: ${from} -> ${to}`).join('\n');
    throw new Error(
      `the budget only goes down. These would go up:\n${lines}\nIf that is worth it, say why: make ratchet BECAUSE="..."`,
    );
  }
  return { ...before, ...figures, raised: [...before.raised, ...raised] };
}
