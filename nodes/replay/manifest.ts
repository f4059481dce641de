import { z } from 'zod';
import { expression, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `replay`: what was set aside is put back to work. */
export const manifest = {
  type: 'replay',
  major: 1,
  kind: 'effect',
  local: true,
  title: 'Replay',
  summary: 'Puts what was set aside back to work, as it came or repaired.',
  group: 'control',
  order: 70,
  config: z.strictObject({
    deadLetter: expression({
      title: 'What was set aside',
      help: 'Gives its id. Default deadLetter.id, as the trigger hands it over.',
      examples: ['deadLetter.id'],
    }).default('deadLetter.id'),
    event: expression({
      title: 'Event',
      help: 'Gives the repaired event. Without it the event is replayed as it came.',
      examples: ['event ~> |customer|{"country": "AT"}|'],
    }).optional(),
    reason: text('plain', {
      title: 'Reason',
      help: 'What the audit trail says about it.',
      examples: ['The country was missing; taken from the postal code.'],
    }),
  }),
  ports: ['replayed', 'parked'],
  fails: true,
  carries: 'input',
  effect: 'write',
  safety: 'keyed',
  failures: [
    {
      code: 'replay/no-letter',
      kind: 'validation',
      title: 'There is nothing set aside under the id that was given.',
      help: 'The expression must give the id of what was set aside, such as deadLetter.id after the trigger.',
    },
    {
      code: 'replay/no-event',
      kind: 'validation',
      title: 'The repaired event came out as nothing.',
      help: 'The expression must give the whole event. Leave it out to replay the event as it came.',
    },
    {
      code: 'replay/closed',
      kind: 'permanent',
      title: 'Somebody replayed or closed this before.',
      help: 'Nothing is left to do. Its page shows by whom and when.',
    },
    {
      code: 'replay/refused',
      kind: 'permanent',
      title: 'The event could not be replayed.',
      help: 'The sentence names why. It stays set aside, and a person can replay it.',
    },
  ],
} satisfies NodeManifest;
