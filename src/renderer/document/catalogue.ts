import type { FlowNode } from '#flow/flow.ts';
import { parseTypeReference } from '#flow/flow.ts';
import { createCatalogue, type NodeManifest } from '#flow/node-type/manifest.ts';
import { nodeManifests } from '#nodes/manifests.ts';

/** Every node type of this build. */
export const catalogue = createCatalogue(nodeManifests);

/** The facts of a node's type; undefined when this build does not know the type. */
export function manifestOf(node: Pick<FlowNode, 'type'>): NodeManifest | undefined {
  const reference = parseTypeReference(node.type);
  return reference === undefined ? undefined : catalogue.find(reference.type, reference.major);
}
