import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { nodeManifests } from '#nodes/manifests.ts';
import { groups, leading, rankChoices } from '../canvas/quick-add/choices.ts';

/** A group of the palette, in the order a flow is usually drawn. */
export type LibraryGroup = {
  /** Text `library.group.<id>`. */
  readonly id: 'lead' | NodeManifest['group'];
  readonly manifests: readonly NodeManifest[];
};

/** Every node type by group, the seven most used ones first. */
export function libraryGroups(): readonly LibraryGroup[] {
  const lead = leading.flatMap((type) => nodeManifests.find((manifest) => manifest.type === type) ?? []);
  const rest = groups.map((id) => ({
    id,
    manifests: nodeManifests
      .filter((manifest) => manifest.group === id && !leading.includes(manifest.type))
      .sort((one, other) => one.order - other.order),
  }));
  return [{ id: 'lead' as const, manifests: lead }, ...rest].filter((group) => group.manifests.length > 0);
}

/** The node types that fit what a person typed, best first; all of them, in order, for an empty text. */
export function searchLibrary(text: string): readonly NodeManifest[] {
  return text.trim() === '' ? libraryGroups().flatMap(({ manifests }) => manifests) : rankChoices(nodeManifests, text);
}
