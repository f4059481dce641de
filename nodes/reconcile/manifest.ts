import { z } from 'zod';
import { expression, type FieldWords, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** A field of an item, by name; anything that computes belongs into the expressions that give the lists. */
function fieldOfItem(words: FieldWords) {
  return plain(
    z
      .string()
      .min(1)
      .max(200)
      .regex(
        /^[^()[\]{}"'`&|*=<>,;\\]+$/,
        'is no field name; write names joined by dots, and compute other values in the expression that gives the list',
      ),
    words,
  );
}

const tolerance = plain(z.number().min(0), {
  title: 'Tolerance',
  help: 'How far two numbers may lie apart and still count as equal. Default 0.',
}).optional();

const compared = z.strictObject({
  name: plain(z.string().min(1).max(100), {
    title: 'Name',
    help: 'How the difference is called; the field itself, where nothing else is named.',
    examples: ['amountMinor'],
  }),
  left: fieldOfItem({ title: 'Field on one side', examples: ['amount_total'] }).optional(),
  right: fieldOfItem({ title: 'Field on the other side', examples: ['total.amountMinor'] }).optional(),
  tolerance,
});

const total = z.strictObject({
  name: plain(z.string().min(1).max(100), { title: 'Name', examples: ['read'] }),
  left: expression({ title: 'One side', help: 'Gives a number.', examples: ['$steps.read_orders.count'] }),
  right: expression({ title: 'Other side', help: 'Gives a number.', examples: ['written + skipped + rejected'] }),
  tolerance,
});

/** Facts of `reconcile`: two lists that should hold the same, and where they do not. */
export const manifest = {
  type: 'reconcile',
  major: 1,
  kind: 'pure',
  title: 'Reconcile',
  summary: 'Compares two lists item by item, and totals, and says where they differ.',
  group: 'decide',
  order: 40,
  config: z.strictObject({
    left: expression({
      title: 'One side',
      help: 'Gives a list. Wrap it in [ ] where it may be empty: nothing at all fails, because a misspelt name would look like an empty list.',
      examples: ['[erp.orders]'],
    }),
    right: expression({
      title: 'Other side',
      help: 'Gives the list to compare with.',
      examples: ['[shop.orders.{ "reference": number, "amountMinor": total }]'],
    }),
    key: fieldOfItem({
      title: 'Key',
      help: 'The field of an item that tells which two belong together, on both sides; $ is the item itself.',
      examples: ['reference', 'customer.id', '$'],
    }),
    compare: plain(z.array(compared).min(1).max(50), {
      title: 'Compare',
      help: 'Fields that must be equal. Without any, whole items are compared.',
    }).optional(),
    totals: plain(z.array(total).min(1).max(50), {
      title: 'Totals',
      help: 'Numbers that must be equal beside the items, such as read = written + skipped + rejected.',
    }).optional(),
  }),
  ports: ['equal', 'differences'],
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [
    {
      code: 'reconcile/no-list',
      kind: 'validation',
      title: 'One of the two sides gave nothing.',
      help: 'Check its first path against the data that came in. Where nothing means an empty list, wrap the expression in [ ].',
    },
    {
      code: 'reconcile/key-missing',
      kind: 'validation',
      title: 'An item has no key.',
      help: 'The key must hold text of 1 to 200 characters or a number, in every item of both sides. The failure names the item.',
    },
    {
      code: 'reconcile/no-number',
      kind: 'validation',
      title: 'A side of a total gave no number.',
      help: 'Convert text with `$number`, and say what is wanted where a field may be missing.',
    },
    {
      code: 'reconcile/integer-too-large',
      kind: 'validation',
      title: 'The data holds a whole number beyond 2^53, which would be rounded.',
      help: 'Ask the sender to send such numbers as text. Nothing is ever rounded in silence.',
    },
    {
      code: 'reconcile/too-many-items',
      kind: 'permanent',
      title: 'Both sides together hold more than 100,000 items.',
      help: 'Compare part by part, such as day by day or customer by customer, in a For each.',
    },
  ],
} satisfies NodeManifest;
