/** What travels between device and server; both sides check it with these. */
import { z } from 'zod';
import { noteSchema, patchSchema } from './note';

export const MOST_OPS = 50;
export const PAGE = 100;
export const MOST_PAGE = 200;
export const MOST_BYTES = 1024 * 1024;

export const deviceSchema = z.string().regex(/^[a-z0-9-]{3,40}$/, 'a device is 3-40 of a-z 0-9 -');

export const opSchema = z
  .object({
    id: z.string().min(8).max(64),
    noteId: z.string().min(1).max(64),
    base: z.number().int().nonnegative(),
    patch: patchSchema,
    resolves: z.array(z.string().max(140)).max(50),
  })
  .strict();

/** Operations are judged one by one, so that a bad one does not take its neighbours with it. */
export const pushSchema = z.object({
  device: deviceSchema,
  ops: z
    .array(z.looseObject({ id: z.string().min(1).max(64) }))
    .min(1)
    .max(MOST_OPS),
});

const refusalSchema = z.object({
  type: z.enum(['invalid', 'op-id-reused', 'too-large', 'unknown-note']),
  title: z.string(),
});

export const pushAnswerSchema = z.object({
  verdicts: z.array(
    z.discriminatedUnion('verdict', [
      z.object({ id: z.string(), verdict: z.literal('merged'), note: noteSchema }),
      z.object({ id: z.string(), verdict: z.literal('rejected'), problem: refusalSchema }),
    ]),
  ),
});
export type PushAnswer = z.infer<typeof pushAnswerSchema>;

export const pullAnswerSchema = z.object({
  notes: z.array(noteSchema),
  cursor: z.number().int().nonnegative(),
  more: z.boolean(),
});
export type PullAnswer = z.infer<typeof pullAnswerSchema>;

/** RFC 9457: every error of the server has this form. */
export const problemSchema = z.object({ type: z.string(), title: z.string() });
