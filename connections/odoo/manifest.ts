import { z } from 'zod';
import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import { plain } from '#flow/node-type/field.ts';
import { customerValues, orderValues } from './operation-values.ts';

/** Facts of `odoo`: Odoo 16 to 19 and later, over JSON-2 where it exists, else over JSON-RPC. */
export const manifest = {
  kind: 'odoo',
  title: 'Odoo',
  summary: 'Works in Odoo with external ids of its own, so that a repeat changes nothing.',
  config: z.strictObject({
    login: plain(z.string().min(1).max(200), {
      title: 'Login',
      help: 'Login name of the user the key belongs to. Needed up to Odoo 18; 19 knows the user by the key.',
    }).optional(),
    company: plain(z.int().min(1), {
      title: 'Company',
      help: 'Id of the company to act for where a step names none.',
    }).optional(),
    lang: plain(z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?(@[a-z]+)?$/), {
      title: 'Language',
      help: 'Language of names and descriptions; it must be installed in Odoo.',
      examples: ['en_US'],
    }).optional(),
    version: plain(z.int().min(16).max(99), {
      title: 'Odoo version',
      help: 'Major version; asked from the server where it is missing.',
    }).optional(),
    plannedVersion: plain(z.int().min(16).max(99), {
      title: 'Planned version',
      help: 'Major version the next upgrade goes to. Steps that would not survive it are named beforehand.',
    }).optional(),
  }),
  binding: z.strictObject({
    url: plain(z.url({ protocol: /^https?$/ }), { title: 'Address', examples: ['https://erp.example.com'] }),
    database: plain(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'is no database name'), {
      title: 'Database',
    }),
  }),
  operations: [
    {
      operation: 'customer.upsert',
      title: 'Create or update a customer',
      effect: 'write',
      safety: 'natural-key',
      values: customerValues,
    },
    {
      operation: 'order.create',
      title: 'Create a sales order',
      effect: 'write',
      safety: 'natural-key',
      alreadyThere: 'exists',
      values: orderValues,
    },
    { operation: 'order.confirm', title: 'Confirm a sales order', effect: 'write', safety: 'natural-key' },
    { operation: 'order.cancel', title: 'Cancel a sales order', effect: 'write', safety: 'natural-key' },
    { operation: 'order.status', title: 'Look up the state of a sales order', effect: 'read', safety: 'read' },
    { operation: 'stock.reserve', title: 'Reserve the stock of a sales order', effect: 'write', safety: 'natural-key' },
    { operation: 'stock.available', title: 'Look up how much is available', effect: 'read', safety: 'read' },
    { operation: 'record.search', title: 'Search records', effect: 'read', safety: 'read' },
    { operation: 'record.read', title: 'Read records by id', effect: 'read', safety: 'read' },
    { operation: 'record.count', title: 'Count records', effect: 'read', safety: 'read' },
    { operation: 'model.call', title: 'Call any method of any model', effect: 'write', safety: 'ask' },
  ],
  failures: [
    {
      code: 'odoo/access-denied',
      kind: 'permanent',
      title: 'Odoo did not accept the key.',
      help: 'It is wrong, expired (keys live at most 90 days for most users from Odoo 18 on) or belongs to another login. Make a new key and set the secret.',
    },
    {
      code: 'odoo/no-permission',
      kind: 'policy',
      title: 'The Odoo user lacks the right.',
      help: 'Give the user of the connection the group that the detail names, or the company.',
    },
    {
      code: 'odoo/refused',
      kind: 'validation',
      title: 'Odoo refused the data or the action.',
      help: 'The detail holds Odoo’s own words: a constraint, a missing field, or a rule of the business.',
    },
    {
      code: 'odoo/busy',
      kind: 'transient',
      title: 'Odoo or its database is busy with the same records.',
      help: 'Nothing was kept of the attempt. It is tried again under the step’s retry policy.',
    },
    {
      code: 'odoo/not-there',
      kind: 'permanent',
      title: 'The record, model or method does not exist.',
      help: 'It was deleted, its app is not installed, or this version of Odoo calls it something else.',
    },
    {
      code: 'odoo/no-such-database',
      kind: 'permanent',
      title: 'The server has no such database.',
      help: 'Check `database` and `url` in the environment file.',
    },
    {
      code: 'odoo/bad-call',
      kind: 'permanent',
      title: 'Odoo could not carry the call out as it was made.',
      help: 'A field or argument is unknown in this version, or a value has the wrong type; see the name in the detail.',
    },
    {
      code: 'odoo/not-done',
      kind: 'permanent',
      title: 'Odoo answered, but the record is not in the expected state.',
      help: 'Most often it asks a question in a window instead of acting. The detail names the state and the window.',
    },
    {
      code: 'odoo/no-such-product',
      kind: 'validation',
      title: 'A line names a product that Odoo does not have.',
      help: 'Create the product with this internal reference, or correct the line.',
    },
    {
      code: 'odoo/ambiguous-product',
      kind: 'validation',
      title: 'Several products have the internal reference of a line.',
      help: 'Make the internal reference unique in Odoo.',
    },
    {
      code: 'odoo/currency-differs',
      kind: 'validation',
      title: 'The order came out in another currency than the prices.',
      help: 'The order stays a quotation. Give it the right price list, or give the customer one.',
    },
    {
      code: 'odoo/bad-values',
      kind: 'validation',
      title: 'The operation cannot use these values.',
      help: 'The sentence names the field and what is expected there.',
    },
    {
      code: 'odoo/state-field',
      kind: 'policy',
      title: 'States are changed by actions, never written.',
      help: 'Odoo itself would let any writer skip its rules. Use an operation such as order.confirm, or the action method.',
    },
    {
      code: 'odoo/no-such-operation',
      kind: 'policy',
      title: 'The connection knows no such operation.',
      help: 'See the list in connections/odoo/README.md, or name a model and a method.',
    },
    {
      code: 'odoo/login-missing',
      kind: 'policy',
      title: 'Up to Odoo 18 the connection needs a login beside the key.',
      help: 'Add `login` to the connection file.',
    },
    {
      code: 'odoo/bad-address',
      kind: 'validation',
      title: 'The address cannot be used.',
      help: 'Write the address Odoo is opened under in a browser, such as https://erp.example.com, without user and password.',
    },
    {
      code: 'odoo/too-old',
      kind: 'permanent',
      title: 'This Odoo is older than 16.',
      help: 'Odoo 16 to 19 and later are supported. Have Odoo upgraded.',
    },
    {
      code: 'odoo/no-record',
      kind: 'validation',
      title: 'No record goes by this name or number.',
      help: 'Check the spelling. A record the Odoo user may not see is not found either.',
    },
    {
      code: 'odoo/several-records',
      kind: 'validation',
      title: 'Several records go by this name or number.',
      help: 'The sentence lists them. Pick one by its id.',
    },
    {
      code: 'odoo/not-odoo',
      kind: 'permanent',
      title: 'What answers there does not speak like Odoo.',
      help: 'Check the address: a proxy or a login page may stand in front of it.',
    },
  ],
} satisfies ConnectionManifest;
