import { z } from 'zod';
import { parseInstant } from '../instant.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import { slug } from '../workspace/ids.ts';
import { neverWaived, type Waiver } from './waiver.ts';

const waiver = z.strictObject({
  rule: z.string().regex(/^[A-Z]{1,4}-\d{2}$/, 'is no rule; write it as G-04'),
  flow: slug,
  node: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, 'is no step; write its id, such as create_order')
    .optional(),
  reason: z.string().min(10, 'says too little; give the reason in a sentence').max(1_000),
  approver: z.string().min(1).max(200),
  expires: z
    .string()
    .refine(
      (text) => parseInstant(`${text}T00:00:00Z`) !== undefined,
      "is no date; write it in quotes as '2027-03-31'",
    ),
});

/** The schema of a file of waivers; the order of its keys is the order in which they are printed. */
export const waiversSchema = z.strictObject({ penstock: z.literal(1), waivers: z.array(waiver).max(1_000) });

/** Reads `waivers/<name>.yaml`; a waiver of a rule that may not be waived is refused. */
export function parseWaivers(text: string): Result<readonly Waiver[]> {
  const read = readDocument(text, () => waiversSchema);
  if (!read.ok) return read;
  // `readDocument` has just judged the same value by the same schema.
  const { waivers } = waiversSchema.parse(read.value.value) as { readonly waivers: readonly Waiver[] };
  const problems: Problem[] = [];
  for (const [index, { rule }] of waivers.entries()) {
    if (!neverWaived.has(rule)) continue;
    const message = `${rule} can never be waived. Remove the waiver and mend what the rule names.`;
    problems.push(read.value.problemAtPath(['waivers', index, 'rule'], 'waiver/never', message));
  }
  return problems.length > 0 ? refuse(...problems) : succeed(waivers);
}

/** Writes a file of waivers in its canonical form. */
export function formatWaivers(text: string): Result<string> {
  return formatDocument(text, () => waiversSchema);
}
