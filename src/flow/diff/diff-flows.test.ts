import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { openFlow } from '../text/parse.ts';
import { diffSides } from './diff-sides.ts';
import { readSide } from './fixtures/recorded-edits.ts';
import type { DiffSide } from './side.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

const base = readSide(readFixture);
const text = readFileSync(new URL('./fixtures/edits/before/flow.yaml', import.meta.url), 'utf8');

type Case = {
  readonly name: string;
  /** Texts of the flow file and what stands there instead. */
  readonly edits: readonly (readonly [string, string])[];
  /** True where the edit is undone rather than made. */
  readonly isTakenBack?: true;
  readonly says: readonly string[];
};

const cases: readonly Case[] = [
  {
    name: 'retries that are taken away',
    edits: [['    retry:\n      attempts: 3\n      first: 2s\n', '']],
    says: ['medium: Retries of "Create sales order" removed; it was tried up to 3 times.'],
  },
  {
    name: 'a retry policy for all steps',
    edits: [['nodes:\n  order_received', 'defaults:\n  retry:\n    attempts: 5\nnodes:\n  order_received']],
    says: ['low: Retries added to the steps of "Shop order to Odoo": up to 5 tries.'],
  },
  {
    name: 'a timeout that is lowered',
    edits: [['timeout: 90s', 'timeout: 30s']],
    says: ['low: Timeout of "Create sales order" lowered from 1 minute 30 seconds to 30 seconds.'],
  },
  {
    name: 'repeat protection that is taken away',
    edits: [['    key: reference\n', '']],
    says: ['high: Repeat protection of "Create sales order" removed; it was by reference.'],
  },
  {
    name: 'repeat protection by something else',
    edits: [['    key: reference\n', '    key: number\n']],
    says: ['high: Repeat protection of "Create sales order" changed from reference to number.'],
  },
  {
    name: 'a person who is no longer asked',
    isTakenBack: true,
    edits: [['    timeout: 90s\n', '    timeout: 90s\n    once: ask\n']],
    says: ['high: No person is asked any more when it is unclear whether "Create sales order" happened.'],
  },
  {
    name: 'a step that becomes optional',
    edits: [['    timeout: 90s\n', '    timeout: 90s\n    importance: optional\n']],
    says: [
      'high: "Shop order to Odoo" now sends personal data to Shop.',
      'high: "Shop order to Odoo" now sends financial data to Shop.',
      'high: "Create sales order" is now optional: when it fails, the run goes on.',
    ],
  },
  {
    name: 'a weaker proof of sender',
    edits: [['scheme: standard-webhooks', 'scheme: bearer']],
    says: ['high: Proof of sender at "Shop order received" weakened from standard-webhooks to bearer.'],
  },
  {
    name: 'repeats that are no longer dropped',
    edits: [['      dedupe:\n        key: id\n', '']],
    says: ['high: Repeats are no longer dropped at "Shop order received".'],
  },
  {
    name: 'a shorter memory of repeats',
    edits: [['        key: id\n', '        key: id\n        for: 1d\n']],
    says: ['high: How long "Shop order received" remembers repeats lowered from 30 days to 1 day.'],
  },
  {
    name: 'a higher tolerance',
    edits: [['        secrets: [shop-webhook]\n', '        secrets: [shop-webhook]\n        tolerance: 15m\n']],
    says: ['high: Tolerance of the signed time at "Shop order received" set to 15 minutes.'],
  },
  {
    name: 'a webhook at another address',
    edits: [['path: /shop/orders', 'path: /shop/v2/orders']],
    says: [
      'high: "Shop order to Odoo" now takes calls at POST /shop/v2/orders.',
      'medium: Path of "Shop order received" changed from /shop/orders to /shop/v2/orders.',
      'low: "Shop order to Odoo" no longer takes calls at POST /shop/orders.',
    ],
  },
  {
    name: 'fewer people who must approve',
    isTakenBack: true,
    edits: [['      due: 24h\n', '      due: 24h\n      quorum: 2\n']],
    says: ['high: How many must approve at "Sales manager approves" lowered from 2 to 1.'],
  },
  {
    name: 'other people who approve',
    edits: [['group: sales-managers', 'group: sales']],
    says: ['high: Who may approve at "Sales manager approves" changed from sales-managers to sales.'],
  },
  {
    name: 'a longer time to decide',
    edits: [['due: 24h', 'due: 48h']],
    says: ['low: Due of "Sales manager approves" raised from 1 day to 2 days.'],
  },
  {
    name: 'a condition',
    edits: [['totalMinor > 1000000', 'totalMinor > 5000000']],
    says: [
      'medium: Condition for outcome large of "Above the limit?" changed from "totalMinor > 1000000" to "totalMinor > 5000000".',
    ],
  },
  {
    name: 'an outcome under a new name',
    edits: [
      ['- port: large', '- port: huge'],
      ['      large: manager_approval', '      huge: manager_approval'],
    ],
    says: ['low: Outcome large of "Above the limit?" is now called huge.'],
  },
  {
    name: 'an outcome that goes past the approval',
    edits: [['      large: manager_approval', '      large: create_order']],
    says: ['high: "Above the limit?" now leads to "Create sales order" instead of "Sales manager approves" on large.'],
  },
  {
    name: 'a way beside the approval',
    edits: [['      large: manager_approval', '      large: [manager_approval, create_order]']],
    says: [
      'high: "Above the limit?" now also leads to "Create sales order" on large; this goes past "Sales manager approves".',
    ],
  },
  {
    name: 'a failure that goes elsewhere',
    edits: [['      expired: rejected_order', '      expired: create_order']],
    says: [
      'high: "Sales manager approves" now leads to "Create sales order" instead of "Set aside, not approved" on expired.',
    ],
  },
  {
    name: 'an outcome that leads nowhere',
    edits: [['      exists: order_done\n', '']],
    says: ['medium: "Create sales order" no longer leads to "Order confirmed" on exists.'],
  },
  {
    name: 'another operation',
    edits: [['operation: order.create', 'operation: order.cancel']],
    says: [
      'high: "Shop order to Odoo" now carries out order.cancel in odoo-main.',
      'medium: Operation of "Create sales order" changed from order.create to order.cancel.',
      'low: "Shop order to Odoo" no longer carries out order.create in odoo-main.',
    ],
  },
  {
    name: 'a switch',
    edits: [['      operation: order.create\n', '      operation: order.create\n      confirm: true\n']],
    says: [
      'high: "Shop order to Odoo" now carries out order.confirm in odoo-main.',
      'medium: Confirm of "Create sales order" switched on.',
    ],
  },
  {
    name: 'a field that is dropped and one that is new',
    edits: [['"currency": currency', '"channel": channel']],
    says: ['medium: Mapping of "Build canonical order" changed: channel added; currency removed.'],
  },
  {
    name: 'another type of step',
    edits: [
      [
        'type: milestone@1\n    name: Order confirmed\n    config:\n      milestone: confirmed\n      businessKey: reference',
        'type: manual@1\n    name: Order confirmed\n    config: {}',
      ],
    ],
    says: ['medium: Step "Order confirmed" is now "Start by hand" instead of "Milestone".'],
  },
  {
    name: 'notes and hints',
    edits: [
      ['    name: Order confirmed\n', '    name: Order confirmed\n    notes: Sales looks here.\n'],
      ['hint: No sales manager approved this order in time, or one rejected it.', 'hint: Ask the sales managers.'],
    ],
    says: [
      'low: Notes of "Order confirmed" added.',
      'low: Hint of "Set aside, not approved" changed from "No sales manager approved this order in time, or one reject…" to "Ask the sales managers."',
    ],
  },
  {
    name: 'a step between two others',
    edits: [
      [
        '    next: canonical_order\n',
        '    next: order_complete\n  order_complete:\n    type: validate@1\n    name: Order is complete?\n    config:\n      contract: order@1\n    next:\n      valid: canonical_order\n      invalid: rejected_order\n',
      ],
    ],
    says: ['medium: Step "Order is complete?" added between "Shop order received" and "Build canonical order".'],
  },
  {
    name: 'a step taken out of a row',
    isTakenBack: true,
    edits: [
      [
        '    next: canonical_order\n',
        '    next: checked\n  checked:\n    type: dedupe@1\n    name: Seen before?\n    config:\n      key: id\n    next:\n      unique: canonical_order\n',
      ],
    ],
    says: [
      'high: Step "Seen before?" removed; repeats are no longer dropped there; "Shop order received" now leads to "Build canonical order".',
    ],
  },
  {
    name: 'a scope around a step',
    edits: [
      [
        "  tell_warehouse:\n    type: http@1\n    name: Tell the warehouse\n    config:\n      connection: shop\n      method: PUT\n      path: '/picks/{{ reference }}'\n",
        "  again:\n    type: retry@1\n    name: Try again\n    config:\n      attempts: 3\n    body:\n      tell_warehouse:\n        type: http@1\n        name: Tell the warehouse\n        config:\n          connection: shop\n          method: PUT\n          path: '/picks/{{ reference }}'\n",
      ],
      ['done: tell_warehouse', 'done: again'],
    ],
    says: ['medium: Step "Try again" added around "Tell the warehouse".'],
  },
  {
    name: 'a header',
    edits: [
      ['owner: sales-operations\nclass', 'owner: sales\nclass'],
      ['criticality: medium', 'criticality: low'],
      ['data: [personal, financial]', 'data: [personal]'],
      ['name: Shop order to Odoo', 'name: Orders to Odoo'],
    ],
    says: [
      'high: Criticality of "Orders to Odoo" lowered from medium to low.',
      'medium: "Orders to Odoo" no longer says it carries financial data.',
      'low: Flow "Shop order to Odoo" is now called "Orders to Odoo".',
      'low: Owner of "Orders to Odoo" changed from sales-operations to sales.',
    ],
  },
  {
    name: 'a pattern',
    edits: [
      [
        'classification:',
        'follows:\n  - webhook-ingestion@1\n  - template: order-to-cash@1\n    parameters:\n      limit: 100\nclassification:',
      ],
    ],
    says: [
      'low: "Shop order to Odoo" now follows the pattern webhook-ingestion@1.',
      'low: "Shop order to Odoo" now follows the pattern order-to-cash@1.',
    ],
  },
  {
    name: 'a flow for failures',
    isTakenBack: true,
    edits: [['classification:', 'onFailure: repair\nclassification:']],
    says: ['high: No flow starts any more when a run of "Shop order to Odoo" fails; it was repair.'],
  },
  {
    name: 'a comment',
    edits: [['nodes:\n  order_received', '# Steps\nnodes:\n  order_received']],
    says: ['none: Comments in the file of "Shop order to Odoo" changed.'],
  },
  {
    name: 'a text that looks like a secret',
    edits: [
      [
        "path: '/picks/{{ reference }}'",
        "path: '/picks/{{ reference }}'\n      headers:\n        X-Api-Key: fK3m9Qz7LtWp2Vx8Rb4NsYd6",
      ],
    ],
    says: ['medium: Headers of "Tell the warehouse" set to X-Api-Key (hidden).'],
  },
];

