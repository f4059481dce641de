import { type Collision, findCollisions, type PathStep } from '../../graph/collide.ts';
import { idAt } from '../../graph/graph.ts';
import { isJsonObject } from '../../json.ts';
import { type ExaminedBody, type ExaminedNode, nodeIn } from '../examination.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

/**
 * Two deliveries never reach a node that cannot join them: every pair of paths to it parts at different ports of a
 * node that fires one of them. `graph/collide.ts` holds the proof.
 */
export const severalDeliveries: CheckRule = {
  id: 'flow/several-deliveries',
  severity: 'error',
  title: 'Two ways can arrive at one step in the same run',
  help: 'A step starts once per run. Two ways may lead to it only if a run takes one of them: they must part at different outcomes of one step that has a single outcome per run. Put a Merge in front to bring parallel ways together, or let them part at a Branch.',
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
  // A trigger starts runs whatever leads into it; of an unknown type that nothing leads to, it may be one.
  const unknown = all.filter((id) => nodeIn(body, id)?.manifest === undefined);
  const triggers = body.nodes.filter(({ manifest }) => manifest?.kind === 'trigger').map(({ id }) => id);
  return [...new Set([...triggers, ...unknown])];
}

function observe({ node, paths }: Collision, labelOf: (id: string) => string) {
  const [one, other] = paths;
  const message = `${labelOf(node)} can be reached twice in one run: ${sayParting(one, other, labelOf)}. Put a Merge in front of it, or remove one way.`;
  const related = [...new Set(paths.flat().map((step) => step.node))].filter((id) => id !== node);
  const merge = { edit: 'insert-merge', arguments: { before: node } } as const;
  return { node, message, related, paths, ...offerFix('Put a Merge in front', [merge]) };
}

/** The first difference of the two paths; the paths themselves stand in the finding. */
function sayParting(one: readonly PathStep[], other: readonly PathStep[], labelOf: (id: string) => string): string {
  const index = one.findIndex((step, place) => step.node !== other[place]?.node || step.port !== other[place]?.port);
  const [left, right] = [one[index], other[index]];
  if (left?.node !== undefined && left.node === right?.node) {
    return `outcomes "${left.port}" and "${right.port}" of ${labelOf(left.node)} can both come up`;
  }
  const fork = one[index - 1];
  const both = `${labelOf(left?.node ?? '')} and ${labelOf(right?.node ?? '')}`;
  if (fork === undefined) return `${both} start together`;
  return `outcome "${fork.port}" of ${labelOf(fork.node)} leads to both ${both}`;
}
