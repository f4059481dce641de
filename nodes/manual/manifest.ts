import { z } from 'zod';
import { plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of the manual trigger: a person starts a run. */
export const manifest = {
  type: 'manual',
  major: 1,
  kind: 'trigger',
  start: 'manual',
  title: 'Start by hand',
  summary: 'Starts a run when a person fills in a form and says why.',
  group: 'start',
  order: 30,
  config: z.strictObject({
    form: plain(z.record(z.string(), z.json()), {
      title: 'Form',
      help: 'What is asked, as JSON Schema of one object. Without it, any JSON may be given.',
    }).optional(),
    roles: plain(z.array(z.enum(['analyst', 'architect', 'operator', 'approver'])).min(1), {
      title: 'Who may start it',
      help: 'Default operator.',
    }).optional(),
  }),
  ports: ['out'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
