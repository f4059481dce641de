import { createHash } from 'node:crypto';
import type { Flow, FlowNode, Next } from '#flow/flow.ts';
import { decide } from '#flow/interpret/decide.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import { emptyState, fold } from '#flow/interpret/state.ts';
import { toJsonText } from '#flow/json.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';

// What a flow of 500 nodes costs: compiling it, reading its journal, deciding at the start, halfway and with an `each`
// of many items. `node bench/plan.ts [nodes] [items]`; medians of several rounds, in milliseconds.

const nodes = Number(process.argv[2] ?? 500);
const items = Number(process.argv[3] ?? 10_000);
const empty = toJsonText({});

const flow = wideFlow(nodes);
const plan = compile(flow);
const started: Entry = {
  kind: 'started',
  at: 1,
  trigger: 'start',
  input: empty,
  event: empty,
  run: empty,
  vars: empty,
  seed: 1,
};
const journal: readonly Entry[] = [
  started,
  ...plan.root.order
    .filter((id) => id !== 'start')
    .slice(0, Math.floor(nodes / 2))
    .flatMap((id, index): readonly Entry[] => [
      { kind: 'intended', path: id, attempt: 1, at: 1, order: index + 1, key: id, generation: 1, requestHash: '' },
      { kind: 'attempted', path: id, attempt: 1, at: 1, port: 'done', output: empty },
    ]),
];

print('compile', () => compile(flow));
print('decide at the start', () => decide(plan, read(plan, journal.slice(0, 1))));
print(`fold ${journal.length} entries`, () => read(plan, journal));
const half = read(plan, journal);
print('decide halfway', () => decide(plan, half));

const eachPlan = compile(eachFlow());
const keys = Array.from({ length: items }, (_, index) => ({ key: `k${index}`, input: empty }));
const closed = keys.slice(0, items - 1).map(
  ({ key }): Entry => ({
    kind: 'scope-closed',
    frame: `each_line[${key}]`,
    at: 1,
    status: 'done',
    output: empty,
  }),
);
const eachJournal: readonly Entry[] = [started, { kind: 'opened', path: 'each_line', at: 1, items: keys }, ...closed];
print(`fold ${eachJournal.length} entries of an each`, () => read(eachPlan, eachJournal));
const nearlyDone = read(eachPlan, eachJournal);
print(`decide at the last of ${items} items`, () => decide(eachPlan, nearlyDone));

function print(what: string, work: () => unknown): void {
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const before = performance.now();
    work();
    times.push(performance.now() - before);
  }
  const sorted = times.toSorted((one, other) => one - other);
  console.info(`${what}: ${(sorted[7] ?? 0).toFixed(2)} ms (slowest ${(sorted.at(-1) ?? 0).toFixed(2)} ms)`);
}

function read(of: typeof plan, entries: readonly Entry[]) {
  const state = emptyState();
  for (const entry of entries) fold(of, state, entry);
  return state;
}

function compile(of: Flow) {
  return compilePlan(of, {
    catalogue: nodeCatalogue,
    contracts: new Map(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  });
}

/** Ten chains of writes side by side. */
function wideFlow(count: number): Flow {
  const lanes = 10;
  const writes = Array.from({ length: count - 1 }, (_, index): FlowNode => {
    const next = index + lanes < count - 1 ? { next: to('done', [`write_${index + lanes}`]) } : {};
    return { id: `write_${index}`, type: 'http@1', config: { connection: 'shop', method: 'PUT', path: '/a' }, ...next };
  });
  const firsts = Array.from({ length: lanes }, (_, index) => `write_${index}`);
  return around([{ id: 'start', type: 'manual@1', config: {}, next: to('out', firsts) }, ...writes]);
}

function eachFlow(): Flow {
  const write: FlowNode = { id: 'write', type: 'http@1', config: { connection: 'shop', method: 'PUT', path: '/a' } };
  return around([
    { id: 'start', type: 'manual@1', config: {}, next: to('out', ['each_line']) },
    { id: 'each_line', type: 'each@1', config: { items: 'lines', key: 'sku' }, body: [write] },
  ]);
}

function around(all: readonly FlowNode[]): Flow {
  return { penstock: 1, id: 'bench', name: 'Bench', nodes: all, comments: new Map() };
}

function to(port: string, targets: readonly string[]): Next {
  return { short: false, ports: [{ port, targets, list: true }] };
}
