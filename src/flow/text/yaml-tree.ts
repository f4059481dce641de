import type { Json } from '../json.ts';
import { splitPath } from './path.ts';
import type { ScalarStyle, ScalarValue } from './spelling.ts';

/** What every place of a document knows about itself. */
type Place = {
  readonly path: string;
  /** Offsets of the value, end exclusive; a block's final line break is outside. */
  readonly start: number;
  readonly end: number;
  /** Offset of the key that owns it, or its own start in a list: where people look for it. */
  readonly at: number;
};

/** A single value, with the way it was written. */
export type YamlScalar = Place & {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly style: ScalarStyle;
  /** The text as it stands in the file, quotes and block header included. */
  readonly source: string;
  /** Column, from 0, of the key or dash that owns it. */
  readonly indent: number;
  readonly inFlow: boolean;
};

/** A list. */
export type YamlList = Place & { readonly kind: 'list'; readonly items: readonly YamlTree[] };

/** A key with its value. */
export type YamlEntry = {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly keyStyle: ScalarStyle;
  readonly value: YamlTree;
};

/** A map; keys are unique and never `__proto__`. */
export type YamlMap = Place & { readonly kind: 'map'; readonly entries: readonly YamlEntry[] };

/** A document as the subset allows it, with every place in the text. */
export type YamlTree = YamlScalar | YamlList | YamlMap;

/** The value of a tree as JSON. */
export function toJson(tree: YamlTree): Json {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toJson);
  return Object.fromEntries(tree.entries.map((entry) => [entry.key, toJson(entry.value)]));
}

/** The entry of a key, or undefined. */
export function entryOf(tree: YamlTree, key: string): YamlEntry | undefined {
  return tree.kind === 'map' ? tree.entries.find((entry) => entry.key === key) : undefined;
}

/** Follows keys and list positions as far as they exist; `missing` is the first key that does not. */
export function locate(
  tree: YamlTree,
  keys: readonly (string | number)[],
): { readonly tree: YamlTree; readonly missing: string | undefined } {
  let here = tree;
  for (const key of keys) {
    const below = here.kind === 'list' ? here.items[Number(key)] : entryOf(here, String(key))?.value;
    if (below === undefined) return { tree: here, missing: String(key) };
    here = below;
  }
  return { tree: here, missing: undefined };
}

/** Walks every place of a tree, parents before children. */
export function* allPlaces(tree: YamlTree): Generator<YamlTree> {
  yield tree;
  if (tree.kind === 'list') for (const item of tree.items) yield* allPlaces(item);
  if (tree.kind === 'map') for (const entry of tree.entries) yield* allPlaces(entry.value);
}

/** Says where a path is, in words for a sentence. */
export function placeName(path: string): string {
  const keys = splitPath(path);
  const last = keys.at(-1);
  if (last === undefined) return 'The file';
  return /^\d+$/.test(last) && keys.length > 1 ? `Item ${Number(last) + 1} of \`${keys.at(-2)}\`` : `\`${last}\``;
}
