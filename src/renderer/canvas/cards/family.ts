import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** What sort of step it is, shown by the tint of its tile. */
export type Family = 'trigger' | 'map' | 'logic' | 'human' | 'action' | 'guard' | 'sub';

const byType: Readonly<Record<string, Family>> = {
  approval: 'human',
  wait: 'logic',
  each: 'logic',
  merge: 'logic',
  redact: 'guard',
  validate: 'guard',
  milestone: 'action',
  respond: 'action',
  subflow: 'sub',
};

const byKind: Readonly<Record<NodeManifest['kind'], Family>> = {
  trigger: 'trigger',
  pure: 'map',
  effect: 'action',
  scope: 'guard',
  wait: 'logic',
  end: 'guard',
};

/** The family of a node type; unknown types look like sub-flows. */
export function familyOf(manifest: NodeManifest | undefined): Family {
  if (manifest === undefined) return 'sub';
  return byType[manifest.type] ?? (manifest.group === 'decide' ? 'logic' : byKind[manifest.kind]);
}
