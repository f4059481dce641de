import { z } from 'zod';
import { duration, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `retry`: one policy around several steps. */
export const manifest = {
  type: 'retry',
  major: 1,
  kind: 'scope',
  title: 'Retry',
  summary: 'Runs the steps inside again when one of them fails for a passing reason.',
  group: 'control',
  order: 20,
  config: z.strictObject({
    attempts: plain(z.int().min(1).max(100), { title: 'Attempts', help: 'In all, the first one included.' }),
    first: duration({ title: 'First pause', help: 'Default 1s.' }).optional(),
    factor: plain(z.number().min(1).max(10), {
      title: 'Factor',
      help: 'How much longer every further pause is. Default 2.',
    }).optional(),
    max: duration({ title: 'Longest pause', help: 'Default 5m.' }).optional(),
    jitter: plain(z.enum(['full', 'none']), {
      title: 'Spread',
      help: '`full` picks each pause at random below its length, so that many runs do not return at once. Default full.',
    }).optional(),
  }),
  ports: ['done', 'exhausted'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
