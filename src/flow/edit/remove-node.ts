import { z } from 'zod';
import type { Flow, FlowNode } from '../flow.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { refuse, succeed } from '../problem.ts';
import { edgesFrom, firstPortOf, replaceTargets } from './edges.ts';
import { type EditKind, stepIds } from './edit-kind.ts';
import { changeLists, findPlace } from './places.ts';
import { unknownStep } from './refusals.ts';
import { saySteps } from './say.ts';
import { dropComments } from './settle-comments.ts';
import { dropLostUndo } from './undo-references.ts';

const schema = z.strictObject({
  ids: stepIds,
  /** Joins what led to a step with what followed its first success outcome. */
  reconnect: z.boolean().exactOptional(),
});

/** Removes steps, with everything inside them and every edge that touched them. */
export type RemoveNode = z.infer<typeof schema>;

/** `remove-node`. What expressions read of a removed step is left as it is; the checker names the places. */
export const removeNode: EditKind<RemoveNode> = {
  arguments: schema,
  apply(flow, { ids, reconnect = false }, catalogue) {
    const unknown = ids.find((id) => findPlace(flow, id) === undefined);
    if (unknown !== undefined) return refuse(unknownStep(unknown));
    const gone = new Set(ids);
    const comments = ids.reduce((kept, id) => {
      const path = findPlace(flow, id)?.path;
      return path === undefined ? kept : dropComments(kept, path);
    }, flow.comments);
    const after = changeLists(flow, (nodes) => removeFrom(nodes, gone, reconnect, catalogue));
    return succeed(dropLostUndo(flow, { ...after, comments }));
  },
  describe: ({ ids, reconnect = false }, flow) => ({ ...saySteps(flow, ids), reconnect: reconnect ? 'yes' : 'no' }),
};

function removeFrom(
  nodes: readonly FlowNode[],
  gone: ReadonlySet<string>,
  reconnect: boolean,
  catalogue: NodeCatalogue,
): readonly FlowNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node] as const));
  const successors = (id: string) => (reconnect ? followersOf(id, byId, gone, catalogue) : []);
  return nodes
    .filter(({ id }) => !gone.has(id))
    .map((node) => {
      const follow = (to: string) => successors(to).filter((id) => id !== node.id);
      return replaceTargets(node, ({ to }) => (gone.has(to) ? follow(to) : [to]), catalogue);
    });
}

/** What stays behind a removed step, past further removed ones; broken flows may hold circles. */
function followersOf(
  start: string,
  byId: ReadonlyMap<string, FlowNode>,
  gone: ReadonlySet<string>,
  catalogue: NodeCatalogue,
): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const open = [start];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = byId.get(id);
    if (!gone.has(id)) found.push(id);
    else if (node !== undefined) {
      const port = firstPortOf(node, catalogue);
      open.unshift(...[...edgesFrom(node)].filter((edge) => edge.port === port).map(({ to }) => to));
    }
  }
  return found;
}

/** Takes nodes out of a flow, with the edges that led to them, and gives them in the author's order. */
export function liftNodes(
  flow: Flow,
  ids: ReadonlySet<string>,
  catalogue: NodeCatalogue,
): { readonly flow: Flow; readonly lifted: readonly FlowNode[] } {
  const lifted: FlowNode[] = [];
  const left = changeLists(flow, (nodes) => {
    lifted.push(...nodes.filter(({ id }) => ids.has(id)));
    return removeFrom(nodes, ids, false, catalogue);
  });
  return { flow: left, lifted };
}
