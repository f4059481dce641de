import { z } from 'zod';
import { plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { rate, slug } from '#flow/workspace/ids.ts';

/** Facts of the dead letter trigger: what was set aside starts a flow that repairs it. */
export const manifest = {
  type: 'dead-letter-trigger',
  major: 1,
  kind: 'trigger',
  start: 'dead-letter',
  title: 'When set aside',
  summary: 'Starts a run for what other flows set aside, so that it can be repaired.',
  group: 'start',
  order: 40,
  config: z.strictObject({
    owner: plain(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no group; write it as sales-operations'), {
      title: 'Owner',
      help: 'The group whose set-aside events it takes.',
      examples: ['sales-operations'],
    }),
    flows: plain(z.array(slug).min(1), {
      title: 'Flows',
      help: 'Only what these flows set aside. Default: every flow, except those that repair.',
      examples: ['shop-order'],
    }).optional(),
    codes: plain(
      z.array(z.string().regex(/^[a-z][a-z0-9-]*\/[a-z0-9-]+$/, 'is no code; write it as http/not-found')).min(1),
      {
        title: 'Codes',
        help: 'Only failures with these codes. Default: all.',
        examples: ['http/not-found'],
      },
    ).optional(),
    rate: plain(rate, {
      title: 'Rate',
      help: 'How many runs it starts at most. Default 1/s.',
      examples: ['1/s', '30/m'],
    }).optional(),
    maxReplays: plain(z.int().min(1).max(100), {
      title: 'At most',
      help: 'How often one event is repaired or replayed before it is left for a person. Default 3.',
      unit: 'replays',
    }).optional(),
  }),
  ports: ['out'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
