import { checkFlow } from '#flow/check/check.ts';
import { sumUpFlow } from '#flow/check/governance/estate.ts';
import { diffSides } from '#flow/diff/diff-sides.ts';
import { emptySide } from '#flow/diff/side.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { everyOutcome } from '#flow/flow-test/tested-outcomes.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { fixtureContext, fixturesOf, templateIds } from '#test/governance/rig.ts';

// What the check of a large flow costs under every shipped pattern, whole and after one changed step, in milliseconds
// and as a share of the limit: 150 for a whole check of 2,000 steps, 50 after a change.
// `node bench/check.ts [steps]`; the median of several rounds, each on fresh values, so that nothing is remembered.

const steps = Number(process.argv[2] ?? 2_000);
const rounds = 5;
const limits = { whole: 150, changed: 50 } as const;

const { workspace, context } = await fixtureContext();

console.log(`${steps} steps                      whole ms  of limit   after one change ms  of limit  findings`);
for (const id of templateIds) {
  const [fixture] = fixturesOf(id, 'conforming');
  if (fixture === undefined) continue;
  report(`${id}, fitting`, () => lengthen(copy(fixture.flow)));
  if (fixture.flow.follows !== undefined) report(`${id}, not fitting`, () => chain(copy(fixture.flow).follows));
}

const [before, after] = [chain(undefined), chain(undefined, 'a')].map((flow) => {
  return { ...emptySide, flows: [{ flow, file: 'flows/chain.flow.yaml', layout: undefined }] };
});
if (before !== undefined && after !== undefined) {
  const compared = Array.from({ length: rounds }, () =>
    timed(() => diffSides(before, after, { catalogue: nodeCatalogue })),
  );
  console.log(`what changed, in sentences, every step of ${steps} changed: ${median(compared).toFixed(0)} ms`);
}

function report(name: string, build: () => Flow): void {
  const whole: number[] = [];
  const changed: number[] = [];
  let findings = 0;
  for (let round = 0; round < rounds; round += 1) {
    const flow = build();
    const judged = surroundings(flow);
    whole.push(timed(() => (findings = checkFlow(flow, judged).length)));
    for (const at of [3, Math.floor(flow.nodes.length / 2), flow.nodes.length - 2]) {
      const edited = { ...flow, nodes: flow.nodes.map((node, index) => (index === at ? renamed(node) : node)) };
      changed.push(timed(() => checkFlow(edited, judged)));
    }
  }
  const [one, other] = [median(whole), median(changed)];
  const cells = [
    name.padEnd(36),
    one.toFixed(0).padStart(8),
    (one / limits.whole).toFixed(2).padStart(9),
    other.toFixed(0).padStart(21),
    (other / limits.changed).toFixed(2).padStart(9),
    String(findings).padStart(9),
  ];
  console.log(cells.join(' '));
}

function surroundings(flow: Flow) {
  return {
    ...context,
    flows: new Set([flow.id]),
    estate: [sumUpFlow(flow, workspace.connections, context.registry)],
    tested: new Map([[flow.id, everyOutcome(flow)]]),
  };
}

/** The same flow with mappings between a step of its own and what follows, until it has the steps. */
function lengthen(flow: Flow): Flow {
  const index = flow.nodes.findIndex(({ type }) => type === 'map@1');
  const at = index === -1 ? 0 : index;
  const before = flow.nodes[at];
  const wanted = steps - flow.nodes.length;
  if (before?.next === undefined || wanted < 1) return flow;
  const first: FlowNode = { ...before, next: { short: false, ports: before.next.ports.map(toPadding) } };
  const padding = Array.from({ length: wanted }, (_, position): FlowNode => {
    const isLast = position === wanted - 1;
    const targets = isLast ? (before.next?.ports[0]?.targets ?? []) : [`pad_${position + 1}`];
    const next = { short: false, ports: [{ port: 'done', targets, list: targets.length > 1 }] };
    return { id: `pad_${position}`, type: 'map@1', name: `Padding ${position}`, config: { expression: '$' }, next };
  });
  return { ...flow, nodes: [...flow.nodes.slice(0, at), first, ...padding, ...flow.nodes.slice(at + 1)] };
}

function toPadding<Port extends { readonly targets: readonly string[] }>(port: Port, index: number): Port {
  return index === 0 ? { ...port, targets: ['pad_0'], list: false } : port;
}

/** A chain that says it follows a pattern and has nothing of it: rules look everywhere and find nothing. */
function chain(follows: Flow['follows'], expression = '$'): Flow {
  const nodes = Array.from({ length: steps }, (_, index): FlowNode => {
    const targets = index + 1 < steps ? [`step_${index + 1}`] : [];
    const next = { short: false, ports: [{ port: index === 0 ? 'out' : 'done', targets, list: false }] };
    const wired = targets.length === 0 ? {} : { next };
    if (index === 0) return { id: 'step_0', type: 'manual@1', config: {}, ...wired };
    return { id: `step_${index}`, type: 'map@1', name: `Step ${index}`, config: { expression }, ...wired };
  });
  return {
    penstock: 1,
    id: 'chain',
    name: 'Chain',
    nodes,
    comments: new Map(),
    ...(follows === undefined ? {} : { follows }),
  };
}

function copy(flow: Flow): Flow {
  return structuredClone(flow);
}

function renamed(node: FlowNode): FlowNode {
  return { ...node, name: `${node.name ?? node.id} again` };
}

function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
