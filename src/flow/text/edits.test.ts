import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { renameNode } from '../edit/rename-node.ts';
import type { Flow, FlowNode, Next } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import { parseFlow } from './parse.ts';
import { printFlow } from './print.ts';

const text = readFileSync(new URL('./fixtures/shop-order.flow.yaml', import.meta.url), 'utf8');
const parsed = parseFlow(text, nodeCatalogue);
if (!parsed.ok) throw new Error('The example does not parse.');
const example: Flow = parsed.value;

/** How many hunks a line diff with three lines of context has, as `git diff` shows them. */
function hunks(before: string, after: string): number {
  const changed = changedLines(before.split('\n'), after.split('\n'));
  return changed.filter((line, index) => index === 0 || line - (changed[index - 1] ?? 0) > 7).length;
}

/** Positions in the edit script, counted in lines of both texts, at which a line is added or removed. */
function changedLines(before: readonly string[], after: readonly string[]): readonly number[] {
  const common = commonLengths(before, after);
  const changed: number[] = [];
  let [left, right, at] = [0, 0, 0];
  while (left < before.length || right < after.length) {
    if (left < before.length && right < after.length && before[left] === after[right])
      [left, right] = [left + 1, right + 1];
    else {
      changed.push(at);
      const removes = right >= after.length || (common[left + 1]?.[right] ?? -1) >= (common[left]?.[right + 1] ?? -1);
      if (left < before.length && removes) left += 1;
      else right += 1;
    }
    at += 1;
  }
  return changed;
}

function commonLengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table = before.map(() => after.map(() => 0));
  table.push(after.map(() => 0));
  for (const row of table) row.push(0);
  for (let left = before.length - 1; left >= 0; left -= 1) {
    const [here, below] = [table[left] ?? [], table[left + 1] ?? []];
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const isSame = before[left] === after[right];
      here[right] = isSame ? (below[right + 1] ?? 0) + 1 : Math.max(below[right] ?? 0, here[right + 1] ?? 0);
    }
  }
  return table;
}

