import { z } from 'zod';
import { duration, expression } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `dedupe`: what was seen before goes another way. */
export const manifest = {
  type: 'dedupe',
  major: 1,
  kind: 'effect',
  local: true,
  title: 'Drop repeats',
  summary: 'Tells what comes for the first time from what was seen before.',
  group: 'control',
  order: 60,
  config: z.strictObject({
    key: expression({
      title: 'Key',
      help: 'What makes two of them the same. It must give text or a whole number.',
      examples: ['reference', 'order.id & "/" & status'],
    }),
    for: duration({
      title: 'Remember for',
      help: 'How long a key is remembered. Default 30d.',
      examples: ['24h', '30d'],
    }).optional(),
  }),
  ports: ['unique', 'duplicate'],
  fails: true,
  carries: 'input',
  // The key that is remembered is all it writes, and it stays in the store.
  effect: 'none',
  failures: [
    {
      code: 'dedupe/no-key',
      kind: 'validation',
      title: 'The key that drops repeats gave nothing.',
      help: 'The key must give text or a whole number. Name a field that is always there.',
    },
  ],
} satisfies NodeManifest;
