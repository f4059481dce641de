import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue, nodeManifests } from '#nodes/manifests.ts';
import { applyEdit } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import { openFlow } from '../text/parse.ts';
import { explainFlow, printExplanation } from './explain-flow.ts';
import { sentences } from './sentences.ts';

function open(path: string): Flow {
  const { flow } = openFlow(readFileSync(new URL(path, import.meta.url), 'utf8'), nodeCatalogue);
  if (flow === undefined) throw new Error(path);
  return flow;
}

const order = open('../../../examples/order-to-cash/flows/order-to-cash.flow.yaml');
const saga = open('../text/fixtures/release-1.flow.yaml');
const empty: Flow = { penstock: 1, id: 'f', name: 'F', nodes: [], comments: new Map() };

function tell(flow: Flow): readonly string[] {
  return printExplanation(explainFlow(flow, nodeCatalogue));
}

describe('an explanation', () => {
  test('tells order to cash from the first step to the last', () => {
    expect(tell(order)).toEqual([
      '1. “Shop order received” starts a run when another system calls /shop/orders.',
      '1a. The caller must prove who it is (standard-webhooks).',
      '1b. The same event, by id, counts once within 30d.',
      '2. “Order is complete?” checks whether the data fits shop-order@1.',
      '2a. Outcome valid: it goes on at step 3.',
      '2b. Outcome invalid: it goes on at step 8.',
      '3. “Build canonical order” builds a new shape from the data and checks it against order@1.',
      '4. “Above the limit?” goes the way of the first condition that is true.',
      '4a. When totalMinor > $vars.approvalLimitMinor, outcome large: it goes on at step 5.',
      '4b. Otherwise, outcome small: it goes on at step 6.',
      '5. “Sales manager approves” asks the group sales-managers to decide; the run waits.',
      '5a. The decision is due after 24h; silence is no consent.',
      '5b. Outcome approved: it goes on at step 6.',
      '5c. Outcome rejected: it goes on at step 9.',
      '5d. Outcome expired: it goes on at step 9.',
      '6. “Create and confirm the order” carries out order.create in odoo-main.',
      '6a. Its result joins the data as odooOrder.',
      '6b. One try may take 90s.',
      '6c. It is tried up to 8 times, with pauses that begin at 2s.',
      '6d. Outcome done: it goes on at step 7.',
      '6e. Outcome exists: it goes on at step 7.',
      '6f. If it fails for good, it goes on at step 10.',
      '7. “Order confirmed” marks the case as confirmed.',
      '7a. This way ends.',
      '8. “Set aside, incomplete” keeps the event whole for sales-operations, and the run ends as failed.',
      '9. “Set aside, not approved” keeps the event whole for sales-operations, and the run ends as failed.',
      '10. “Set aside for sales operations” keeps the event whole for sales-operations, and the run ends as failed.',
      'If a step fails for good and nothing else is said, the event is set aside for sales-operations.',
    ]);
  });

  test('numbers what stands inside a scope below it, undo steps last', () => {
    const told = tell(saga);

    expect(told).toContain('2.1. “Book” sends POST /bookings/{{ id }} to crm.');
    expect(told).toContain('2.1f. If what is around it fails later, “unbook” undoes it.');
    expect(told).toContain('2.2a. “unbook” is an undo step; it runs only when something has to be undone.');
    expect(told).toContain('2b. Outcome compensated: it goes on at step 4.');
    expect(told.at(-1)).toBe('Then the flow repair-orders starts.');
  });

  test('of an empty flow says so', () => {
    expect(tell(empty)).toEqual(['This flow has no steps yet.']);
  });

  test('has words for every step type, also before its settings are written', () => {
    for (const { type, major } of nodeManifests) {
      const done = applyEdit(empty, { edit: 'add-node', arguments: { type: `${type}@${major}` } }, nodeCatalogue);
      const flow = done.ok ? done.value : empty;

      const [first] = explainFlow(flow, nodeCatalogue);

      expect(first?.key).toMatch(new RegExp(`^explain\\.step\\.(${type}|other)`));
      for (const line of tell(flow)) expect(line).not.toMatch(/explain\.|undefined|\{\w+\}/);
    }
  });

  test('fills every place of every sentence it uses', () => {
    const read = (text: string) => {
      const { flow, problems } = openFlow(text, nodeCatalogue);
      if (flow === undefined) throw new Error(JSON.stringify(problems));
      return flow;
    };
    const variants = [
      'type: branch@1\n    config:\n      cases:\n        - port: a\n          when: x\n      otherwise: b\n      mode: all',
      'type: each@1\n    config:\n      items: lines\n      concurrency: 4\n      onItemError: collect\n    body: {}',
      'type: retry@1\n    config:\n      attempts: 3\n      first: 2s\n    body:\n      f:\n        type: fail@1\n        config:\n          code: a/b\n          message: m',
      "type: wait@1\n    config:\n      until: '2027-01-31T08:00:00Z'",
      "type: schedule@1\n    config:\n      cron: '0 6 * * *'\n      zone: Etc/UTC\n      window:\n        from: '08:00'\n        to: '18:00'",
      'type: try@1\n    config:\n      catch:\n        - code: odoo/busy\n          port: busy\n    body: {}\n    next:\n      busy: s',
      'type: manual@1\n    next: s',
    ];

    for (const variant of variants) {
      const told = tell(read(`penstock: 1\nid: f\nname: F\nnodes:\n  s:\n    ${variant}\n`));
      expect(told.length).toBeGreaterThan(1);
      for (const line of told) expect(line).not.toMatch(/explain\.|undefined|\{\w+\}/);
    }
    expect(Object.keys(sentences).every((key) => key.startsWith('explain.'))).toBe(true);
  });

  test('a step that leads back is told once', () => {
    const looped = openFlow(
      'penstock: 1\nid: f\nname: F\nnodes:\n  a:\n    type: map@1\n    next: b\n  b:\n    type: map@1\n    next: a\n',
      nodeCatalogue,
    ).flow;

    expect(looped === undefined ? [] : explainFlow(looped, nodeCatalogue).map(({ number }) => number)).toContain('2a');
  });
});
