import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { applyEdit, readEdit } from '../edit/edit.ts';
import { placesOf } from '../edit/places.ts';
import { allNodes, type Flow } from '../flow.ts';
import { canonicalJson, isJsonObject, type Json } from '../json.ts';
import { openFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import type { MergedFlow } from './merge-flow.ts';
import { mergeFlows, resolveAll } from './merge-flow.ts';
import { namingKeyOf } from './merge-value.ts';

const flows = [
  '../../../examples/order-to-cash/flows/order-to-cash.flow.yaml',
  '../text/fixtures/release-1.flow.yaml',
  '../text/fixtures/commented.flow.yaml',
  '../text/fixtures/reserve-lines.flow.yaml',
  '../../../templates/webhook-ingestion/conforming/shop-orders.flow.yaml',
].map((path) => {
  const { flow } = openFlow(readFileSync(new URL(path, import.meta.url), 'utf8'), nodeCatalogue);
  if (flow === undefined) throw new Error(path);
  return flow;
});

/** Numbers that look like chance and are the same for one seed. */
function startDice(seed: number): (sides: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return (state >>> 8) % sides;
  };
}

const values: readonly Json[] = ['a b', 'large', '$steps.nobody.id', 0, 7, true, [], ['a'], {}, '{ "a": 1 }'];
const texts = ['One', 'Two', 'Three', 'Four'];

function makeEdit(flow: Flow, roll: (sides: number) => number): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[roll(list.length)];
  const nodes = [...allNodes(flow.nodes)];
  const id = () => pick(nodes)?.id ?? 'nobody';
  const edges = nodes.flatMap((node) =>
    (node.next?.ports ?? []).flatMap(({ port, targets }) => targets.map((to) => ({ from: node.id, port, to }))),
  );
  const edge = pick(edges) ?? { from: id(), port: 'out', to: id() };
  const port = pick(['out', 'done', 'error', 'valid', 'completed']);
  const config = pick(nodes.filter(({ config: held }) => Object.keys(held).length > 0));
  const path = pick(Object.keys(config?.config ?? { path: '' })) ?? 'path';
  const makers = [
    () => ({ edit: 'add-node', arguments: { type: pick(['map@1', 'milestone@1', 'http@1']), onEdge: edge } }),
    () => ({ edit: 'add-node', arguments: { type: 'map@1', after: { node: id() } } }),
    () => ({ edit: 'connect', arguments: { from: id(), port, to: id() } }),
    () => ({ edit: 'disconnect', arguments: edge }),
    () => ({ edit: 'reconnect', arguments: { ...edge, newTo: id() } }),
    () => ({ edit: 'remove-node', arguments: { ids: [id()], reconnect: roll(2) === 0 } }),
    () => ({ edit: 'rename-node', arguments: { node: id(), to: `step_${roll(6)}` } }),
    () => ({ edit: 'set-config', arguments: { node: config?.id ?? id(), path, value: pick(values) } }),
    () => ({ edit: 'set-config', arguments: { node: config?.id ?? id(), path: `${path}.more`, value: pick(values) } }),
    () => ({ edit: 'set-node', arguments: { node: id(), key: 'name', value: pick(texts) } }),
    () => ({ edit: 'set-node', arguments: { node: id(), key: 'notes', value: pick(texts) } }),
    () => ({ edit: 'set-flow', arguments: { key: pick(['owner', 'description', 'domain']), value: pick(texts) } }),
    () => ({ edit: 'wrap-nodes', arguments: { ids: [id()], type: pick(['try', 'retry', 'each']) } }),
    () => ({
      edit: 'move-nodes',
      arguments: { ids: [id()], container: roll(2) === 0 ? null : { scope: id(), list: 'body' } },
    }),
    () => ({ edit: 'duplicate-nodes', arguments: { ids: [id()] } }),
  ];
  return pick(makers)?.();
}

function play(flow: Flow, roll: (sides: number) => number): Flow {
  let played = flow;
  for (let count = 1 + roll(6); count > 0; count -= 1) {
    const edit = readEdit(makeEdit(played, roll));
    const done = edit.ok ? applyEdit(played, edit.value, nodeCatalogue) : undefined;
    if (done?.ok === true) played = done.value;
  }
  return played;
}

/** Everything a flow says, one line each, by ids of the base: what must be found again. */
function factsOf(flow: Flow, former: (id: string) => string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const put = (key: string, value: Json | undefined): void => {
    const naming = Array.isArray(value) ? namingKeyOf([value]) : undefined;
    if (Array.isArray(value) && naming !== undefined) {
      for (const item of value) put(`${key}.${isJsonObject(item) ? String(item[naming]) : ''}`, item);
    } else if (isJsonObject(value) && Object.keys(value).length > 0) {
      for (const [name, inner] of Object.entries(value)) put(`${key}.${name}`, inner);
    } else if (value !== undefined) facts.set(key, canonicalJson(value).replace(/[a-z]\w*/g, former));
  };
  const { nodes: _nodes, comments: _comments, ...header } = flow;
  // The header of a flow is JSON.
  put('flow', header as unknown as Json);
  for (const { node, container } of placesOf(flow)) {
    const { id: _id, was: _was, next, body: _body, compensations: _undo, ...rest } = node;
    const id = former(node.id);
    facts.set(`step/${id}`, 'there');
    facts.set(`step/${id}/place`, container === null ? 'flow' : `${former(container.scope)}.${container.list}`);
    // What is left of a step is JSON.
    put(`step/${id}/field`, rest as unknown as Json);
    for (const { port, targets } of next?.ports ?? []) {
      for (const to of targets) facts.set(`edge/${id}/${port}/${former(to)}`, 'there');
    }
  }
  return facts;
}