function editNode(id: string, change: (node: FlowNode) => FlowNode): Flow {
  return { ...example, nodes: example.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

function editConfig(id: string, change: (config: JsonObject) => JsonObject): Flow {
  return editNode(id, (node) => ({ ...node, config: change(node.config) }));
}

function editEdges(id: string, ports: Readonly<Record<string, readonly string[]>>): Flow {
  const next: Next = {
    short: false,
    ports: Object.entries(ports).map(([port, targets]) => ({ port, targets, list: targets.length > 1 })),
  };
  return editNode(id, (node) => ({ ...node, next }));
}

function insertAfter(flow: Flow, id: string, node: FlowNode): Flow {
  return { ...flow, nodes: flow.nodes.flatMap((each) => (each.id === id ? [each, node] : [each])) };
}

const branchCases = (config: JsonObject) => (Array.isArray(config.cases) ? config.cases : []);
const note: FlowNode = {
  id: 'note_order',
  type: 'milestone@1',
  config: { milestone: 'seen', businessKey: 'reference' },
};
const createEdges = { done: ['order_done'], exists: ['order_done'], error: ['set_aside'] };

const edits: readonly (readonly [string, Flow])[] = [
  ['the flow gets another name', { ...example, name: 'Orders' }],
  ['the flow gets a description', { ...example, description: 'Takes orders.\nSends them on.' }],
  ['the flow is released', { ...example, version: '1.1.0' }],
  ['the flow becomes critical', { ...example, classification: { ...example.classification, criticality: 'low' } }],
  [
    'a data class is added',
    { ...example, classification: { ...example.classification, data: ['personal', 'financial', 'internal'] } },
  ],
  ['the flow gets a repair flow', { ...example, onFailure: 'repair' }],
  ['a node gets another title', editNode('create_order', (node) => ({ ...node, name: 'Create it' }))],
  ['a title is removed', editNode('create_order', ({ name: _name, ...node }) => node)],
  ['a node gets notes', editNode('create_order', (node) => ({ ...node, notes: 'Ask sales\nbefore changing.' }))],
  ['a config value changes', editConfig('manager_approval', (config) => ({ ...config, due: '48h' }))],
  ['a config value is added', editConfig('order_received', (config) => ({ ...config, method: 'PUT' }))],
  ['a config value is removed', editConfig('order_received', ({ sequence: _sequence, ...config }) => config)],
  [
    'a nested value changes',
    editConfig('order_received', (config) => ({ ...config, dedupe: { key: 'id', for: '60d' } })),
  ],
  [
    'a secret is added',
    editConfig('order_received', (config) => ({
      ...config,
      auth: { scheme: 'standard-webhooks', secrets: ['a', 'b'] },
    })),
  ],
  [
    'an expression of many lines becomes one line',
    editConfig('create_order', (config) => ({ ...config, values: '{ "a": reference }' })),
  ],
  [
    'one line of an expression changes',
    editConfig('canonical_order', (config) => ({
      ...config,
      expression: String(config.expression).replace('number', 'id'),
    })),
  ],
  ['a text changes', editConfig('manager_approval', (config) => ({ ...config, title: 'Look at {{ reference }}' }))],
  [
    'a case is added',
    editConfig('above_limit', (config) => ({
      ...config,
      cases: [...branchCases(config), { port: 'huge', when: 'totalMinor > 9' }],
    })),
  ],
  [
    'a case is put first',
    editConfig('above_limit', (config) => ({
      ...config,
      cases: [{ port: 'huge', when: 'totalMinor > 9' }, ...branchCases(config)],
    })),
  ],
  ['a port is wired', editEdges('canonical_order', { done: ['above_limit'], error: ['set_aside'] })],
  ['a port is unwired', editEdges('create_order', { done: ['order_done'], exists: ['order_done'] })],
  ['an edge is added to a port', editEdges('create_order', { ...createEdges, done: ['order_done', 'set_aside'] })],
  ['an edge leads elsewhere', editEdges('create_order', { ...createEdges, exists: ['set_aside'] })],
  ['all edges of a node go', editNode('create_order', ({ next: _next, ...node }) => node)],
  ['the retry policy changes', editNode('create_order', (node) => ({ ...node, retry: { attempts: 9, first: '5s' } }))],
  ['a retry policy is added', editNode('set_aside', (node) => ({ ...node, retry: { attempts: 2 } }))],
  ['a timeout goes', editNode('create_order', ({ timeout: _timeout, ...node }) => node)],
  ['a node becomes optional', editNode('order_done', (node) => ({ ...node, importance: 'optional' }))],
  ['a node is added', insertAfter(example, 'create_order', note)],
  [
    'a node is put between two others',
    insertAfter(editEdges('create_order', { ...createEdges, done: ['note_order'] }), 'create_order', {
      ...note,
      next: { short: true, ports: [{ port: 'out', targets: ['order_done'], list: false }] },
    }),
  ],
  ['an end is removed', { ...example, nodes: example.nodes.filter((node) => node.id !== 'set_aside') }],
  [
    'a node moves to the end',
    {
      ...example,
      nodes: [
        ...example.nodes.filter((node) => node.id !== 'canonical_order'),
        ...example.nodes.filter((node) => node.id === 'canonical_order'),
      ],
    },
  ],
  [
    'two nodes change places',
    { ...example, nodes: [...example.nodes.slice(1, 2), ...example.nodes.slice(0, 1), ...example.nodes.slice(2)] },
  ],
];

describe('one edit gives a small diff', () => {
  test.each(edits)('%s', (_name, edited) => {
    const after = printFlow(edited, nodeCatalogue);

    const count = hunks(text, after);

    expect(after).not.toBe(text);
    expect(count).toBeGreaterThanOrEqual(1);
    expect(count).toBeLessThanOrEqual(2);
  });

  test('nothing edited gives no hunk', () => {
    expect(hunks(text, printFlow(example, nodeCatalogue))).toBe(0);
  });

  test.each(example.nodes.map((node) => node.id))('renaming %s touches its references and itself', (id) => {
    const references = text.split('\n').filter((line) => line.endsWith(`: ${id}`)).length;

    const renamed = renameNode(example, id, 'another_name', nodeCatalogue);

    const count = renamed.ok ? hunks(text, printFlow(renamed.value, nodeCatalogue)) : undefined;
    expect(count).toBeLessThanOrEqual(references + 1);
  });
});
