import { allNodes, type Flow, type FlowNode } from '../flow.ts';
import type { Problem } from '../problem.ts';
import { isNodeId } from '../text/flow-schema.ts';

/** Every id in use, and every earlier one: those stay reserved. */
export function takenIds(flow: Flow): Set<string> {
  return new Set([...allNodes(flow.nodes)].flatMap((node) => [node.id, ...(node.was ?? [])]));
}

/** Makes a free id out of a name people gave: `Create order!` becomes `create_order`, or `create_order_2`. */
export function freeId(name: string, taken: ReadonlySet<string>): string {
  const wish = toSlug(name);
  for (let count = 1; ; count++) {
    const ending = count === 1 ? '' : `_${count}`;
    const id = `${wish.slice(0, 64 - ending.length).replace(/_+$/, '')}${ending}`;
    if (isNodeId(id) && !taken.has(id)) return id;
  }
}

/** Why no node may get an id, or undefined where it may. */
export function refuseId(nodes: readonly FlowNode[], id: string): Problem | undefined {
  if (!isNodeId(id)) {
    const message = `\`${id}\` is no node id; use lower-case words joined by \`_\`, at most 64 letters, and none that YAML takes for a truth value.`;
    return { code: 'flow/node-id', message };
  }
  if (nodes.some((node) => node.id === id)) {
    return { code: 'flow/duplicate-id', message: `Another node already has the id \`${id}\`; choose a different one.` };
  }
  const owner = nodes.find((node) => node.was?.includes(id));
  if (owner === undefined) return undefined;
  const message = `\`${id}\` is an earlier name of \`${owner.id}\` and stays reserved; choose a different id, or undo the earlier rename.`;
  return { code: 'flow/id-reserved', message };
}

/** Names without any Latin letter give `step`: an id is for files and expressions, the name is for people. */
function toSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 60)
    .replace(/_+$/, '');
  if (slug === '') return 'step';
  return isNodeId(slug) ? slug : `${slug}_step`;
}
