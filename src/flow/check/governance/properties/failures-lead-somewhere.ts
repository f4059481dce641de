import type { GraphEdge } from '../../../graph/graph.ts';
import { reachesSome } from '../../../graph/reach.ts';
import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { failingPorts } from '../failing-ports.ts';
import { scopesOf } from '../scopes-of.ts';
import type { FlowProperty } from '../view.ts';

/** Whatever goes wrong, somebody is told or something else is done; the default needs an owner to tell. */
export const failuresLeadSomewhere: FlowProperty = {
  name: 'failures-lead-somewhere',
  says: 'A failure is drawn to a step that does something about it, is caught, or reaches the owner of the flow.',
  *ask({ examination: { flow, nodes, bodies } }) {
    const hasDefault = flow.owner !== undefined || flow.onFailure !== undefined;
    for (const body of bodies) yield* findLost(body, flow.owner);
    if (hasDefault) return;
    const loose = nodes.find((node) => canFail(node) && !isDrawn(node, 'error') && !isCaught(node));
    if (loose !== undefined) yield { node: loose, path: `${loose.path}.next.error` };
  },
};

/** Failing outcomes that are drawn, but only to steps that change nothing and end. */
function* findLost(body: ExaminedBody, owner: string | undefined) {
  for (const edge of body.graph.edges) {
    const from = body.nodes[edge.from];
    if (from === undefined || !failingPorts.has(edge.port) || doesSomething(body, edge.to)) continue;
    const to = body.graph.ids[edge.to] ?? '';
    const fix = owner === undefined ? undefined : setAside(body, edge, owner);
    const place = { edge: { from: from.id, port: edge.port, to }, path: `${from.path}.next.${edge.port}` };
    yield { node: from, ...place, ...(fix === undefined ? {} : { fix }) };
  }
}

/** Offered where it is plain what it does: the failure leaves a step others need, or its short way gets an end. */
function setAside(body: ExaminedBody, edge: GraphEdge, owner: string): FindingFix | undefined {
  const [from, to] = [body.nodes[edge.from], body.nodes[edge.to]];
  if (from === undefined || to === undefined || !/^[a-z][a-z0-9-]{0,63}$/.test(owner)) return undefined;
  const isShared = (body.graph.incoming[edge.to] ?? []).length > 1;
  const isLast = (body.graph.outgoing[edge.to] ?? []).length === 0;
  const port = to.ports?.[0];
  if (!isShared && (!isLast || port === undefined)) return undefined;
  const cut = { edit: 'disconnect', arguments: { from: from.id, port: edge.port, to: to.id } };
  const after = isShared ? { node: from.id, port: edge.port } : { node: to.id, port: port ?? 'done' };
  const end = { type: 'dead-letter@1', name: 'Set aside', config: { owner }, after };
  return { title: 'Set the event aside', edits: [...(isShared ? [cut] : []), { edit: 'add-node', arguments: end }] };
}

function doesSomething({ graph, nodes }: ExaminedBody, start: number): boolean {
  return reachesSome(graph, [start], (index) => {
    const node = nodes[index];
    return node !== undefined && answersFailure(node);
  });
}

function answersFailure({ type, manifest }: ExaminedNode): boolean {
  if (manifest === undefined || ['end', 'wait', 'scope'].includes(manifest.kind)) return true;
  return manifest.kind === 'effect' && type !== 'milestone';
}

function canFail({ manifest, isUndo }: ExaminedNode): boolean {
  return manifest?.fails === true && !isUndo;
}

function isDrawn({ node }: ExaminedNode, port: string): boolean {
  return (node.next?.ports ?? []).some((edges) => edges.port === port && edges.targets.length > 0);
}

function isCaught(node: ExaminedNode): boolean {
  return scopesOf(node).some(
    (scope) => isDrawn(scope, 'error') || isDrawn(scope, 'exhausted') || scope.type === 'each',
  );
}
