import { z } from 'zod';
import { expression, plain, reference, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Names of fields, one inside the other. */
const fieldPath = /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/;

const field = z.string().max(200).regex(fieldPath, 'is no path of a field; write it as data.orders');

const model = z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, 'is no model; write it as res.partner');

const source = plain(
  z
    .strictObject({
      connection: reference('connection', {
        title: 'Connection',
        help: 'The system the list is read from: Odoo, or any that speaks HTTP.',
        examples: ['odoo-main'],
      }),
      model: plain(model, {
        title: 'Model',
        help: 'Odoo: the model whose records are the items, in the order of their ids. The connection must allow record.search.',
        examples: ['res.partner'],
      }).optional(),
      domain: expression({
        title: 'Domain',
        help: 'Odoo: which records. Computed once, when the first page is read. Default: all the user may see.',
        examples: ['[["write_date", ">=", since]]'],
      }).optional(),
      fields: plain(z.array(z.string().regex(/^[a-z_][a-z0-9_]*$/, 'is no field name')).min(1), {
        title: 'Fields',
        help: 'Odoo: what an item holds beside its id. Fetch little here, and the rest inside where it is needed.',
        examples: ['name', 'email'],
      }).optional(),
      pageSize: plain(z.int().min(1).max(1_000), {
        title: 'Page size',
        help: 'Odoo: how many are read at a time. Default 200.',
        unit: 'items',
      }).optional(),
      path: text('url-part', {
        title: 'Path',
        help: 'HTTP: where a page is read with GET.',
        examples: ['/orders'],
      })
        .refine((path) => /^\/(?!\/)[^?#\\\s]*$/.test(path.replaceAll(/\{\{[^{}]*\}\}/g, 'x')), 'is no path')
        .optional(),
      query: plain(z.record(z.string().min(1).max(100), text('plain', { title: 'Value' })), {
        title: 'Query',
        help: 'HTTP: parameters of every page, such as how many it holds. The cursor is added by itself.',
      }).optional(),
      items: plain(field, {
        title: 'Items',
        help: 'HTTP: the field of the answer that holds the items. Default: the answer is the list.',
        examples: ['data.orders'],
      }).optional(),
      next: plain(field, {
        title: 'Next',
        help: 'HTTP: the field of the answer that holds the cursor of the next page. Nothing there ends the list.',
        examples: ['meta.next_cursor'],
      }).optional(),
      cursorParameter: plain(z.string().min(1).max(100), {
        title: 'Cursor parameter',
        help: 'HTTP: the parameter that takes the cursor. Default cursor.',
      }).optional(),
    })
    .superRefine((value, context) => {
      const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
      const isOdoo = value.model !== undefined;
      if (!isOdoo && value.path === undefined) refuse('model', 'is missing; name a model of Odoo, or a path');
      if (isOdoo && value.fields === undefined) refuse('fields', 'is missing; name what an item holds beside its id');
      if (!isOdoo && value.path !== undefined && value.next === undefined)
        refuse('next', 'is missing; name the field that holds the cursor of the next page');
      for (const key of ['path', 'query', 'items', 'next', 'cursorParameter'] as const)
        if (isOdoo && value[key] !== undefined) refuse(key, 'does not go with a model; remove it');
      for (const key of ['domain', 'fields', 'pageSize'] as const)
        if (!isOdoo && value[key] !== undefined) refuse(key, 'belongs to a model of Odoo; remove it');
    }),
  {
    title: 'Source',
    help: 'Instead of items: a list of any length, read page by page from a connection. What comes out is counts, and the items that failed.',
  },
);

/** Facts of `each`: the body once per item. */
export const manifest = {
  type: 'each',
  major: 1,
  kind: 'scope',
  title: 'For each',
  summary: 'Runs the steps inside once for every item of a list.',
  group: 'control',
  order: 10,
  config: z
    .strictObject({
      items: expression({
        title: 'Items',
        help: 'Gives the list. Nothing counts as an empty list.',
        examples: ['lines'],
      }).optional(),
      source: source.optional(),
      key: expression({
        title: 'Key',
        help: 'What tells one item from another, over the item. Needed when a step inside writes; two items with one key fail. With a source: the name of a field, default id.',
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
      errorThreshold: plain(z.string().regex(/^(100|\d{1,2}(\.\d{1,3})?)%$/, 'is no share; write it as 5% or 0.5%'), {
        title: 'Failures allowed',
        help: 'The share of items that may fail. With more than that, of at least 20 that are over, the whole list stops and fails.',
        examples: ['5%'],
      }).optional(),
      checkpointEvery: plain(z.int().min(1).max(10_000), {
        title: 'Save progress every',
        help: 'After how many finished items progress is saved at the latest, so that a restart goes on from there.',
        unit: 'items',
      }).optional(),
    })
    .superRefine((config, context) => {
      const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
      if (config.items === undefined && config.source === undefined) refuse('items', 'is missing');
      if (config.items !== undefined && config.source !== undefined)
        refuse('source', 'does not go with items; remove one of the two');
      if (config.errorThreshold !== undefined && (config.onItemError ?? 'stop') === 'stop')
        refuse('errorThreshold', 'needs onItemError collect or dead-letter; with stop the first failure ends the list');
      if (config.source !== undefined && config.key !== undefined && !fieldPath.test(config.key))
        refuse('key', 'must be the name of a field where a source gives the items; write it as id');
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
    {
      code: 'each/no-list',
      kind: 'validation',
      title: 'A page of the source holds no list.',
      help: 'Look at what the system answers, and name the field that holds the items; a domain must give a list.',
    },
    {
      code: 'each/cursor-stuck',
      kind: 'permanent',
      title: 'The source names a cursor that leads nowhere new.',
      help: 'The next page would be this one again, for ever. Look at which field of the answer holds the cursor.',
    },
    {
      code: 'each/too-many-failed',
      kind: 'permanent',
      title: 'More items failed than are allowed.',
      help: 'Something is wrong with the whole list or with the system behind it. Look at the first failures, then replay.',
    },
    {
      code: 'each/source-in-saga',
      kind: 'policy',
      title: 'A list from a source stands inside an all-or-undo.',
      help: 'To undo, every write would have to be remembered, and the list has no end. Move it out, and put an all-or-undo inside it for each item.',
    },
  ],
} satisfies NodeManifest;
