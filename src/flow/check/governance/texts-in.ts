import { isJsonObject, type Json } from '../../json.ts';
import { joinPath } from '../../text/path.ts';

/** One text inside a value: where it stands in the document, and the key it stands under. */
export type TextPlace = { readonly path: string; readonly text: string; readonly key: string };

/** Every text of a value, whatever its depth. Items of a list stand under the key of the list. */
export function* textsIn(value: Json, path: string, key = ''): Generator<TextPlace> {
  if (typeof value === 'string') yield { path, text: value, key };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, joinPath(path, String(index)), key);
  else if (isJsonObject(value))
    for (const [name, item] of Object.entries(value)) yield* textsIn(item, joinPath(path, name), name);
}
