import { allNodes, type Flow } from '../flow.ts';
import type { FlowTest } from './flow-test.ts';

/**
 * Which outcomes the tests of a flow say they take, as `node port`, without running anything: those a test names
 * under `steps`, and those between two steps of a `path`.
 */
export function testedOutcomes(flow: Pick<Flow, 'nodes'>, tests: readonly FlowTest[]): ReadonlySet<string> {
  const edges = [...allNodes(flow.nodes)].flatMap((node) =>
    (node.next?.ports ?? []).flatMap(({ port, targets }) => targets.map((to) => ({ from: node.id, port, to }))),
  );
  const taken = new Set<string>();
  for (const { expect, approvals } of tests) {
    const path = new Set(expect.path ?? []);
    for (const { from, port, to } of edges) if (path.has(from) && path.has(to)) taken.add(`${from} ${port}`);
    for (const [node, { port }] of Object.entries(expect.steps ?? {}))
      if (port !== undefined) taken.add(`${node} ${port}`);
    for (const [node, made] of Object.entries(approvals ?? {})) {
      taken.add(`${node} ${typeof made === 'string' ? made : made.decision}`);
    }
  }
  return taken;
}
