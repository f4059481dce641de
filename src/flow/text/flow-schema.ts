import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { duration, expression, plain } from '../node-type/field.ts';
import { isReservedName } from './spelling.ts';

/** The newest format of a flow file; every older one still opens (see `migrate.ts`). */
export const flowFormat = 1;

const nodeIdPattern = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** True for a `snake_case` slug of at most 64 letters that no YAML reader takes for something else. */
export function isNodeId(id: string): boolean {
  return id.length <= 64 && nodeIdPattern.test(id) && !isReservedName(id);
}

const slug = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/, 'is no id; use lower-case words joined by hyphens, such as `shop-order`');

const nodeId = z.string().refine(isNodeId, 'is no node id; use lower-case words joined by `_`, such as `create_order`');

const line = z.string().min(1).max(200);
const prose = z.string().min(1).max(10_000);

/** What an author may say about a flow, in the order it is printed; `nodes` closes the file. */
export const headerSchema = z.strictObject({
  penstock: z.literal(flowFormat),
  id: slug,
  name: line,
  version: z
    .string()
    .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'is no version; a release writes three numbers, such as 1.0.0')
    .optional(),
  description: prose.optional(),
  owner: line.optional(),
  domain: line.optional(),
  lifecycle: z.enum(['active', 'deprecated', 'retired']).optional(),
  follows: z.unknown().optional(),
  classification: z
    .strictObject({
      criticality: z.enum(['low', 'medium', 'high']).optional(),
      mode: z.enum(['realtime', 'event', 'batch']).optional(),
      data: z.array(z.enum(['public', 'internal', 'personal', 'financial', 'regulated'])).optional(),
    })
    .optional(),
  decision: z.unknown().optional(),
  correlation: expression({ title: 'Business key of a run' }).optional(),
  slo: z.unknown().optional(),
  targets: z.unknown().optional(),
  runbook: prose.optional(),
  onFailure: slug.optional(),
  defaults: z.record(z.string(), z.unknown()).optional(),
  nodes: z.unknown(),
});

const retrySchema = z.strictObject({
  attempts: z.int().min(1).max(100),
  first: duration({ title: 'First delay' }).optional(),
  factor: z.number().min(1).max(100).optional(),
  max: duration({ title: 'Longest delay' }).optional(),
  jitter: z.enum(['full', 'none']).optional(),
  giveUpAfter: duration({ title: 'Give up after' }).optional(),
});

const timeout = duration({ title: 'Timeout' }).refine(
  (value) => (parseDuration(value) ?? 1) > 0,
  'must be longer than nothing',
);

/** What an author may say about any node, in the order it is printed. */
export const nodeSchema = z.strictObject({
  type: z.string(),
  name: line.optional(),
  was: z.array(nodeId).optional(),
  notes: prose.optional(),
  config: z.unknown().optional(),
  key: expression({ title: 'Repeat protection key' }).optional(),
  into: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'is no field name; use letters, digits and `_`')
    .optional(),
  once: plain(z.enum(['ask']), { title: 'Repeat only after asking' }).optional(),
  importance: z.enum(['required', 'optional']).optional(),
  fallback: z.unknown().optional(),
  timeout: timeout.optional(),
  retry: retrySchema.optional(),
  compensate: nodeId.optional(),
  pivot: z.boolean().optional(),
  body: z.unknown().optional(),
  compensations: z.unknown().optional(),
  next: z.unknown().optional(),
});

/** Header keys in the order of the canonical form. */
export const headerKeys: readonly string[] = Object.keys(headerSchema.shape);

/** Node keys in the order of the canonical form. */
export const nodeKeys: readonly string[] = Object.keys(nodeSchema.shape);
