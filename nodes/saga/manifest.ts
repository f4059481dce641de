import { z } from 'zod';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `saga`: all steps, or every finished one undone. */
export const manifest = {
  type: 'saga',
  major: 1,
  kind: 'scope',
  title: 'All or undo',
  summary: 'Carries out all steps inside, or undoes the finished ones in reverse order.',
  group: 'control',
  order: 40,
  config: z.strictObject({}),
  ports: ['completed', 'compensated', 'stuck'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
