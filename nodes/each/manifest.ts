import { z } from 'zod';
import { expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `each`: the body once per item. */
export const manifest = {
  type: 'each',
  major: 1,
  kind: 'scope',
  title: 'For each',
  summary: 'Runs the steps inside once for every item of a list.',
  group: 'control',
  order: 10,
  config: z.strictObject({
    items: expression({
      title: 'Items',
      help: 'Gives the list. Nothing counts as an empty list.',
      examples: ['lines'],
    }),
    key: expression({
      title: 'Key',
      help: 'What tells one item from another, over the item. Needed when a step inside writes; two items with one key fail.',
      examples: ['sku'],
    }).optional(),
    concurrency: plain(z.int().min(1).max(100), {
      title: 'At the same time',
      help: 'How many items are worked on at once. Default 1: one after the other, in order.',
      unit: 'items',
    }).optional(),
    onItemError: plain(z.enum(['collect', 'dead-letter', 'stop']), {
      title: 'When an item fails',
      help: 'Note it in `failed` and go on; set the item aside and go on; or stop with the failure. Default stop.',
    }).optional(),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [
    {
      code: 'each/item-without-key',
      kind: 'validation',
      title: 'An item has no key.',
      help: 'The key must give text or a whole number for every item.',
    },
    {
      code: 'each/key-repeated',
      kind: 'validation',
      title: 'Two items have the same key.',
      help: 'Choose a field that differs for every item, or join two of them.',
    },
  ],
} satisfies NodeManifest;
