import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { lostEdges } from './edges.ts';
import type { Edit } from './edit.ts';
import { createWorkbench } from './fixtures/workbench.ts';

const { open, print, applied, refusal, difference } = createWorkbench(nodeCatalogue);

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}

const order = open(read('../../../examples/order-to-cash/flows/order-to-cash.flow.yaml'));
const saga = open(read('../text/fixtures/release-1.flow.yaml'));
const commented = open(read('../text/fixtures/commented.flow.yaml'));

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

describe('adding a step', () => {
  test('it stands behind what it follows, with an id from its name and settings to begin with', () => {
    const after = { node: 'create_order', port: 'exists' };

    const changed = difference(order, {
      edit: 'add-node',
      arguments: { type: 'http@1', name: 'Tell the Käufer!', after },
    });

    expect(changed).toEqual(
      lines(`
-       exists: order_done
+       exists:
+         - order_done
+         - tell_the_kaufer
+   tell_the_kaufer:
+     type: http@1
+     name: Tell the Käufer!
+     into: tellTheKaufer
+     timeout: 30s
`),
    );
  });

  test('without an outcome it follows the first one', () => {
    const changed = difference(order, {
      edit: 'add-node',
      arguments: { type: 'milestone@1', after: { node: 'order_done' } },
    });

    expect(changed).toEqual(
      lines(`
+     next: milestone
+   milestone:
+     type: milestone@1
+     config:
+       businessKey: $run.key
`),
    );
  });

  test('on an edge it goes between the two ends', () => {
    const onEdge = { from: 'above_limit', port: 'small', to: 'create_order' };

    const changed = difference(order, { edit: 'add-node', arguments: { type: 'branch@1', onEdge } });

    expect(changed).toEqual(
      lines(`
-       small: create_order
+       small: branch
+   branch:
+     type: branch@1
+     config:
+       cases:
+         - port: 'yes'
+           when: 'true'
+       otherwise: 'no'
+     next: create_order
`),
    );
  });

  test('before a step it takes over everything that led there', () => {
    const changed = difference(order, {
      edit: 'add-node',
      arguments: { type: 'map@1', id: 'prepare', before: { node: 'create_order' } },
    });

    expect(changed).toEqual(
      lines(`
-       small: create_order
+       small: prepare
+   prepare:
+     type: map@1
+     config:
+       expression: $
+     next: create_order
-       approved: create_order
+       approved: prepare
`),
    );
  });

  test('a second trigger leads in beside the first, at the top and under an address of its own', () => {
    const first = applied(order, { edit: 'add-node', arguments: { type: 'webhook@1' } });

    const changed = difference(first, {
      edit: 'add-node',
      arguments: { type: 'webhook@1', before: { node: 'order_complete' } },
    });

    expect(changed).toEqual(
      lines(`
+   webhook_in_2:
+     type: webhook@1
+     config:
+       path: /order-to-cash/webhook-in-2
+       auth:
+         scheme: standard-webhooks
+     next: order_complete
`),
    );
  });

  test('a scope comes with an empty body, and an undo step without edges', () => {
    const container = { scope: 'undo_all', list: 'compensations' } as const;

    const scope = difference(order, { edit: 'add-node', arguments: { type: 'retry@1' } });
    const undo = difference(saga, { edit: 'add-node', arguments: { type: 'odoo@1', name: 'Cancel', container } });

    expect(scope).toEqual(
      lines(`
+   retry:
+     type: retry@1
+     config:
+       attempts: 3
+     body: {}
`),
    );
    expect(undo).toEqual(
      lines(`
+       cancel:
+         type: odoo@1
+         name: Cancel
+         timeout: 30s
`),
    );
  });

  const body = { scope: 'undo_all', list: 'body' } as const;
  const undo = { scope: 'undo_all', list: 'compensations' } as const;
  test.each<[string, typeof order, Extract<Edit, { edit: 'add-node' }>['arguments'], string]>([
    ['a trigger in a scope', saga, { type: 'manual@1', container: body }, 'edit/not-inside'],
    ['Respond in a scope', saga, { type: 'respond@1', container: body }, 'edit/not-inside'],
    ['Respond as an undo step', saga, { type: 'respond@1', container: undo }, 'edit/not-inside'],
    [
      'a trigger behind a step',
      order,
      { type: 'manual@1', after: { node: 'order_done' } },
      'edit/trigger-has-no-input',
    ],
    ['a step behind an end', order, { type: 'map@1', after: { node: 'set_aside' } }, 'edit/nothing-follows'],
    ['an end before a step', order, { type: 'fail@1', before: { node: 'order_done' } }, 'edit/nothing-follows'],
    ['no such outcome', order, { type: 'map@1', after: { node: 'order_done', port: 'x' } }, 'edit/unknown-outcome'],
    ['no such step', order, { type: 'map@1', after: { node: 'nobody' } }, 'edit/unknown-step'],
    [
      'no such edge',
      order,
      { type: 'map@1', onEdge: { from: 'order_done', port: 'done', to: 'x' } },
      'edit/no-such-edge',
    ],
    ['no such type', order, { type: 'map@9' }, 'edit/unknown-type'],
    ['an id in use', order, { type: 'map@1', id: 'order_done' }, 'flow/duplicate-id'],
    ['a reserved id', saga, { type: 'map@1', id: 'everything' }, 'flow/id-reserved'],
    [
      'a step with no place inside',
      order,
      { type: 'map@1', container: { scope: 'order_done', list: 'body' } },
      'edit/no-such-list',
    ],
    [
      'another place than its neighbour',
      saga,
      { type: 'map@1', container: body, after: { node: 'start' } },
      'edit/across-border',
    ],
    ['beside an undo step', saga, { type: 'map@1', after: { node: 'unbook' } }, 'edit/undo-has-no-edges'],
    ['no outcome yet', order, { type: 'branch@1', config: {}, before: { node: 'order_done' } }, 'edit/no-outcome-yet'],
  ])('refuses: %s', (_, flow, given, code) => {
    expect(refusal(flow, { edit: 'add-node', arguments: given })).toBe(code);
  });
});

