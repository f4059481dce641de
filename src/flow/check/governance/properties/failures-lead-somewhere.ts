import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
import { scopesOf } from '../scopes-of.ts';
import type { FlowProperty } from '../view.ts';

/** Outcomes that say that something went wrong. */
const failing: ReadonlySet<string> = new Set(['error', 'exhausted', 'stuck', 'compensated']);

/** Whatever goes wrong, somebody is told or something else is done; the default needs an owner to tell. */
export const failuresLeadSomewhere: FlowProperty = {
  name: 'failures-lead-somewhere',
  says: 'A failure is drawn to a step that does something about it, is caught, or reaches the owner of the flow.',
  *ask({ examination: { flow, nodes, bodies } }) {
    const hasDefault = flow.owner !== undefined || flow.onFailure !== undefined;
    for (const body of bodies) yield* findLost(body);
    if (hasDefault) return;
    const loose = nodes.find((node) => canFail(node) && !isDrawn(node, 'error') && !isCaught(node));
    if (loose !== undefined) yield { node: loose, path: `${loose.path}.next.error` };
  },
};

/** Failing outcomes that are drawn, but only to steps that change nothing and end. */
function* findLost(body: ExaminedBody) {
  for (const edge of body.graph.edges) {
    const from = body.nodes[edge.from];
    if (from === undefined || !failing.has(edge.port) || doesSomething(body, edge.to)) continue;
    const to = body.graph.ids[edge.to] ?? '';
    yield { node: from, edge: { from: from.id, port: edge.port, to }, path: `${from.path}.next.${edge.port}` };
  }
}

function doesSomething(body: ExaminedBody, start: number): boolean {
  const seen = new Set<number>();
  const open = [start];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const node = body.nodes[index];
    if (node === undefined || seen.has(index)) continue;
    seen.add(index);
    if (answersFailure(node)) return true;
    open.push(...(body.graph.outgoing[index] ?? []).map(({ to }) => to));
  }
  return false;
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
