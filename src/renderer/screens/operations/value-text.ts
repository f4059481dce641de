import { canonicalJson, type Json } from '#flow/json.ts';

/** Writes a value as somebody would type it: texts bare, unless they would be read as something else. */
export function printValue(value: Json): string {
  if (typeof value !== 'string') return canonicalJson(value);
  const isBare = value !== '' && value === value.trim() && parseJson(value) === undefined;
  return isBare ? value : JSON.stringify(value);
}

/** Reads what somebody typed: numbers, yes or no, lists and quoted texts as JSON, everything else as a text. */
export function readValue(text: string): Json | undefined {
  const plain = text.trim();
  if (plain === '') return undefined;
  const parsed = parseJson(plain);
  return parsed === undefined ? plain : parsed;
}

function parseJson(text: string): Json | undefined {
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
