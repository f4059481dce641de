import { z } from 'zod';
import type { JsonObject } from '#flow/json.ts';
import { expression, plain, reference } from '#flow/node-type/field.ts';
import type { Effect, NodeManifest, Safety } from '#flow/node-type/manifest.ts';

/** Methods of Odoo's own models that only read; every other method counts as a write that may not be repeated. */
const readingMethods: ReadonlySet<string> = new Set([
  'default_get',
  'fields_get',
  'formatted_read_group',
  'has_access',
  'name_search',
  'read',
  'read_group',
  'search',
  'search_count',
  'search_read',
  'web_read',
  'web_search_read',
]);

/** Last words of operations that only read, such as `invoice.status`. */
const readingOperation = /\.(find|get|read|search|status|available|count)$/;

function effectOf(config: JsonObject): Effect {
  if (typeof config.operation === 'string') return readingOperation.test(config.operation) ? 'read' : 'write';
  return typeof config.method === 'string' && readingMethods.has(config.method) ? 'read' : 'write';
}

/** Operations are built on external ids or on states that cannot be left twice; a bare method promises nothing. */
function safetyOf(config: JsonObject): Safety {
  if (effectOf(config) === 'read') return 'read';
  return typeof config.operation === 'string' ? 'natural-key' : 'ask';
}

/** `exists` only where the operation has an answer for "already there". */
function portsOf(config: JsonObject): readonly string[] {
  return config.operation === 'order.create' ? ['done', 'exists'] : ['done'];
}

/** Facts of `odoo`: one operation, or one method of one model. */
export const manifest = {
  type: 'odoo',
  major: 1,
  kind: 'effect',
  title: 'Odoo',
  summary: 'Carries out an operation in Odoo, once for every key.',
  group: 'systems',
  order: 10,
  config: z
    .strictObject({
      connection: reference('connection', { title: 'Connection', examples: ['odoo-main'] }),
      operation: plain(
        z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/, 'is no operation; write it as order.create'),
        {
          title: 'Operation',
          help: 'A business operation the connection allows. It knows its models, its keys and what "already there" means.',
          examples: ['order.create', 'customer.upsert', 'stock.reserve'],
        },
      ).optional(),
      model: plain(z.string().regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/, 'is no model; write it as sale.order'), {
        title: 'Model',
        help: 'Only where no operation exists.',
        examples: ['sale.order'],
      }).optional(),
      method: plain(
        z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'is no public method; names that begin with _ are private'),
        {
          title: 'Method',
          help: 'Only where no operation exists. Odoo does not recognise repeats of it: an unclear outcome waits for a person.',
          examples: ['search_read'],
        },
      ).optional(),
      ids: expression({ title: 'Ids', help: 'Ids of the records, as a list.' }).optional(),
      args: expression({
        title: 'Arguments',
        help: 'An object of arguments by name.',
        examples: ['{ "domain": [["ref", "=", number]], "fields": ["name"] }'],
      }).optional(),
      confirm: plain(z.boolean(), {
        title: 'Confirm',
        help: 'Also confirms what was created. Default no.',
      }).optional(),
      values: expression({
        title: 'Values',
        help: 'What the operation gets. Default: the data that comes in.',
        examples: ['{ "client_order_ref": reference, "partner": customer }'],
      }).optional(),
      company: plain(z.int().min(1), {
        title: 'Company',
        help: 'Id of the company to act for. Default: that of the connection’s user.',
      }).optional(),
      context: plain(z.record(z.string(), z.json()), {
        title: 'Context',
        help: 'Odoo context keys, such as `lang` or `tz`.',
      }).optional(),
    })
    .superRefine((config, context) => {
      const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if (config.operation === undefined && (config.model === undefined || config.method === undefined)) {
        refuse('operation', 'is missing; name an operation, or a model and a method');
      }
      if (config.operation === 'model.call') {
        refuse('operation', 'only allows bare methods in a connection file; name a model and a method instead');
      }
      if (config.operation !== undefined) {
        for (const key of ['model', 'method', 'ids', 'args'] as const) {
          if (config[key] !== undefined)
            refuse(key, 'does not go with an operation; remove it, or remove the operation');
        }
        return;
      }
      for (const key of ['confirm', 'values'] as const) {
        if (config[key] !== undefined) refuse(key, 'belongs to operations; give a method its arguments in `args`');
      }
    }),
  ports: portsOf,
  fails: true,
  carries: 'result',
  effect: effectOf,
  safety: safetyOf,
  connection: 'odoo',
  failures: [],
} satisfies NodeManifest;
