import { isJsonObject, type Json, type JsonObject } from '../../json.ts';

/** What the placeholders of a sentence or a fix stand for. */
export type Words = Readonly<Record<string, string>>;

const placeholder = /\{(parameter\.)?([A-Za-z]+)\}/g;

/** Puts words into a sentence; a placeholder nothing is known for becomes nothing. */
export function fillText(text: string, words: Words, parameters: JsonObject): string {
  const filled = text.replaceAll(placeholder, (_, isParameter: string | undefined, name: string) =>
    isParameter === undefined ? (words[name] ?? '') : sayParameter(parameters[name]),
  );
  return filled.replaceAll(/ {2,}/g, ' ').trim();
}

/**
 * Puts words into the arguments of an edit. A text that is nothing but one parameter becomes its value, whatever its
 * type; undefined where some placeholder has no word.
 */
export function fillJson(value: JsonObject, words: Words, parameters: JsonObject): JsonObject | undefined {
  const unknown = { isThere: false };
  const filled = fill(value, words, parameters, unknown);
  return unknown.isThere || !isJsonObject(filled) ? undefined : filled;
}

function fill(value: Json, words: Words, parameters: JsonObject, unknown: { isThere: boolean }): Json {
  if (Array.isArray(value)) return value.map((item) => fill(item, words, parameters, unknown));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fill(inner, words, parameters, unknown)]),
    );
  }
  if (typeof value !== 'string') return value;
  const whole = /^\{parameter\.([A-Za-z]+)\}$/.exec(value)?.[1];
  if (whole !== undefined && parameters[whole] !== undefined) return parameters[whole];
  return value.replaceAll(placeholder, (_, isParameter: string | undefined, name: string) => {
    const word = isParameter === undefined ? words[name] : sayParameter(parameters[name]);
    if (word === undefined || word === '') unknown.isThere = true;
    return word ?? '';
  });
}

function sayParameter(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
