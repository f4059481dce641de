import type { SetFlow } from '#flow/edit/set-flow.ts';
import type { SetNode } from '#flow/edit/set-node.ts';
import type { Json } from '#flow/json.ts';
import { edit } from '../../document/edit.ts';

/** Sets or removes what stands beside the settings of a step; gives the sentences of a refusal. */
export function writeNode(node: string, key: SetNode['key'], value: Json | undefined): readonly string[] {
  const problems = edit({ edit: 'set-node', arguments: value === undefined ? { node, key } : { node, key, value } });
  return problems.map(({ message }) => message);
}

/** Sets or removes what the flow says about itself; gives the sentences of a refusal. */
export function writeFlow(key: SetFlow['key'], value: Json | undefined): readonly string[] {
  const problems = edit({ edit: 'set-flow', arguments: value === undefined ? { key } : { key, value } });
  return problems.map(({ message }) => message);
}
