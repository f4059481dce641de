import { z } from 'zod';
import { parseDuration } from '#flow/duration.ts';
import { parseInstant } from '#flow/instant.ts';
import { duration, plain, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

const fieldName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'is no field; write its technical name, such as amount_total');

/** A duration with bounds, both included. */
function between(lowest: string, highest: string, words: Parameters<typeof duration>[0]) {
  const isInside = (text: string): boolean => {
    const ms = parseDuration(text) ?? 0;
    return ms >= (parseDuration(lowest) ?? 0) && ms <= (parseDuration(highest) ?? 0);
  };
  return duration(words).refine(isInside, `must lie between ${lowest} and ${highest}`);
}

/** Facts of the Odoo trigger: new and changed records start runs. */
export const manifest = {
  type: 'odoo-trigger',
  major: 1,
  kind: 'trigger',
  start: 'poll',
  title: 'Odoo trigger',
  summary: 'Starts a run for every record of Odoo that is created or changed.',
  group: 'start',
  order: 15,
  config: z.strictObject({
    connection: reference('connection', {
      title: 'Connection',
      help: 'Where its `allow` lists operations, `record.search` must be among them.',
      examples: ['odoo-main'],
    }),
    model: plain(z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, 'is no model; write it as sale.order'), {
      title: 'Model',
      help: 'Which sort of record, by its technical name.',
      examples: ['sale.order', 'res.partner'],
    }),
    domain: plain(z.array(z.json()).max(50), {
      title: 'Only records that fit',
      help: 'A domain as Odoo knows it, with field names, operators and values. A record counts from the change on that makes it fit.',
      examples: ['[["state", "=", "sale"]]'],
    }).optional(),
    fields: plain(z.array(fieldName).min(1).max(100), {
      title: 'Fields',
      help: 'What the flow gets of the record. Ask for no more than it needs.',
      examples: ['name', 'partner_id', 'amount_total'],
    }),
    events: plain(
      z
        .array(z.enum(['created', 'updated']))
        .min(1)
        .max(2),
      {
        title: 'Events',
        help: '`created`: one run per record. `updated`: one run per change after the creation. Default both.',
      },
    ).optional(),
    every: between('1s', '1d', {
      title: 'Look every',
      help: 'Time between two looks. Default 30s.',
      examples: ['30s', '5m'],
    }).optional(),
    overlap: between('1s', '1d', {
      title: 'Look back',
      help: 'How far every look reaches back, because Odoo shows a record only when its transaction ends, under the time it began. Longer than the longest one. Default 5m.',
      examples: ['5m', '15m'],
    }).optional(),
    from: plain(
      z.string().refine((text) => parseInstant(text) !== undefined, 'is no time; write it as 2027-03-01T00:00:00Z'),
      {
        title: 'Begin at',
        help: 'Where the very first look begins. Default: the moment of that look, so nothing older starts a run. Has no effect later.',
        examples: ['2027-03-01T00:00:00Z'],
      },
    ).optional(),
    oneByOne: plain(z.boolean(), {
      title: 'One run per record at a time',
      help: 'A change waits until the run of the change before it is over. Default no.',
    }).optional(),
  }),
  ports: ['out'],
  fails: false,
  carries: 'result',
  effect: 'none',
  connection: 'odoo',
  failures: [],
} satisfies NodeManifest;
