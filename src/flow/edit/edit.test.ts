import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { applyEdit, applyEdits, describeEdit, type Edit, readEdit } from './edit.ts';
import { createWorkbench } from './fixtures/workbench.ts';
import { editProblems } from './problems.ts';

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

describe('edges', () => {
  test('drawing, redrawing and removing one changes its line', () => {
    const edge = { from: 'canonical_order', port: 'error', to: 'set_aside' };

    const drawn = difference(order, { edit: 'connect', arguments: edge });
    const redrawn = difference(order, {
      edit: 'reconnect',
      arguments: { from: 'create_order', port: 'error', to: 'set_aside', newTo: 'incomplete' },
    });
    const moved = difference(order, {
      edit: 'reconnect',
      arguments: { from: 'create_order', port: 'error', to: 'set_aside', newFrom: 'canonical_order' },
    });
    const removed = difference(order, {
      edit: 'disconnect',
      arguments: { from: 'above_limit', port: 'large', to: 'manager_approval' },
    });

    expect(drawn).toEqual([
      '-     next: above_limit',
      '+     next:',
      '+       done: above_limit',
      '+       error: set_aside',
    ]);
    expect(redrawn).toEqual(['-       error: set_aside', '+       error: incomplete']);
    expect(moved).toEqual([
      '-     next: above_limit',
      '+     next:',
      '+       done: above_limit',
      '+       error: set_aside',
      '-       error: set_aside',
    ]);
    expect(removed).toEqual(['-       large: manager_approval']);
  });

  test('what redrawing would break is refused, and the flow is as it was', () => {
    const given = { from: 'above_limit', port: 'small', to: 'create_order', newTo: 'order_complete' };

    expect(refusal(order, { edit: 'reconnect', arguments: given })).toBe('edit/cycle');
    expect(refusal(order, { edit: 'reconnect', arguments: { ...given, to: 'x' } })).toBe('edit/no-such-edge');
    expect(refusal(order, { edit: 'disconnect', arguments: { from: 'above_limit', port: 'small', to: 'x' } })).toBe(
      'edit/no-such-edge',
    );
  });
});

describe('settings', () => {
  test('one value changes one line', () => {
    const changed = difference(order, {
      edit: 'set-config',
      arguments: { node: 'above_limit', path: 'cases.0.when', value: 'totalMinor > 5' },
    });

    expect(changed).toEqual([
      `-           when: 'totalMinor > $vars.approvalLimitMinor'`,
      `+           when: 'totalMinor > 5'`,
    ]);
  });

  test('an outcome that is renamed keeps its edge', () => {
    const changed = difference(order, {
      edit: 'set-config',
      arguments: { node: 'above_limit', path: ['cases', 0, 'port'], value: 'big' },
    });

    expect(changed).toEqual([
      '-         - port: large',
      '+         - port: big',
      '-       large: manager_approval',
      '+       big: manager_approval',
    ]);
  });

  test('an outcome that is gone loses its edge', () => {
    const changed = difference(order, {
      edit: 'set-config',
      arguments: { node: 'create_order', path: 'operation', value: 'stock.reserve' },
    });

    expect(changed).toEqual([
      '-       operation: order.create',
      '+       operation: stock.reserve',
      '-       exists: order_done',
    ]);
  });

  test('a removed case takes its comments along, and those of the next one move up', () => {
    const more = applied(commented, {
      edit: 'set-config',
      arguments: { node: 'choose', path: 'cases.2', value: { port: 'vast', when: 'total > 9000' } },
    });

    const after = print(applied(more, { edit: 'set-config', arguments: { node: 'choose', path: 'cases.1' } }));
    const first = print(applied(more, { edit: 'set-config', arguments: { node: 'choose', path: 'cases.0' } }));

    expect(after).toContain('# Decided by the board.\n        - port: large\n          # In minor units.\n');
    expect(first).not.toContain('Decided by the board');
    expect(first).toContain('# The end.');
  });

  test('a list grows where the settings want one, and an empty setting goes', () => {
    const grown = difference(order, {
      edit: 'set-config',
      arguments: { node: 'set_aside', path: 'deep.0', value: 1 },
    });
    const secret = difference(order, {
      edit: 'set-config',
      arguments: { node: 'order_received', path: 'bodies.0', value: 'xml' },
    });
    const gone = difference(order, { edit: 'set-config', arguments: { node: 'order_received', path: 'dedupe' } });

    expect(grown).toEqual(['+       deep:', `+         '0': 1`]);
    expect(secret).toEqual(['+       bodies: [xml]']);
    expect(gone).toEqual(['-       dedupe:', '-         key: id', '-         for: 30d']);
  });

  test.each([
    ['order_received', 'path.0', 'edit/no-such-setting'],
    ['order_received', 'auth.secrets.7', 'edit/no-such-setting'],
    ['nobody', 'path', 'edit/unknown-step'],
  ])('refuses: %s, %s', (node, path, code) => {
    expect(refusal(order, { edit: 'set-config', arguments: { node, path, value: 'x' } })).toBe(code);
  });
});