describe('removing steps', () => {
  test('edges that led there go, and `compensate` that named one', () => {
    const changed = difference(saga, { edit: 'remove-node', arguments: { ids: ['unbook', 'set_aside'] } });

    expect(changed).toEqual(
      lines(`
-         compensate: unbook
-     compensations:
-       unbook:
-         type: http@1
-         config:
-           connection: crm
-           method: DELETE
-           path: /bookings
-     next:
-       completed: done
-       compensated: set_aside
-       stuck: set_aside
-       error: set_aside
+     compensations: {}
+     next: done
-   set_aside:
-     type: dead-letter@1
-     config:
-       owner: integration-team
`),
    );
  });

  test('reconnecting joins what led there with what followed the first outcome, over several steps', () => {
    const edit: Edit = {
      edit: 'remove-node',
      arguments: { ids: ['canonical_order', 'order_complete'], reconnect: true },
    };

    const changed = difference(order, edit);

    expect(changed[0]).toBe('-     next: order_complete');
    expect(changed.filter((line) => line.startsWith('+'))).toEqual([]);
    expect(print(applied(order, edit))).toContain('      contract: shop-order@1\n    next: above_limit\n');
  });

  test('comments of what stays stay, those of what goes go', () => {
    const after = applied(commented, { edit: 'remove-node', arguments: { ids: ['tell_board'] } });

    expect(print(after)).toContain('      # Both are told.\n      # The owner, too.\n      large: tell_owner\n');
  });

  test('an id nobody has is refused', () => {
    expect(refusal(order, { edit: 'remove-node', arguments: { ids: ['nobody'] } })).toBe('edit/unknown-step');
  });
});

