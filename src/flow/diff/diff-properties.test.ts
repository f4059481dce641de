import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCatalogue, nodeManifests } from '#nodes/manifests.ts';
import { applyEdit, editNames, readEdit } from '../edit/edit.ts';
import { allNodes, type Flow } from '../flow.ts';
import { emptyLayout } from '../layout.ts';
import { openFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import type { Change } from './change.ts';
import { diffSides } from './diff-sides.ts';
import { type DiffSide, emptySide } from './side.ts';

const root = new URL('../../../', import.meta.url);
const facts = { catalogue: nodeCatalogue };

function readFlow(path: string): Flow {
  const { flow } = openFlow(readFileSync(new URL(path, root), 'utf8'), nodeCatalogue);
  if (flow === undefined) throw new Error(`${path} cannot be read.`);
  return flow;
}

const flows = [
  'examples/order-to-cash/flows/order-to-cash.flow.yaml',
  'src/flow/text/fixtures/reserve-lines.flow.yaml',
  'src/flow/text/fixtures/commented.flow.yaml',
  'src/flow/diff/fixtures/edits/before/flow.yaml',
].map(readFlow);

function sideOf(...all: readonly Flow[]): DiffSide {
  return {
    ...emptySide,
    flows: all.map((flow) => ({ flow, file: `flows/${flow.id}.flow.yaml`, layout: emptyLayout })),
  };
}

function pick<T>(list: readonly T[], dice: number | undefined): T {
  const item = list[(dice ?? 0) % list.length];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
}

const values = ['a b', 'large', '90s', 7, true, null, ['x', 'y'], { attempts: 4, first: '5s' }, { $: 'a.b' }];
const settings = [
  'operation',
  'cases.0.when',
  'otherwise',
  'path',
  'auth.secrets.0',
  'auth.scheme',
  'expression',
  'new',
];
const nodeKeys = ['name', 'notes', 'key', 'into', 'once', 'importance', 'fallback', 'timeout', 'retry', 'pivot'];
const headerKeys = ['name', 'owner', 'version', 'classification', 'onFailure', 'defaults', 'decision', 'follows'];

/** An edit that mostly fits the flow. */
function makeEdit(flow: Flow, [which, ...dice]: readonly number[]): unknown {
  const nodes = [...allNodes(flow.nodes)];
  const id = (at: number) => pick(nodes, dice[at]).id;
  const port = pick(['done', 'error', 'large', 'small', 'approved', 'out'], dice[2]);
  const edges = nodes.flatMap((node) =>
    (node.next?.ports ?? []).flatMap((one) => one.targets.map((to) => ({ from: node.id, port: one.port, to }))),
  );
  const edge = edges.length === 0 ? { from: id(0), port, to: id(1) } : pick(edges, dice[0]);
  const container = pick([null, { scope: id(1), list: 'body' }], dice[2]);
  const value = (dice[3] ?? 0) % 4 === 0 ? {} : { value: pick(values, dice[4]) };
  const makers: Readonly<Record<string, object>> = {
    'add-node': {
      type: `${pick(nodeManifests, dice[4]).type}@1`,
      ...pick([{}, { onEdge: edge }, { after: { node: id(0) } }], dice[3]),
    },
    connect: { from: id(0), port, to: id(1) },
    disconnect: edge,
    'duplicate-nodes': { ids: [id(0)] },
    'insert-merge': { before: id(0) },
    'move-nodes': { ids: [id(0)], container },
    reconnect: { ...edge, ...pick([{ newTo: id(1) }, { newFrom: id(1) }, { newPort: port }], dice[3]) },
    'remove-node': { ids: [id(0)], reconnect: (dice[1] ?? 0) % 2 === 0 },
    'rename-node': { node: id(0), to: pick(['again', 'x_1'], dice[1]) },
    'set-config': { node: id(0), path: pick(settings, dice[1]), ...value },
    'set-flow': { key: pick(headerKeys, dice[1]), ...value },
    'set-node': { node: id(0), key: pick(nodeKeys, dice[1]), ...value },
    'set-once': { node: id(0), once: 'ask' },
    'wrap-nodes': { ids: [id(0)], type: pick(['retry', 'try', 'each', 'saga'], dice[1]) },
  };
  const edit = pick(
    editNames.filter((name) => Object.hasOwn(makers, name)),
    which,
  );
  return { edit, arguments: makers[edit] };
}

/** The same sequences in every run: what was found once is found again. */
const seed = 20_261_122;

const dice = fc.array(fc.nat(100_000), { minLength: 7, maxLength: 7 });
const sequences = fc.tuple(fc.nat(flows.length - 1), fc.array(dice, { minLength: 1, maxLength: 5 }));

function play(start: Flow, rolls: readonly (readonly number[])[]): readonly Flow[] {
  const states = [start];
  for (const roll of rolls) {
    const last = states.at(-1) ?? start;
    const edit = readEdit(makeEdit(last, roll));
    const done = edit.ok ? applyEdit(last, edit.value, nodeCatalogue) : edit;
    if (done.ok) states.push(done.value);
  }
  return states;
}

function countOf(changes: readonly Change[], kind: Change['kind']): number {
  return changes.filter((change) => change.kind === kind).length;
}

test('every edit that changes the file is told, and one that does not is not', () => {
  fc.assert(
    fc.property(sequences, ([index, rolls]) => {
      const states = play(pick(flows, index), rolls);
      for (const [at, after] of states.entries()) {
        const before = states[at - 1];
        if (before === undefined) continue;
        const isSame = printFlow(before, nodeCatalogue) === printFlow(after, nodeCatalogue);
        const changes = diffSides(sideOf(before), sideOf(after), facts);

        if (!isSame) expect(changes.length).toBeGreaterThan(0);
        for (const { sentence } of changes) expect(sentence).toMatch(/^\S.*[.!?…]"?$/u);
      }
    }),
    { numRuns: 150, seed },
  );
});

test('a flow does not differ from itself, nor from itself written and read again', () => {
  fc.assert(
    fc.property(sequences, ([index, rolls]) => {
      const last = play(pick(flows, index), rolls).at(-1) ?? pick(flows, index);
      const { flow: again } = openFlow(printFlow(last, nodeCatalogue), nodeCatalogue);

      expect(diffSides(sideOf(last), sideOf(last), facts)).toEqual([]);
      if (again !== undefined)
        expect(diffSides(sideOf(last), sideOf(again), facts).filter(({ risk }) => risk !== 'none')).toEqual([]);
    }),
    { numRuns: 40, seed },
  );
});

test('the same two sides give the same changes, and the other way round what came is what goes', () => {
  fc.assert(
    fc.property(sequences, ([index, rolls]) => {
      const start = pick(flows, index);
      const last = play(start, rolls).at(-1) ?? start;
      const there = diffSides(sideOf(start), sideOf(last), facts);
      const back = diffSides(sideOf(last), sideOf(start), facts);

      expect(diffSides(sideOf(start), sideOf(last), facts)).toEqual(there);
      expect(countOf(back, 'step-removed')).toBe(countOf(there, 'step-added'));
      expect(countOf(back, 'step-added')).toBe(countOf(there, 'step-removed'));
      expect(back.length > 0).toBe(there.length > 0);
    }),
    { numRuns: 40, seed },
  );
});

test('a step that was renamed and changed is one step, whichever way it is looked at', () => {
  const start = pick(flows, 0);
  const step = [...allNodes(start.nodes)][0]?.id ?? '';
  const edits = [
    { edit: 'rename-node', arguments: { node: step, to: 'again' } },
    { edit: 'set-node', arguments: { node: 'again', key: 'name', value: 'Another name' } },
  ];
  let last = start;
  for (const edit of edits) {
    const read = readEdit(edit);
    const done = read.ok ? applyEdit(last, read.value, nodeCatalogue) : read;
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
    last = done.value;
  }

  for (const changes of [
    diffSides(sideOf(start), sideOf(last), facts),
    diffSides(sideOf(last), sideOf(start), facts),
  ]) {
    expect([countOf(changes, 'step-added'), countOf(changes, 'step-removed')]).toEqual([0, 0]);
    expect(countOf(changes, 'step-renamed')).toBe(1);
  }
});

test('any two flows of the templates can be held against each other', () => {
  const folder = new URL('templates/', root);
  for (const template of readdirSync(folder)) {
    const skeleton = readFlow(`templates/${template}/skeleton.flow.yaml`);
    const conforming = readdirSync(new URL(`${template}/conforming/`, folder)).filter((name) =>
      name.endsWith('.flow.yaml'),
    );
    for (const name of conforming) {
      const flow = readFlow(`templates/${template}/conforming/${name}`);

      expect(diffSides(sideOf(skeleton), sideOf(flow), facts).length).toBeGreaterThan(0);
    }
  }
});