function sideWith(edits: Case['edits']): DiffSide {
  const changed = edits.reduce((whole, [was, is]) => {
    if (!whole.includes(was)) throw new Error(`The flow has no ${was}.`);
    return whole.replace(was, () => is);
  }, text);
  const { flow } = openFlow(changed, nodeCatalogue);
  if (flow === undefined) throw new Error('The changed flow cannot be read.');
  return { ...base, flows: base.flows.map((one) => ({ ...one, flow })) };
}

describe('sentences about', () => {
  for (const { name, edits, isTakenBack, says } of cases) {
    test(name, () => {
      const [with_, without] = [sideWith(edits), base];
      const sides = isTakenBack === true ? ([with_, without] as const) : ([without, with_] as const);

      const changes = diffSides(...sides, { catalogue: nodeCatalogue });

      expect(changes.map(({ risk, sentence }) => `${risk}: ${sentence}`)).toEqual(says);
    });
  }
});

test('a value that looks like a secret stands in no change', () => {
  const key = 'fK3m9Qz7LtWp2Vx8Rb4NsYd6';
  const after = sideWith([
    ["path: '/picks/{{ reference }}'", `path: '/picks/{{ reference }}'\n      headers:\n        X-Api-Key: ${key}`],
  ]);

  const changes = diffSides(base, after, { catalogue: nodeCatalogue });

  expect(changes).toHaveLength(1);
  expect(JSON.stringify(changes)).not.toContain(key);
});
