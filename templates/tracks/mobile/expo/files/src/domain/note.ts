/** A note about one machine: what every device and the server mean by it. */
import { z } from 'zod';

export const STATES = ['ok', 'watch', 'defect'] as const;
export type State = (typeof STATES)[number];

export const FIELDS = ['site', 'title', 'body', 'state', 'deleted'] as const;
export type Field = (typeof FIELDS)[number];

/** The value of one field; which kind it is follows from the field. */
export type Value = string | boolean;

const isThere = (text: string) => text.trim() !== '';
const isOneLine = (text: string) => !/[\r\n]/.test(text);

/** The one place that says what may be written; the form and the server both ask it. */
export const fieldsSchema = z.object({
  site: z
    .string()
    .max(60, 'At most 60 characters')
    .refine(isThere, 'A site is needed')
    .refine(isOneLine, 'One line only'),
  title: z
    .string()
    .max(120, 'At most 120 characters')
    .refine(isThere, 'A title is needed')
    .refine(isOneLine, 'One line only'),
  body: z.string().max(4000, 'At most 4,000 characters'),
  state: z.enum(STATES),
  deleted: z.boolean(),
});

/** Only the fields that somebody changed. */
export const patchSchema = fieldsSchema.partial().strict();

export type Fields = z.infer<typeof fieldsSchema>;
export type Patch = { [F in Field]?: Fields[F] | undefined };

/**
 * A value that lost against a later arrival and waits for a person. `at` is when it had reached the server; `over` is
 * who wrote what stands on the note instead, and when.
 */
export const loserSchema = z.object({
  id: z.string(),
  field: z.enum(FIELDS),
  value: z.union([z.string(), z.boolean()]),
  device: z.string(),
  at: z.string(),
  over: z.object({ device: z.string(), at: z.string() }).optional(),
});
export type Loser = z.infer<typeof loserSchema>;

/** `rev` is the server's count at the note's last change; 0 means the server has never seen it. */
export const noteSchema = fieldsSchema.extend({
  id: z.string().min(1).max(64),
  rev: z.number().int().nonnegative(),
  losers: z.array(loserSchema),
});
export type Note = z.infer<typeof noteSchema>;

export const EMPTY: Fields = { site: '', title: '', body: '', state: 'ok', deleted: false };

/** What is wrong with these fields, in words to show beside each; empty when nothing is. */
export function faultsOf(fields: Patch): Partial<Record<Field, string>> {
  const judged = patchSchema.safeParse(fields);
  if (judged.success) return {};
  const faults: Partial<Record<Field, string>> = {};
  for (const issue of judged.error.issues) {
    const field = FIELDS.find((name) => name === issue.path[0]);
    if (field !== undefined) faults[field] ??= issue.message;
  }
  return faults;
}

/** The fields with a patch laid over them. */
export function patched<T extends Fields>(fields: T, patch: Patch): T {
  return { ...fields, ...Object.fromEntries(changes(patch)) };
}

/** The fields of a patch that are there, as pairs. */
export function changes(patch: Patch): [Field, Value][] {
  return FIELDS.flatMap((field) => {
    const value = patch[field];
    return value === undefined ? [] : [[field, value] satisfies [Field, Value]];
  });
}
