import { type Collision, findCollisions, type PathStep } from '../../graph/collide.ts';
import { idAt } from '../../graph/graph.ts';
import { isJsonObject } from '../../json.ts';
import { type ExaminedBody, type ExaminedNode, nodeIn } from '../examination.ts';
import type { CheckRule } from '../rule.ts';

/**
 * Two deliveries never reach a node that cannot join them: every pair of paths to it parts at different ports of a
 * node that fires one of them. `graph/collide.ts` holds the proof.
 */
export const severalDeliveries: CheckRule = {
  id: 'flow/several-deliveries',
  severity: 'error',
  title: 'Two paths can arrive at one node in the same run',
  help: 'A node takes one delivery per run. Two ways may lead to it only if a run takes one of them: they must part at different ports of one node that fires a single port. Put a merge in front to bring parallel ways together, or let them part at a branch.',
  *check({ bodies, byId }) {
    for (const body of bodies) {
      const collisions = findCollisions(body.graph, {
        mayFireTogether: (id, port, other) => mayFireTogether(nodeIn(body, id), port, other),
        starts: startsOf(body),
        startsTogether: body.scope !== undefined,
        mustBeAlone: (id) => mustBeAlone(nodeIn(body, id)),
      });
      for (const collision of collisions) yield observe(collision, (id) => byId.get(id)?.label ?? `"${id}"`);
    }
  },
};

/** A branch in `all` mode fires every true case; its `otherwise` fires alone, and so does a failure. */
function mayFireTogether(node: ExaminedNode | undefined, port: string, other: string): boolean {
  if (port === other) return true;
  if (node?.type !== 'branch' || node.node.config.mode !== 'all') return false;
  return isCasePort(node, port) && isCasePort(node, other);
}

/** The port of `otherwise` counts as well where a case shares it. */
function isCasePort({ node }: ExaminedNode, port: string): boolean {
  const cases = Array.isArray(node.config.cases) ? node.config.cases : [];
  return cases.some((item) => isJsonObject(item) && item.port === port);
}

/** Joins take several deliveries on purpose; of an unknown type nothing is said. */
function mustBeAlone(node: ExaminedNode | undefined): boolean {
  return node?.manifest !== undefined && node.manifest.joins !== true && node.manifest.kind !== 'trigger';
}

function startsOf(body: ExaminedBody): string[] {
  const all = body.graph.starts.map((index) => idAt(body.graph, index));
  if (body.scope !== undefined) return all;
  return all.filter((id) => (nodeIn(body, id)?.manifest?.kind ?? 'trigger') === 'trigger');
}

function observe({ node, paths }: Collision, labelOf: (id: string) => string) {
  const [one, other] = paths;
  const message = `${labelOf(node)} can get two deliveries in one run: by ${sayPath(one)}, and by ${sayPath(other)}. ${sayParting(one, other, labelOf)} Put a merge in front of it, or let the paths part at different ports of a node that fires only one.`;
  const related = [...new Set(paths.flat().map((step) => step.node))].filter((id) => id !== node);
  const fix = { title: 'Put a merge in front', edit: 'insert-merge', arguments: { before: node } };
  return { node, message, related, paths, fix };
}

function sayPath(path: readonly PathStep[]): string {
  return path.map(({ node, port }) => (port === undefined ? node : `${node} –${port}→`)).join(' ');
}

function sayParting(one: readonly PathStep[], other: readonly PathStep[], labelOf: (id: string) => string): string {
  const index = one.findIndex((step, place) => step.node !== other[place]?.node || step.port !== other[place]?.port);
  const [left, right] = [one[index], other[index]];
  if (left?.node !== undefined && left.node === right?.node) {
    return `Ports "${left.port}" and "${right.port}" of ${labelOf(left.node)} can fire in the same run.`;
  }
  const fork = one[index - 1];
  if (fork === undefined) return 'Both paths begin with the scope.';
  return `Both leave ${labelOf(fork.node)} by port "${fork.port}".`;
}
