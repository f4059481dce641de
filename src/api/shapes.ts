import { z } from 'zod';
import { runStates } from './run-states.ts';

/** An instant in replies: `2026-11-21T17:13:54.120Z`. */
export const instant = z.iso.datetime().meta({ title: 'Instant' });

/** Free JSON: a payload nobody here looks into. */
export const payload = z.unknown().meta({ title: 'JSON' });

/** An id of something the runtime made. */
export const id = z.string().min(1).max(100);

/** A flow id, business key, owner or other short text used to filter. */
export const word = z.string().min(1).max(200);

/** Why a person did it; goes into the audit. */
export const reason = z.string().trim().min(1).max(2_000).meta({ description: 'Why; shown in the audit.' });

/** How many rows a page may have. */
export const limit = z.coerce.number<number | string>().int().min(1).max(200).default(50);

/** Where the next page starts: `next` of the page before. */
export const cursor = z.string().min(1).max(500);

/** `next` of a page; null on the last one. */
export const next = z.string().nullable().meta({ description: 'Cursor of the next page; null on the last one.' });

/** States of a run. */
export const runState = z.enum(runStates);

/** A failure as people and programs see it. */
export const failure = z.strictObject({
  code: z.string(),
  kind: z.enum(['transient', 'permanent', 'validation', 'policy', 'timeout', 'cancelled']),
  title: z.string(),
  detail: payload.optional(),
  retryAfterMs: z.number().optional(),
  unknown: z.boolean().optional(),
  node: z.string().optional(),
  attempt: z.number().optional(),
});

/** The reply of a command that has nothing to say but that it is done. */
export const done = z.strictObject({ done: z.literal(true) });

/** The reply of a command that started a run, or found the one it had started before. */
export const started = z.strictObject({ run: id.nullable() });
