import type { Flow } from '../../flow.ts';
import type { JsonObject } from '../../json.ts';

/** What a flow says about itself, as data: everything but its nodes and comments. */
export function headerOf(flow: Flow): JsonObject {
  const { nodes: _nodes, comments: _comments, ...header } = flow;
  // Everything but the parts just left out is plain data as the file wrote it.
  return header as unknown as JsonObject;
}
