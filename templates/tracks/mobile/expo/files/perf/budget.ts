/** What the app may cost, read from the file that reviews look at. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const schema = z.object({
  androidBytes: z.number().positive(),
  iosBytes: z.number().positive(),
  webEntryBytes: z.number().positive(),
  statementsPerPulledNote: z.number().positive(),
  sendsInTenMinutes: z.number().positive(),
});

export const budget = schema.parse(JSON.parse(readFileSync('perf/budget.json', 'utf8')));