/** Ids in the base of steps a flow renamed; others are their own. */
function formerIds(base: Flow, flow: Flow): (id: string) => string {
  const baseIds = new Set([...allNodes(base.nodes)].map(({ id }) => id));
  const names = new Map<string, string>();
  for (const { id, was = [] } of allNodes(flow.nodes)) {
    const former = baseIds.has(id) ? undefined : was.findLast((name) => baseIds.has(name));
    if (former !== undefined) names.set(id, former);
  }
  return (id) => names.get(id) ?? id;
}

/** Facts a side changed that are neither in the merged flow nor about something a conflict names. */
function lostFacts(merged: MergedFlow, side: Flow): readonly string[] {
  const { base, ours, theirs } = merged.sides;
  const [before, after, result] = [base, side, merged.flow].map((flow) => factsOf(flow, formerIds(base, flow)));
  const formers = [merged.flow, ours, theirs].map((flow) => formerIds(base, flow));
  const told = new Set(
    merged.conflicts.flatMap(({ node, field }) =>
      node === null ? [`flow.${field?.split('.')[0]}`] : formers.map((former) => former(node)),
    ),
  );
  const around = [base, ours, theirs].flatMap((flow) => {
    const former = formerIds(base, flow);
    return [...placesOf(flow)].map(
      ({ node, scopes }) => [former(node.id), scopes.map(({ id }) => former(id))] as const,
    );
  });
  const isTold = (step: string) =>
    told.has(step) || around.some(([id, scopes]) => id === step && scopes.some((scope) => told.has(scope)));
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...keys].filter((key) => {
    if (before?.get(key) === after?.get(key) || after?.get(key) === result?.get(key)) return false;
    const [kind, step = '', , to = ''] = key.split('/');
    if (kind?.startsWith('flow.')) return !isTold(kind.split('.').slice(0, 2).join('.'));
    return !(isTold(step) || (kind === 'edge' && isTold(to)));
  });
}

const print = (flow: Flow) => printFlow(flow, nodeCatalogue);

function makePair(seed: number) {
  const roll = startDice(seed);
  const base = flows[seed % flows.length];
  if (base === undefined) throw new Error('There is no such flow.');
  return { base, ours: play(base, roll), theirs: play(base, roll) };
}

test('of 500 pairs of edits nothing is lost: what each side changed is in the result or told', () => {
  let conflicts = 0;
  let changed = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const sides = makePair(seed);
    const merged = mergeFlows(sides, nodeCatalogue);
    conflicts += merged.conflicts.length;
    changed += Number(sides.ours !== sides.base && sides.theirs !== sides.base);

    expect({ seed, side: 'ours', lost: lostFacts(merged, sides.ours) }).toEqual({ seed, side: 'ours', lost: [] });
    expect({ seed, side: 'theirs', lost: lostFacts(merged, sides.theirs) }).toEqual({ seed, side: 'theirs', lost: [] });
    for (const side of merged.conflicts.length === 0 ? [] : (['ours', 'theirs'] as const)) {
      // Whoever gets everything their way has everything they wrote.
      const settled = resolveAll(merged, side, nodeCatalogue);
      expect({ seed, side, lost: lostFacts(settled, sides[side]) }).toEqual({ seed, side, lost: [] });
    }
    // Reading takes longest by far, so every fifth result is read back.
    if (seed % 5 !== 0) continue;
    const { flow } = openFlow(print(merged.flow), nodeCatalogue);
    expect({ seed, text: flow && print(flow) }).toEqual({ seed, text: print(merged.flow) });
  }
  // The pairs are worth something only while many of them change the same flow and some of them collide.
  expect(changed).toBeGreaterThan(400);
  expect(conflicts).toBeGreaterThan(100);
});

test('a merge with what nobody changed is the other side, and choosing ends', () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const { base, ours, theirs } = makePair(seed);

    const [left, right, same] = [
      { base, ours, theirs: base },
      { base, ours: base, theirs: ours },
      { base, ours, theirs: ours },
    ].map((sides) => mergeFlows(sides, nodeCatalogue));
    const open = mergeFlows({ base, ours, theirs }, nodeCatalogue);

    for (const merged of [left, right, same]) {
      expect({ seed, text: merged && print(merged.flow), told: merged?.conflicts }).toEqual({
        seed,
        text: print(ours),
        told: [],
      });
    }
    for (const side of ['ours', 'theirs'] as const) {
      expect({ seed, open: resolveAll(open, side, nodeCatalogue).conflicts }).toEqual({ seed, open: [] });
    }
  }
});

test('edits that have nothing to do with each other give the same flow either way round', () => {
  let compared = 0;
  for (let seed = 1; seed <= 100; seed += 1) {
    const { base, ours, theirs } = makePair(seed);
    const one = mergeFlows({ base, ours, theirs }, nodeCatalogue);
    const other = mergeFlows({ base, ours: theirs, theirs: ours }, nodeCatalogue);
    if (one.conflicts.length > 0 || other.conflicts.length > 0) continue;
    compared += 1;
    const facts = (flow: Flow) =>
      [...factsOf(flow, formerIds(base, flow))].sort(([left], [right]) => (left < right ? -1 : 1));
    expect({ seed, facts: facts(one.flow) }).toEqual({ seed, facts: facts(other.flow) });
  }
  expect(compared).toBeGreaterThan(20);
});
