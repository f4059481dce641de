import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import type { FlowTest, Stub } from './flow-test.ts';

/**
 * Which outcomes the tests of a flow say they take, as `node port`, without running anything: those a test names
 * under `steps`, those between two steps of a `path`, and the failures of steps whose stubs fail for good.
 */
export function testedOutcomes(flow: Pick<Flow, 'nodes'>, tests: readonly FlowTest[]): ReadonlySet<string> {
  const edges = [...allNodes(flow.nodes)].flatMap((node) =>
    (node.next?.ports ?? []).flatMap(({ port, targets }) => targets.map((to) => ({ from: node.id, port, to }))),
  );
  const taken = new Set<string>();
  const nodes = [...allNodes(flow.nodes)];
  for (const { expect, approvals, stubs } of tests) {
    const path = new Set(expect.path ?? []);
    for (const { from, port, to } of edges) if (path.has(from) && path.has(to)) taken.add(`${from} ${port}`);
    for (const [node, { port }] of Object.entries(expect.steps ?? {}))
      if (port !== undefined) taken.add(`${node} ${port}`);
    for (const node of nodes) {
      const given = stubs?.[node.id] ?? [];
      if (given.some((stub) => everyTryFails(node, stub, stub === given.at(-1)))) taken.add(`${node.id} error`);
    }
    for (const [node, made] of Object.entries(approvals ?? {})) {
      taken.add(`${node} ${typeof made === 'string' ? made : made.decision}`);
    }
  }
  return taken;
}

/** A failure that passes is tried again until the tries are used up; any other ends the step at once. */
function everyTryFails({ retry }: FlowNode, { fail }: Stub, isLast: boolean): boolean {
  if (fail === undefined) return false;
  const isPassing = fail.kind === 'transient' || fail.kind === 'timeout';
  return !isPassing || (fail.times === undefined && isLast) || (fail.times ?? 1) >= (retry?.attempts ?? 1);
}

/** Every outcome a flow draws, and the failure of every step, as tests that are complete would take them. */
export function everyOutcome(flow: Pick<Flow, 'nodes'>): ReadonlySet<string> {
  const ways = [...allNodes(flow.nodes)].flatMap(({ id, next }) =>
    [...(next?.ports ?? []).map(({ port }) => port), 'error'].map((port) => `${id} ${port}`),
  );
  return new Set(ways);
}
