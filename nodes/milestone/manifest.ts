import { z } from 'zod';
import { expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `milestone`: a mark the business counts. */
export const manifest = {
  type: 'milestone',
  major: 1,
  kind: 'effect',
  local: true,
  title: 'Milestone',
  summary: 'Marks how far a business case has come.',
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
  }),
  ports: ['done'],
  fails: false,
  carries: 'input',
  effect: 'write',
  safety: 'keyed',
  failures: [],
} satisfies NodeManifest;
