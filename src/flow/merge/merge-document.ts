import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Comments } from '../text/comments.ts';
import { joinPath, splitPath } from '../text/path.ts';
import { buildConflict, type MergeConflict } from './flow-merging.ts';
import { mergeComments } from './merge-comments.ts';
import {
  keyOfItem,
  type MergeChoice,
  mergeObject,
  namingKeyOf,
  startMerge,
  type Three,
  type ValueConflict,
} from './merge-value.ts';
import { sayChangedTwice } from './say-conflict.ts';

/** A file that is no flow: its value, and its comments by path. */
export type DocumentValue = { readonly value: JsonObject; readonly comments: Comments };

/** Two versions of such a file brought together. */
export type MergedDocument = DocumentValue & { readonly conflicts: readonly MergeConflict[] };

/** Brings two versions of a file together key by key; items of lists are known by their id, key or name. */
export function mergeDocuments(
  file: string,
  { base, ours, theirs }: Three<DocumentValue>,
  choices: ReadonlyMap<string, MergeChoice>,
): MergedDocument {
  const merge = startMerge(choices);
  const value = mergeObject(merge, '', { base: base.value, ours: ours.value, theirs: theirs.value });
  const flat = { base: nameItems(base), ours: nameItems(ours), theirs: nameItems(theirs) };
  const comments = numberItems(value, mergeComments(flat, new Map()));
  return { value, comments, conflicts: merge.conflicts.map((conflict) => tell(file, conflict)) };
}

function tell(file: string, { path, base, ours, theirs, canKeepBoth }: ValueConflict): MergeConflict {
  const field = splitPath(path)
    .map((key) => key.replace(/^=/, ''))
    .join('.');
  const sentence = sayChangedTwice(`${field} of ${file}`, { base, ours, theirs });
  return buildConflict(null, { id: path, node: null, field, sentence, base, ours, theirs, canKeepBoth });
}

/** Comments of items by what the items are called, because positions change. */
function nameItems({ value, comments }: DocumentValue): Comments {
  return new Map([...comments].map(([path, lines]) => [walk(value, path, 'names'), lines]));
}

function numberItems(value: JsonObject, comments: Comments): Comments {
  const numbered = new Map<string, readonly string[]>();
  for (const [path, lines] of comments) {
    const place = walk(value, path, 'numbers');
    numbered.set(place, [...(numbered.get(place) ?? []), ...lines]);
  }
  return numbered;
}

/** Follows a path into a value, and gives it with items named or numbered; what is gone ends at what it stood in. */
function walk(value: Json, path: string, to: 'names' | 'numbers'): string {
  const keys: string[] = [];
  let here: Json | undefined = value;
  for (const key of splitPath(path)) {
    if (Array.isArray(here)) {
      const list: readonly Json[] = here;
      const naming = namingKeyOf([list]);
      const index = key.startsWith('=')
        ? list.findIndex((item) => naming && keyOfItem(item, naming) === key)
        : Number(key);
      const item = list[index];
      if (item === undefined) break;
      keys.push(to === 'names' && naming !== undefined ? keyOfItem(item, naming) : String(index));
      here = item;
    } else {
      if (to === 'numbers' && isJsonObject(here) && !Object.hasOwn(here, key) && key !== '$end') break;
      keys.push(key);
      here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
    }
  }
  return keys.reduce(joinPath, '');
}
