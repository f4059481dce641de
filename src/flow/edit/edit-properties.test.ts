import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue, nodeManifests } from '#nodes/manifests.ts';
import { allNodes, type Flow } from '../flow.ts';
import { openFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import { applyEdit, type Edit, type EditName, editNames, readEdit } from './edit.ts';
import { copyFragment } from './fragment.ts';

const paths = [
  '../../../examples/order-to-cash/flows/order-to-cash.flow.yaml',
  '../text/fixtures/release-1.flow.yaml',
  '../text/fixtures/commented.flow.yaml',
  '../text/fixtures/reserve-lines.flow.yaml',
];

const flows = paths.map((path) => {
  const { flow } = openFlow(readFileSync(new URL(path, import.meta.url), 'utf8'), nodeCatalogue);
  if (flow === undefined) throw new Error(path);
  return flow;
});

/** Numbers an edit is made from: which step, which value, and so on. */
type Dice = readonly number[];

const texts = [
  'large',
  'yes',
  'error',
  '',
  'a b',
  '12:30',
  '$steps.create_order.id',
  'x # y',
  "it's",
  'lines\nmore',
  '0',
];
const values = [...texts, 0, -1.5, true, null, [], {}, ['a', 'b'], [{ port: 'huge', when: 'true' }], { $: 'a.b' }];
const settings = [
  'cases',
  'cases.0',
  'cases.0.port',
  'cases.1.when',
  'otherwise',
  'operation',
  'catch',
  'path',
  'auth',
  'auth.secrets.0',
  'query.a~1b',
];
const nodeKeys = [
  'name',
  'notes',
  'key',
  'into',
  'once',
  'importance',
  'fallback',
  'timeout',
  'retry',
  'compensate',
  'pivot',
] as const;
const headerKeys = [
  'name',
  'owner',
  'version',
  'classification',
  'onFailure',
  'defaults',
  'decision',
  'targets',
] as const;
const scopeTypes = ['retry', 'try', 'each', 'saga'] as const;

function pick<T>(list: readonly T[], dice: number | undefined): T {
  const item = list[(dice ?? 0) % list.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

/** Makes an edit that mostly fits the flow, so that sequences get somewhere; names of no step are among them. */
function makeEdit(flow: Flow, [which = 0, ...dice]: Dice): unknown {
  const nodes = [...allNodes(flow.nodes)];
  const ids = [...nodes.map(({ id }) => id), 'nobody'];
  const id = (at: number) => pick(ids, dice[at]);
  const some = (at: number) => ids.filter((_, index) => ((dice[at] ?? 0) + index * 7) % 5 === 0).concat(id(at));
  const ports = ['done', 'error', 'large', 'valid', 'out', 'approved', 'completed'];
  const port = pick(ports, dice[3]);
  const edges = nodes.flatMap((node) =>
    (node.next?.ports ?? []).flatMap((one) => one.targets.map((to) => ({ from: node.id, port: one.port, to }))),
  );
  const edge = edges.length === 0 ? { from: 'nobody', port, to: 'nobody' } : pick(edges, dice[0]);
  const container = pick([null, { scope: id(1), list: 'body' }, { scope: id(1), list: 'compensations' }], dice[2]);
  const name = pick(editNames, which) as EditName;
  const value = (dice[5] ?? 0) % 5 === 0 ? {} : { value: pick(values, dice[4]) };
  const places = [
    {},
    { after: { node: id(0) } },
    { after: { node: id(0), port } },
    { onEdge: edge },
    { before: { node: id(0) } },
  ];
  const makers: Readonly<Record<EditName, () => object>> = {
    'add-node': () => ({
      type: `${pick(nodeManifests, dice[4]).type}@1`,
      ...(container === null ? {} : { container }),
      ...pick(places, dice[5]),
    }),
    connect: () => ({ from: id(0), port, to: id(1) }),
    disconnect: () => edge,
    'duplicate-nodes': () => ({ ids: some(0) }),
    'insert-merge': () => ({ before: id(0) }),
    'move-nodes': () => ({ ids: some(0), container }),
    'move-secret': () => ({
      node: nodes.find(({ type }) => type === 'webhook@1')?.id ?? id(0),
      path: pick(['auth.secrets.0', 'headers.X'], dice[1]),
    }),
    'paste-fragment': () => ({
      fragment: copyFragment(
        pick([flow, ...flows], dice[4]),
        [...some(0), 'book', 'create_order', 'order_done'],
        nodeCatalogue,
      ),
      ...pick([{}, { after: { node: id(1) } }, container === null ? {} : { container }], dice[3]),
    }),
    reconnect: () => ({ ...edge, ...pick([{ newTo: id(1) }, { newFrom: id(1) }, { newPort: port }], dice[2]) }),
    'remove-node': () => ({ ids: some(0), reconnect: (dice[1] ?? 0) % 2 === 0 }),
    'rename-node': () => ({ node: id(0), to: pick(['again', 'order_done', 'x_1', 'No!'], dice[1]) }),
    'set-config': () => ({ node: id(0), path: pick(settings, dice[1]), ...value }),
    'set-flow': () => ({ key: pick(headerKeys, dice[1]), ...value }),
    'set-node': () => ({ node: id(0), key: pick(nodeKeys, dice[1]), ...value }),
    'set-once': () => ({ node: id(0), once: 'ask' }),
    'wrap-nodes': () => ({ ids: some(0), type: pick(scopeTypes, dice[1]) }),
  };
  return { edit: name, arguments: makers[name]() };
}

const dice = fc.array(fc.nat(100_000), { minLength: 8, maxLength: 8 });
const sequences = fc.tuple(fc.nat(flows.length - 1), fc.array(dice, { minLength: 1, maxLength: 10 }));

/** Carries out what can be carried out, and shows every step on the way. */
function play(start: Flow, rolls: readonly Dice[], look: (before: Flow, edit: Edit, after: Flow) => void): void {
  rolls.reduce((flow, roll) => {
    const edit = readEdit(makeEdit(flow, roll));
    if (!edit.ok) return flow;
    const done = applyEdit(flow, edit.value, nodeCatalogue);
    if (!done.ok) {
      for (const { message } of done.problems) expect(message).toMatch(/[.:]$|[.]\S*$/);
      return flow;
    }
    look(flow, edit.value, done.value);
    return done.value;
  }, start);
}

describe('any sequence of edits', () => {
  test('gives a flow that reads back as it is, and leaves the one before as it was', () => {
    const used = new Set<string>();

    fc.assert(
      fc.property(sequences, ([start, rolls]) => {
        let last = pick(flows, start);
        play(last, rolls, (_, edit, after) => {
          used.add(edit.edit);
          last = after;
        });

        // Every beginning of a sequence is a sequence, so looking at the end is enough.
        const text = printFlow(last, nodeCatalogue);
        const { flow, problems } = openFlow(text, nodeCatalogue);
        if (flow === undefined) throw new Error(`${JSON.stringify(problems)}\n${text}`);
        expect(flow).toEqual(last);
        expect(printFlow(flow, nodeCatalogue)).toBe(text);
      }),
      // A fixed seed: whether every edit was used must not be a matter of luck.
      { numRuns: 150, seed: 20_261_121 },
    );

    expect([...used].toSorted()).toEqual([...editNames].toSorted());
  });

  test('keeps every comment but those of what was removed, and the order of what stays', () => {
    const commented = pick(flows, 2);
    const removing = new Set(['remove-node', 'set-config', 'set-node', 'set-flow']);

    fc.assert(
      fc.property(fc.array(dice, { minLength: 1, maxLength: 8 }), (rolls) => {
        play(commented, rolls, (before, { edit }, after) => {
          const remarks = (flow: Flow) => [...flow.comments.values()].flat().toSorted();
          if (!removing.has(edit)) expect(remarks(after)).toEqual(remarks(before));
          if (edit === 'move-nodes' || edit === 'rename-node') return;
          const ids = (flow: Flow) => [...allNodes(flow.nodes)].map(({ id }) => id);
          const [old, now] = [ids(before), ids(after)];
          expect(now.filter((id) => old.includes(id))).toEqual(
            edit === 'wrap-nodes' ? expect.anything() : old.filter((id) => now.includes(id)),
          );
        });
      }),
      { numRuns: 300 },
    );
  });
});
