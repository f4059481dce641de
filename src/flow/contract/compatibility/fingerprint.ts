import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { resolveReference } from '../schema-at.ts';

/** Keywords that say something to people and nothing about data. */
export const words: ReadonlySet<string> = new Set([
  'title',
  'description',
  '$comment',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  '$schema',
  '$id',
  '$anchor',
]);

/** Keywords under which names of the author's own stand. */
const maps: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/** Keywords that hold data, not schemas. */
const data: ReadonlySet<string> = new Set(['enum', 'const', 'required', 'type', 'dependentRequired']);

/**
 * A text that is equal for two parts exactly when they say the same about data: without words, and with everything
 * their references lead to.
 */
export function fingerprint(root: JsonObject, part: Json | undefined): string {
  if (part === undefined) return '';
  const found = new Map<string, string>();
  const open: Json[] = [part];
  const texts: string[] = [canonicalJson(withoutWords(part))];
  for (const here of open) {
    for (const reference of referencesIn(here)) {
      if (found.has(reference)) continue;
      const target = resolveReference(root, reference);
      found.set(reference, target === undefined ? '?' : canonicalJson(withoutWords(target)));
      if (target !== undefined) open.push(target);
    }
  }
  for (const [reference, text] of [...found].sort(([one], [other]) => (one < other ? -1 : 1))) {
    texts.push(`${reference}=${text}`);
  }
  return texts.join('\n');
}

function withoutWords(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutWords);
  if (!isJsonObject(schema)) return schema;
  const kept = Object.entries(schema).filter(([key]) => !words.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (data.has(key)) return [key, value];
      if (maps.has(key) && isJsonObject(value)) {
        return [key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutWords(inner)]))];
      }
      return [key, withoutWords(value)];
    }),
  );
}

function referencesIn(part: Json): readonly string[] {
  const references: string[] = [];
  const open: Json[] = [part];
  for (const here of open) {
    if (Array.isArray(here)) open.push(...here);
    else if (isJsonObject(here)) {
      if (typeof here.$ref === 'string') references.push(here.$ref);
      open.push(...Object.values(here));
    }
  }
  return references;
}
