import { z } from 'zod';
import { parseInstant } from '../instant.ts';
import { duration } from '../node-type/field.ts';
import { slug } from '../workspace/ids.ts';

const nodeId = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'is no step; write its id, such as `create_order`');

const portName = z.string().min(1).max(64);

const count = z.int().min(0).max(10_000);

const times = z.int().min(1).max(10_000).optional();

const decisions = ['approved', 'rejected', 'expired'] as const;

const kinds = ['transient', 'permanent', 'validation', 'policy', 'timeout', 'cancelled'] as const;

const code = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'is no code; write it as `odoo/busy`, area and what happened');

const failure = z.strictObject({
  kind: z.enum(kinds),
  code: code.optional(),
  title: z.string().min(1).max(500).optional(),
  unknown: z.boolean().optional(),
  retryAfter: duration({ title: 'Retry after' }).optional(),
  times,
});

const stub = z.strictObject({
  when: z.record(z.string(), z.json()).optional(),
  answer: z.json().optional(),
  port: portName.optional(),
  fail: failure.optional(),
  delay: duration({ title: 'Delay' }).optional(),
  times,
});

const decision = z.union([
  z.enum(decisions),
  z.strictObject({
    decision: z.enum(decisions),
    by: z.string().min(1).max(200).optional(),
    reason: z.string().min(1).max(2_000).optional(),
    form: z.json().optional(),
    after: duration({ title: 'After' }).optional(),
  }),
]);

const stepExpectation = z.strictObject({
  state: z.enum(['done', 'failed', 'skipped', 'waiting', 'cancelled', 'in doubt']).optional(),
  port: portName.optional(),
  input: z.json().optional(),
  output: z.json().optional(),
  outputEquals: z.json().optional(),
  attempts: count.optional(),
  failure: code.optional(),
});

const test = z.strictObject({
  name: z.string().min(1).max(200),
  notes: z.string().max(10_000).optional(),
  given: z.json(),
  trigger: nodeId.optional(),
  env: slug.optional(),
  vars: z.record(z.string(), z.json()).optional(),
  at: z
    .string()
    .refine(
      (text) => parseInstant(text) !== undefined,
      'is no instant; write it in quotes as 2027-01-31T08:00:00Z, with a zone',
    )
    .optional(),
  stubs: z.record(nodeId, z.array(stub).min(1).max(1_000)).optional(),
  approvals: z.record(nodeId, decision).optional(),
  expect: z.strictObject({
    state: z.enum(['succeeded', 'failed', 'waiting', 'cancelled', 'refused']).optional(),
    path: z.array(nodeId).max(10_000).optional(),
    output: z.json().optional(),
    outputEquals: z.json().optional(),
    failure: code.optional(),
    effects: z.record(nodeId, count).optional(),
    steps: z.record(nodeId, stepExpectation).optional(),
  }),
});

/** The schema of a file of flow tests; the order of its keys is the order in which they are printed. */
export const testsSchema = z.strictObject({
  penstock: z.literal(1),
  flow: slug,
  tests: z.array(test).max(10_000),
});
