import { z } from 'zod';
import { duration, expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `milestone`: a mark the business counts. */
export const manifest = {
  type: 'milestone',
  major: 1,
  kind: 'effect',
  local: true,
  title: 'Milestone',
  summary: 'Marks how far a business case has come, and calls people when the next mark is late.',
  group: 'end',
  order: 40,
  config: z.strictObject({
    milestone: plain(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no milestone; write it as confirmed'), {
      title: 'Milestone',
      examples: ['confirmed', 'shipped', 'invoiced'],
    }),
    businessKey: expression({
      title: 'Business key',
      help: 'What people call the case by.',
      examples: ['reference'],
    }),
    expectNextWithin: duration({
      title: 'Next one within',
      help: 'When no further milestone of this case comes in this time, people are called.',
    }).optional(),
  }),
  ports: ['done'],
  fails: false,
  carries: 'input',
  effect: 'write',
  safety: 'keyed',
  failures: [],
} satisfies NodeManifest;
