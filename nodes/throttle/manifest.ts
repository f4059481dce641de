import { z } from 'zod';
import { expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { rate } from '#flow/workspace/ids.ts';

/** Facts of `throttle`: runs go on at an even rate. */
export const manifest = {
  type: 'throttle',
  major: 1,
  kind: 'wait',
  title: 'Slow down',
  summary: 'Lets runs go on at an even rate; those that come too fast wait their turn.',
  group: 'control',
  order: 55,
  config: z.strictObject({
    rate: plain(rate, {
      title: 'Rate',
      help: 'How many may go on in a second, minute or hour, over all runs of the flow.',
      examples: ['5/s', '600/m', '1000/h'],
    }),
    burst: plain(z.int().min(1).max(10_000), {
      title: 'At once',
      help: 'How many may go on together after a quiet time. Default 1: always one after the other.',
    }).optional(),
    key: expression({
      title: 'Key',
      help: 'A rate of its own for every value, such as one per customer. Without it all runs share one.',
      examples: ['customer.id'],
    }).optional(),
  }),
  ports: ['out'],
  fails: true,
  carries: 'input',
  effect: 'none',
  failures: [
    {
      code: 'throttle/no-key',
      kind: 'validation',
      title: 'The key of the rate gave nothing.',
      help: 'The key must give text or a whole number. Name a field that is always there, or leave the key out.',
    },
  ],
} satisfies NodeManifest;