describe('what stands beside the settings', () => {
  test('is set and removed line by line', () => {
    const named = difference(order, {
      edit: 'set-node',
      arguments: { node: 'set_aside', key: 'name', value: 'Aside' },
    });
    const plain = difference(order, { edit: 'set-node', arguments: { node: 'create_order', key: 'into' } });
    const asked = difference(order, { edit: 'set-once', arguments: { node: 'create_order', once: 'ask' } });

    expect(named).toEqual(['-     name: Set aside for sales operations', '+     name: Aside']);
    expect(plain).toEqual(['-     into: odooOrder']);
    expect(asked).toEqual(['+     once: ask']);
  });

  test('values the file would not take are refused with the reason', () => {
    const done = applyEdit(
      order,
      { edit: 'set-node', arguments: { node: 'create_order', key: 'retry', value: { attempts: 500 } } },
      nodeCatalogue,
    );

    expect(done).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({
          code: 'edit/bad-value',
          message: expect.stringContaining('attempts must be at most 100'),
        }),
      ],
    });
    expect(refusal(saga, { edit: 'set-node', arguments: { node: 'book', key: 'compensate', value: 'done' } })).toBe(
      'edit/undo-step-unknown',
    );
    expect(refusal(order, { edit: 'set-flow', arguments: { key: 'name' } })).toBe('edit/bad-value');
  });

  test('the header is set and removed', () => {
    const owner = difference(order, { edit: 'set-flow', arguments: { key: 'owner', value: 'logistics' } });
    const gone = difference(order, { edit: 'set-flow', arguments: { key: 'correlation' } });

    expect(owner).toEqual(['- owner: sales-operations', '+ owner: logistics']);
    expect(gone).toEqual(['- correlation: number']);
  });

  test('a new id is followed', () => {
    const changed = difference(order, { edit: 'rename-node', arguments: { node: 'order_done', to: 'confirmed' } });

    expect(changed).toEqual(
      lines(`
-       done: order_done
-       exists: order_done
+       done: confirmed
+       exists: confirmed
-   order_done:
+   confirmed:
+     was: [order_done]
`),
    );
  });
});

describe('edits as data', () => {
  test('what is read from outside is judged', () => {
    expect(readEdit({ edit: 'set-once', arguments: { node: 'a', once: 'ask' }, title: 'Write once: ask' })).toEqual({
      ok: true,
      value: { edit: 'set-once', arguments: { node: 'a', once: 'ask' } },
    });
    for (const [value, code] of [
      [{ edit: 'fly', arguments: {} }, 'edit/unknown-edit'],
      [{ edit: 'toString', arguments: {} }, 'edit/unknown-edit'],
      ['add-node', 'edit/unknown-edit'],
      [{ edit: 'connect', arguments: { from: 'a' } }, 'edit/bad-arguments'],
      [{ edit: 'set-config', arguments: { node: 'a', path: '__proto__.x', value: 1 } }, 'edit/bad-arguments'],
      [
        { edit: 'set-config', arguments: { node: 'a', path: 'x', value: JSON.parse('{"__proto__":1}') } },
        'edit/bad-arguments',
      ],
    ] as const) {
      const done = readEdit(value);
      expect(done.ok ? [] : done.problems.map((problem) => problem.code)).toContain(code);
    }
  });

  test('an undo entry is named by what was done and to whom', () => {
    const name = (edit: Edit) => describeEdit(edit, order);

    expect(name({ edit: 'connect', arguments: { from: 'order_done', port: 'done', to: 'set_aside' } })).toEqual({
      key: 'edit.connect',
      params: { from: 'Order confirmed', port: 'done', to: 'Set aside for sales operations' },
    });
    expect(
      name({
        edit: 'set-config',
        arguments: { node: 'above_limit', path: 'cases.0.when', value: `x > ${'1'.repeat(99)}` },
      }).params,
    ).toEqual({ name: 'Above the limit?', path: 'cases.0.when', action: 'set', value: `x > ${'1'.repeat(35)}…` });
    expect(name({ edit: 'remove-node', arguments: { ids: ['order_done', 'incomplete'] } }).params).toEqual({
      count: 2,
      name: 'Order confirmed',
      reconnect: 'no',
    });
  });

  test('several edits are carried out all or none, and the flow before is untouched', () => {
    const before = print(order);
    const good: Edit = { edit: 'remove-node', arguments: { ids: ['order_done'] } };

    const both = applyEdits(order, [good, good], nodeCatalogue);

    expect(both.ok).toBe(false);
    expect(print(order)).toBe(before);
  });

  test('what an edit leaves as it is stays the very same value', () => {
    const after = applied(order, { edit: 'set-node', arguments: { node: 'order_done', key: 'name', value: 'Done' } });

    const changed = after.nodes.filter((node, index) => node !== order.nodes[index]);

    expect(changed.map(({ id }) => id)).toEqual(['order_done']);
  });

  test('every code of a refusal is declared once', () => {
    const codes = editProblems.map(({ code }) => code);
    const files = [
      'refusals',
      'places',
      'explain-connect',
      'add-node',
      'move-nodes',
      'move-secret',
      'wrap-nodes',
      'set-config',
      'set-node',
      'set-flow',
      'fragment',
      'edit',
    ];

    const used = files.flatMap((file) =>
      [...read(`./${file}.ts`).matchAll(/'(edit\/[a-z-]+)'/g)].map((match) => match[1]),
    );

    expect(new Set(codes).size).toBe(codes.length);
    expect([...new Set(used)].toSorted()).toEqual(codes.toSorted());
  });
});
