import type { Json } from '#flow/json.ts';
import { readFollows } from '#flow/template/follows.ts';
import type { KnownTemplate } from './rule-index.ts';

/** What the followed patterns offer: the step types of any of them, and whose they are. */
export type Offered = { readonly types: ReadonlySet<string>; readonly names: string };

/** What the patterns a flow follows offer; undefined where none of them leaves anything out. */
export function offeredTypes(follows: Json | undefined, templates: readonly KnownTemplate[]): Offered | undefined {
  const followed = new Set(readFollows(follows).map(({ template }) => template));
  const limiting = templates.filter(({ reference, value }) => followed.has(reference) && value.palette !== undefined);
  if (limiting.length === 0) return undefined;
  return {
    types: new Set(limiting.flatMap(({ value }) => value.palette ?? [])),
    names: limiting.map(({ value }) => value.name).join(', '),
  };
}

/** Parts step types into those the patterns offer and the others, each in their order. */
export function partByOffer<Manifest extends { readonly type: string }>(
  manifests: readonly Manifest[],
  offered: Offered | undefined,
): { readonly inside: readonly Manifest[]; readonly outside: readonly Manifest[] } {
  if (offered === undefined) return { inside: manifests, outside: [] };
  return {
    inside: manifests.filter(({ type }) => offered.types.has(type)),
    outside: manifests.filter(({ type }) => !offered.types.has(type)),
  };
}
