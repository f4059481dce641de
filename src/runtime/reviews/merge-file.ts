import { connectionManifests } from '#connections/manifests.ts';
import { mergeText } from '#flow/merge/merge-text.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { MergeFile } from '../git/merge-trees.ts';

/** Brings a file of a workspace together by what it means; what nobody here can read, a person decides about. */
export const mergeFile: MergeFile = (path, { base, ours, theirs }) => {
  const catalogue = { nodes: nodeCatalogue, connections: connectionManifests };
  const merged = mergeText(path, { base: base ?? '', ours, theirs }, catalogue);
  if (!merged.ok) return { conflicts: [`${path} was changed on both sides.`] };
  const { text, conflicts } = merged.value;
  return conflicts.length === 0 ? { text } : { conflicts: conflicts.map(({ sentence }) => `${path}: ${sentence}`) };
};
