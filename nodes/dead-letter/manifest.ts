import { z } from 'zod';
import { plain, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `dead-letter`: the event is kept whole for people to look at. */
export const manifest = {
  type: 'dead-letter',
  major: 1,
  kind: 'end',
  title: 'Set aside',
  summary: 'Keeps the event whole for the people who must look at it, and ends the run as failed.',
  group: 'end',
  order: 10,
  config: z.strictObject({
    owner: plain(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no group; write it as sales-operations'), {
      title: 'Owner',
      help: 'The group that looks after it.',
      examples: ['sales-operations'],
    }),
    hint: text('plain', {
      title: 'Hint',
      help: 'What they should look at first.',
      examples: ['Check the address of {{ customer.name }} in Odoo, then replay.'],
    }).optional(),
  }),
  ports: [],
  fails: false,
  carries: 'input',
  effect: 'none',
  joins: true,
  failures: [],
} satisfies NodeManifest;
