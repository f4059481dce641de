import type { Finding } from '#flow/check/finding.ts';
import type { Flow } from '#flow/flow.ts';
import type { Coverage } from '../canvas/overlay.ts';
import { nodesOf } from '../document/find-node.ts';

/** What has to be lit to show the ways a finding is about; undefined where it names none. */
export function wayOf(flow: Flow, { paths }: Pick<Finding, 'paths'>): Coverage | undefined {
  if (paths === undefined || paths.length === 0) return undefined;
  const places = nodesOf(flow);
  const steps = new Set<string>();
  const edges = new Set<string>();
  for (const path of paths) {
    path.forEach(({ node, port }, index) => {
      steps.add(node);
      // What a step stands in would lie dark around it.
      for (const scope of places.get(node)?.inside ?? []) steps.add(scope);
      const next = path[index + 1]?.node;
      if (port !== undefined && next !== undefined) edges.add(`${node}:${port}:${next}`);
    });
  }
  return { steps, edges };
}
