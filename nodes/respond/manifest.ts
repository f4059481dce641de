import { z } from 'zod';
import { expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `respond`: the answer of a webhook that waits for it. */
export const manifest = {
  type: 'respond',
  major: 1,
  kind: 'effect',
  local: true,
  title: 'Respond',
  summary: 'Answers the call that started the run.',
  group: 'end',
  order: 30,
  config: z.strictObject({
    status: plain(z.int().min(200).max(599), { title: 'Status', help: 'Default 200.' }).optional(),
    type: plain(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+(; ?charset=utf-8)?$/, 'is no content type'), {
      title: 'Content type',
      help: 'Default application/json.',
    }).optional(),
    body: expression({ title: 'Body', help: 'Default: the data that comes in.' }).optional(),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: 'write',
  safety: 'keyed',
  failures: [],
} satisfies NodeManifest;
