import { z } from 'zod';
import { plain, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `fail`: ends the nearest scope with a failure the flow names. */
export const manifest = {
  type: 'fail',
  major: 1,
  kind: 'end',
  title: 'Fail',
  summary: 'Ends the scope, or the run, with a failure you name.',
  group: 'end',
  order: 20,
  config: z.strictObject({
    code: plain(
      z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'is no failure code; write it as order/credit-blocked'),
      {
        title: 'Code',
        help: 'Area and what happened. A surrounding "If something fails" can catch it by this name.',
        examples: ['order/credit-blocked'],
      },
    ),
    kind: plain(z.enum(['transient', 'permanent', 'validation', 'policy', 'timeout']), {
      title: 'Kind',
      help: '`transient` is tried again by a surrounding "Retry". Default permanent.',
    }).optional(),
    message: text('plain', {
      title: 'Message',
      help: 'One sentence for the people who read it. It is stored with the run: name no personal data.',
      examples: ['Customer {{ customer.id }} is blocked for credit.'],
    }),
  }),
  ports: [],
  fails: false,
  carries: 'input',
  effect: 'none',
  joins: true,
  failures: [],
} satisfies NodeManifest;
