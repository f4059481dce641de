import { z } from 'zod';
import { duration, expression, plain, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `approval`: people decide, on exactly what they were shown. */
export const manifest = {
  type: 'approval',
  major: 1,
  kind: 'wait',
  title: 'Approval',
  summary: 'Waits until people of a group decide.',
  group: 'decide',
  order: 30,
  config: z.strictObject({
    group: plain(z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'is no group; write it as sales-managers'), {
      title: 'Group',
      help: 'Whose members may decide.',
      examples: ['sales-managers'],
    }),
    title: text('plain', {
      title: 'Title',
      help: 'What the people read first.',
      examples: ['Order {{ reference }} is above the limit'],
    }),
    show: expression({
      title: 'What is shown',
      help: 'The data to decide on. Default: everything that comes in. The decision is bound to exactly this.',
    }).optional(),
    quorum: plain(z.int().min(1).max(20), {
      title: 'How many must approve',
      help: 'One refusal is enough to reject. Default 1.',
      unit: 'people',
    }).optional(),
    exclude: plain(
      z
        .array(
          expression({
            title: 'Person',
            help: 'An expression that gives a user name.',
            examples: ['salesperson.login'],
          }),
        )
        .min(1)
        .max(20),
      { title: 'Who may not decide', help: 'Expressions that give user names, such as whoever placed the order.' },
    ).optional(),
    due: duration({
      title: 'Due',
      help: 'After this the outcome is `expired`; nobody is ever taken to have agreed. Without it, the run waits for as long as it takes.',
      examples: ['24h'],
    }).optional(),
    form: plain(z.record(z.string(), z.json()), {
      title: 'Form',
      help: 'What the people fill in beside their decision, as JSON Schema of one object.',
    }).optional(),
  }),
  ports: ['approved', 'rejected', 'expired'],
  fails: true,
  carries: 'input',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
