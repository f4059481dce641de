import { z } from 'zod';
import { parseInstant } from '#flow/instant.ts';
import { computed, duration, expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `wait`: the run rests until a time or an event. */
export const manifest = {
  type: 'wait',
  major: 1,
  kind: 'wait',
  title: 'Wait',
  summary: 'Lets the run rest for a while, until a time, or until something happens.',
  group: 'control',
  order: 50,
  config: z
    .strictObject({
      for: duration({ title: 'For', help: 'How long to rest.', examples: ['15m', '24h'] }).optional(),
      until: computed(
        z
          .string()
          .refine(
            (text) => parseInstant(text) !== undefined,
            'is no time; write it as 2027-01-31T08:00:00Z, with a zone',
          ),
        {
          title: 'Until',
          help: 'A time with zone, or an expression that gives one (text, or milliseconds since 1970). A time that has passed does not wait.',
        },
      ).optional(),
      event: plain(
        z.strictObject({
          topic: plain(z.string().regex(/^[a-z][a-z0-9.-]{0,127}$/, 'is no topic; write it as shipment.delivered'), {
            title: 'Topic',
            examples: ['shipment.delivered'],
          }),
          key: expression({
            title: 'Key',
            help: 'The event must carry the same key.',
            examples: ['reference'],
          }),
          match: plain(z.enum(['one', 'all']), {
            title: 'Match',
            help: '`one`: an event wakes the run that has waited longest. `all`: it wakes every run that waits. Default one.',
          }).optional(),
        }),
        { title: 'For an event' },
      ).optional(),
    })
    .superRefine((config, context) => {
      const chosen = [config.for, config.until, config.event].filter((value) => value !== undefined).length;
      if (chosen !== 1) {
        const message = 'needs exactly one of for, until and event; say what the run waits for';
        context.addIssue({ code: 'custom', path: [], message });
      }
      if (config.event !== undefined) {
        // Taking it and never waking would be worse than refusing it; the form keeps its shape for the day it works.
        const message = 'is not carried out by this version yet; use for or until, and look the event up afterwards';
        context.addIssue({ code: 'custom', path: ['event'], message });
      }
    }),
  ports: ['out', 'timeout'],
  fails: true,
  carries: 'input',
  effect: 'none',
  failures: [
    {
      code: 'wait/no-time',
      kind: 'validation',
      title: 'The time to wait for is none.',
      help: 'The expression must give a time with zone, such as 2027-01-31T08:00:00Z, or milliseconds since 1970.',
    },
  ],
} satisfies NodeManifest;
