import { z } from 'zod';
import { slug, title } from '../workspace/ids.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const sentence = z.string().min(1).max(500);
const severity = z.enum(['error', 'warning', 'info']);
const version = z
  .string()
  .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'is no version; write three numbers, such as 1.0.0');
const date = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'is no date; write it as 2027-03-31');

const valueTest = z.union([
  scalar,
  z
    .strictObject({
      set: z.boolean().optional(),
      in: z.array(z.json()).optional(),
      notIn: z.array(z.json()).optional(),
      contains: z.json().optional(),
      atLeast: z.union([z.number(), z.string()]).optional(),
      atMost: z.union([z.number(), z.string()]).optional(),
      matches: z
        .string()
        .max(500)
        .refine(isPattern, 'is no regular expression; mend it, and avoid nested repetition')
        .optional(),
      parameter: z.string().optional(),
      orAbsent: z.boolean().optional(),
    })
    .refine((test) => Object.keys(test).length > 0, 'asks nothing; write for example {set: true}'),
]);
const tests = z.record(z.string().min(1), valueTest);

// Selectors and assertions hold each other, so they are read when they are needed.
const selector: z.ZodType = z.lazy(() => z.strictObject(selectorShape));
const assertion: z.ZodType = z.lazy(() =>
  z
    .strictObject(assertionShape)
    .refine((value) => Object.keys(value).length === 1, 'must demand exactly one thing; join several under `all`'),
);

const selectorShape = {
  type: texts.optional(),
  kind: texts.optional(),
  effect: z.enum(['none', 'read', 'write']).optional(),
  connection: texts.optional(),
  operation: texts.optional(),
  config: tests.optional(),
  step: tests.optional(),
  is: texts.optional(),
  isNot: texts.optional(),
  inside: selector.optional(),
  holds: selector.optional(),
  role: slug.optional(),
  any: z.array(selector).min(1).optional(),
  not: selector.optional(),
};
const gate: z.ZodType = z.strictObject({ ...selectorShape, through: z.array(z.string().min(1)).min(1).optional() });
const gates: z.ZodType = z.union([gate, z.array(gate).min(1)]);

const assertionShape = {
  exists: selector.optional(),
  forbid: selector.optional(),
  count: z.strictObject({ of: selector, min: z.int().min(0).optional(), max: z.int().min(0).optional() }).optional(),
  config: tests.optional(),
  step: tests.optional(),
  is: z.string().optional(),
  meta: tests.optional(),
  dominates: gates.optional(),
  postdominates: z.strictObject({ gates, failures: z.boolean().optional() }).optional(),
  between: z.strictObject({ from: selector, via: gates }).optional(),
  reaches: z.strictObject({ to: selector, by: z.array(z.string()).min(1).optional() }).optional(),
  adjacent: z.strictObject({ after: selector.optional(), before: selector.optional() }).optional(),
  flowsTo: z
    .strictObject({
      classes: z.array(z.string()).optional(),
      systems: z.union([z.literal('cleared'), z.array(z.string()).min(1)]),
    })
    .optional(),
  contract: z.literal('fits').optional(),
  system: tests.optional(),
  flow: z.string().optional(),
  structural: z.array(z.string()).min(1).optional(),
  predicate: z.string().min(1).max(10_000).optional(),
  any: z.array(assertion).min(1).optional(),
  all: z.array(assertion).min(1).optional(),
};
const fix = z.strictObject({
  title: z.string().min(1).max(80),
  edits: z.array(z.strictObject({ edit: z.string(), arguments: z.record(z.string(), z.json()) })).min(1),
});

const rule = z.strictObject({
  id: z.string().regex(/^[A-Z]{1,4}-\d{2}$/, 'is no rule id; write capitals, a hyphen and two digits, such as WH-03'),
  severity,
  atHighCriticality: severity.optional(),
  only: z.strictObject({ header: tests.optional(), parameters: tests.optional() }).optional(),
  when: selector.optional(),
  assert: assertion,
  message: sentence,
  unknown: sentence.optional(),
  rationale: sentence,
  fix: fix.optional(),
  since: version,
  waivable: z.literal(false).optional(),
});

const parameter = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'is no parameter name; write it as approvalLimit'),
  title,
  help: sentence.optional(),
  kind: z.enum(['text', 'number', 'boolean', 'duration', 'list', 'choice']),
  choices: z.array(z.string()).min(1).optional(),
  default: z.json().optional(),
});

/** The schema of `template.yaml`; the order of its keys is the order in which they are printed. */
export const templateSchema = z.strictObject({
  penstock: z.literal(1),
  id: slug,
  version,
  name: title,
  summary: sentence,
  owner: slug,
  status: z.enum(['draft', 'approved', 'deprecated', 'retired']),
  deprecation: z.strictObject({ from: date, until: date.optional(), use: z.string().optional() }).optional(),
  useWhen: z.array(sentence).min(1),
  notWhen: z.array(sentence).min(1),
  palette: z.array(slug).min(1).optional(),
  parameters: z.array(parameter).optional(),
  roles: z.array(z.strictObject({ id: slug, title, select: selector, required: z.boolean().optional() })).optional(),
  rules: z.array(rule),
});

/** Repetition inside repetition takes exponential time on hostile texts, so it is refused. */
function isPattern(text: string): boolean {
  if (/[+*}]\)?[+*{]/.test(text)) return false;
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch (error) {
    // The engine has no other way to say that a pattern is malformed.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
