import type { Examination, ExaminedBody, ExaminedNode } from '../examination.ts';
import { failingPorts } from './failing-ports.ts';

type Follow = (node: ExaminedNode, port: string) => boolean;

/**
 * Every step that can come after one, what stands inside scopes on the way included. Where a body ends, the way goes on
 * behind its scope.
 *
 * @param ports outcomes of the first step that count; every one where absent
 * @param follow which outcomes of the later steps are followed; every one where absent
 */
export function stepsBehind(
  from: ExaminedNode,
  { nodes }: Examination,
  { ports, follow = () => true }: { readonly ports?: readonly string[]; readonly follow?: Follow } = {},
): ReadonlySet<ExaminedNode> {
  const behind = new Set<ExaminedNode>();
  const open = onward(from, (_, port) => ports === undefined || ports.includes(port));
  for (const node of open) {
    if (behind.has(node)) continue;
    behind.add(node);
    if (node.node.body !== undefined) for (const inner of nodes) if (isInside(inner, node)) behind.add(inner);
    open.push(...onward(node, follow));
  }
  return behind;
}

function isInside({ path, isUndo }: ExaminedNode, scope: ExaminedNode): boolean {
  return !isUndo && path.startsWith(`${scope.path}.`);
}

/** The steps right behind one; behind the last one of a body stand those behind its scope. */
function onward(node: ExaminedNode, follow: Follow): ExaminedNode[] {
  const { body } = node;
  const index = body?.graph.indexOf.get(node.id);
  if (body === undefined || index === undefined) return [];
  const drawn = (body.graph.outgoing[index] ?? []).filter(({ port }) => follow(node, port));
  if (drawn.length > 0) return drawn.flatMap(({ to }) => body.nodes[to] ?? []);
  return node.manifest?.kind === 'end' ? [] : behindScope(body, follow);
}

function behindScope({ scope }: ExaminedBody, follow: Follow): ExaminedNode[] {
  return scope === undefined ? [] : onward(scope, (node, port) => !failingPorts.has(port) && follow(node, port));
}
