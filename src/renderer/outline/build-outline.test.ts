import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { openFlow } from '#flow/text/parse.ts';
import { portsOf } from '#flow/text/ports.ts';
import { manifestOf } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { branchIds, buildOutline, childrenOf, type OutlineItem } from './build-outline.ts';

const ports = (node: FlowNode) => portsOf(manifestOf(node, nodeCatalogue), node.config);

function open(path: string): Flow {
  const { flow } = openFlow(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'), nodeCatalogue);
  if (flow === undefined) throw new Error(path);
  return flow;
}

/** The tree as lines, two spaces a level. */
function draw(items: readonly OutlineItem[], level = 0): readonly string[] {
  return items.flatMap((item) => {
    const words =
      item.kind === 'outcome'
        ? `(${item.port})`
        : item.kind === 'link'
          ? `${item.isOutcome ? `(${item.port}) ` : ''}→ ${item.to}`
          : item.id;
    return ['  '.repeat(level) + words, ...draw(childrenOf(item) ?? [], level + 1)];
  });
}

test('order to cash is told from the trigger on, with a group for each way', () => {
  const flow = open('examples/order-to-cash/flows/order-to-cash.flow.yaml');

  expect(draw(buildOutline(flow, new Map(), ports))).toEqual([
    'order_received',
    'order_complete',
    '  (valid)',
    '    canonical_order',
    '    above_limit',
    '      (large)',
    '        manager_approval',
    '          (approved) → create_order',
    '          (rejected) → rejected_order',
    '          (expired) → rejected_order',
    '        rejected_order',
    '      (small) → create_order',
    '    create_order',
    '      (done) → order_done',
    '      (exists) → order_done',
    '      (error)',
    '        set_aside',
    '    order_done',
    '  (invalid)',
    '    incomplete',
  ]);
});

test('what stands inside a scope is below it, undo steps in a group of their own', () => {
  const flow = open('src/flow/text/fixtures/release-1.flow.yaml');

  const lines = draw(buildOutline(flow, new Map(), ports));

  const scope = lines.findIndex((line) => line.endsWith('/undo'));
  expect(scope).toBeGreaterThan(0);
  expect(lines[scope + 1]).toMatch(/^\s{4,}\w/);
});

test('every step of a flow has exactly one row, and every edge that leaves its group a link', () => {
  for (const path of [
    'examples/order-to-cash/flows/order-to-cash.flow.yaml',
    'src/flow/text/fixtures/release-1.flow.yaml',
  ]) {
    const flow = open(path);
    const rows = all(buildOutline(flow, new Map(), ports));

    const ids = rows.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(
      rows
        .filter(({ kind }) => kind === 'step')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(allIds(flow.nodes).sort());
  }
});

test('a step that leads back to itself, and steps on a circle, stand once', () => {
  const flow: Flow = {
    penstock: 1,
    id: 'f',
    name: 'F',
    comments: new Map(),
    nodes: [step('a', 'b'), step('b', 'a'), step('c', 'c')],
  };

  expect(all(buildOutline(flow, new Map(), ports)).filter(({ kind }) => kind === 'step')).toHaveLength(3);
});

test('notes of the canvas are listed last', () => {
  const flow: Flow = { penstock: 1, id: 'f', name: 'F', comments: new Map(), nodes: [step('a')] };
  const notes = new Map([['note_1', { x: 0, y: 0, width: 240, height: 96, text: 'Agreed in May' }]]);

  expect(draw(buildOutline(flow, notes, ports))).toEqual(['a', 'notes', '  note:note_1']);
});

test('500 steps are outlined in less than 50 ms', () => {
  const nodes = Array.from({ length: 500 }, (_, at) =>
    at % 10 === 0 && at < 480
      ? fork(`s${at}`, `s${at + 1}`, `s${at + 5}`)
      : step(`s${at}`, at < 499 ? `s${at + 1}` : undefined),
  );
  const flow: Flow = { penstock: 1, id: 'f', name: 'F', comments: new Map(), nodes };

  const outline = buildOutline(flow, new Map(), ports);
  // The best of a few: what else the machine does is not the outline's doing.
  const tookMs = Math.min(
    ...Array.from({ length: 5 }, () => {
      const begun = performance.now();
      buildOutline(flow, new Map(), ports);
      return performance.now() - begun;
    }),
  );

  expect(all(outline).filter(({ kind }) => kind === 'step')).toHaveLength(500);
  expect(branchIds(outline).length).toBeGreaterThan(40);
  expect(tookMs).toBeLessThan(50);
});

function step(id: string, to?: string): FlowNode {
  const own = { id, type: 'map@1', config: {} };
  return to === undefined
    ? own
    : { ...own, next: { short: true, ports: [{ port: 'out', targets: [to], list: false }] } };
}

function fork(id: string, one: string, other: string): FlowNode {
  const edges = [
    { port: 'a', targets: [one], list: false },
    { port: 'b', targets: [other], list: false },
  ];
  const config = { cases: [{ port: 'a', when: 'true' }], otherwise: 'b' };
  return { id, type: 'branch@1', config, next: { short: false, ports: edges } };
}

function all(items: readonly OutlineItem[]): readonly OutlineItem[] {
  return items.flatMap((item) => [item, ...all(childrenOf(item) ?? [])]);
}

function allIds(nodes: readonly FlowNode[]): string[] {
  return nodes.flatMap((node) => [node.id, ...allIds([...(node.body ?? []), ...(node.compensations ?? [])])]);
}