describe('moving and wrapping', () => {
  test('wrapped steps lead in, out and to failure by their scope', () => {
    const after = applied(order, {
      edit: 'wrap-nodes',
      arguments: { ids: ['create_order', 'order_done'], type: 'saga', name: 'Book it' },
    });

    const text = print(after);
    expect(text).toContain('      small: book_it\n');
    expect(text).toContain('      approved: book_it\n');
    expect(text).toContain('    next:\n      compensated: set_aside\n      stuck: set_aside\n  incomplete:');
    expect(text).toContain('        next:\n          done: order_done\n          exists: order_done\n');
    expect(lostEdges(order, after)).toEqual([
      { from: 'above_limit', port: 'small', to: 'create_order' },
      { from: 'manager_approval', port: 'approved', to: 'create_order' },
      { from: 'create_order', port: 'error', to: 'set_aside' },
    ]);
  });

  test('Retry goes on where its steps did', () => {
    const text = print(applied(order, { edit: 'wrap-nodes', arguments: { ids: ['create_order'], type: 'retry' } }));

    expect(text).toContain('    next:\n      done: order_done\n      exhausted: set_aside\n');
  });

  test.each<[string, readonly string[], string]>([
    ['two ways in', ['manager_approval', 'create_order'], 'edit/several-entries'],
    ['starts of different ways', ['canonical_order', 'create_order'], 'edit/several-entries'],
    ['two ways out', ['above_limit'], 'edit/several-exits'],
    ['a trigger', ['order_received'], 'edit/not-inside'],
    ['nobody', ['nobody'], 'edit/unknown-step'],
  ])('refuses to wrap: %s', (_, ids, code) => {
    expect(refusal(order, { edit: 'wrap-nodes', arguments: { ids, type: 'try' } })).toBe(code);
  });

  test('steps of different places, undo steps and ways that come back are not wrapped', () => {
    const looped = open(
      'penstock: 1\nid: f\nname: F\nnodes:\n  a:\n    type: map@1\n    next: b\n  b:\n    type: map@1\n    next: c\n  c:\n    type: map@1\n',
    );

    expect(refusal(saga, { edit: 'wrap-nodes', arguments: { ids: ['book', 'done'], type: 'try' } })).toBe(
      'edit/several-places',
    );
    expect(refusal(saga, { edit: 'wrap-nodes', arguments: { ids: ['unbook'], type: 'try' } })).toBe(
      'edit/undo-has-no-edges',
    );
    expect(refusal(looped, { edit: 'wrap-nodes', arguments: { ids: ['a', 'c'], type: 'try' } })).toMatch(
      /^edit\/several-/,
    );
  });

  test('moving into a scope rewires what is certain, moving out drops what would cross', () => {
    const scoped = applied(order, {
      edit: 'wrap-nodes',
      arguments: { ids: ['create_order'], type: 'retry', id: 'again' },
    });
    const container = { scope: 'again', list: 'body' } as const;

    const inside = applied(scoped, { edit: 'move-nodes', arguments: { ids: ['manager_approval'], container } });
    const outside = applied(scoped, { edit: 'move-nodes', arguments: { ids: ['create_order'], container: null } });

    expect(print(inside)).toContain('      large: again\n      small: again\n');
    expect(lostEdges(scoped, inside)).toContainEqual({ from: 'manager_approval', port: 'approved', to: 'again' });
    expect(print(outside)).toContain('    body: {}\n');
    expect(outside.nodes.at(-1)).toMatchObject({ id: 'create_order' });
  });

  test('a step that leaves its saga forgets its undo step, and one among undo steps its edges', () => {
    const left = applied(saga, { edit: 'move-nodes', arguments: { ids: ['book'], container: null } });
    const undo = applied(
      order,
      { edit: 'wrap-nodes', arguments: { ids: ['create_order'], type: 'saga', id: 'all' } },
      {
        edit: 'move-nodes',
        arguments: { ids: ['manager_approval'], container: { scope: 'all', list: 'compensations' } },
      },
    );

    expect(print(left)).not.toContain('compensate: unbook');
    expect(print(undo)).toContain('          due: 24h\n    next:\n      completed: order_done\n');
  });

  test.each<[string, readonly string[], string]>([
    ['into itself', ['undo_all'], 'edit/into-itself'],
    ['a trigger', ['start'], 'edit/not-inside'],
    ['nobody', ['nobody'], 'edit/unknown-step'],
  ])('refuses to move: %s', (_, ids, code) => {
    expect(
      refusal(saga, { edit: 'move-nodes', arguments: { ids, container: { scope: 'undo_all', list: 'body' } } }),
    ).toBe(code);
  });
});
