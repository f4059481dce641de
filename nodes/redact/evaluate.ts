import { fromJsonText, isJsonObject, type Json, toJsonText } from '#flow/json.ts';
import type { PureResult, PureStep } from '#flow/node-type/work.ts';

type Rule = { readonly path: readonly string[]; readonly does: string; readonly keep: number };

/** Carries out the rules from top to bottom; a field that is not there is no failure. */
export function evaluate(step: PureStep): PureResult {
  const redacted = rulesOf(step).reduce((value, rule) => redactAt(value, rule.path, rule), fromJsonText(step.input));
  return { ok: true, ports: ['done'], output: toJsonText(redacted) };
}

function rulesOf(step: PureStep): readonly Rule[] {
  const rules = Array.isArray(step.config.rules) ? step.config.rules : [];
  return rules.filter(isJsonObject).map((rule) => ({
    path: String(rule.path).split('.'),
    does: String(rule.do),
    keep: typeof rule.keep === 'number' ? rule.keep : 0,
  }));
}

/** Walks to the field through objects, and through every row of lists, as paths in mappings do. */
function redactAt(value: Json, path: readonly string[], rule: Rule): Json {
  if (Array.isArray(value)) return value.map((row) => redactAt(row, path, rule));
  const [name, ...rest] = path;
  if (!isJsonObject(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  const field = value[name] ?? null;
  if (rest.length > 0) return { ...value, [name]: redactAt(field, rest, rule) };
  if (rule.does === 'drop') return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
  return { ...value, [name]: rule.does === 'mask' ? mask(field, rule.keep) : tokenise(field) };
}

/** Three stars whatever the length, because a length tells something, too. */
function mask(field: Json, keep: number): Json {
  if (field === null) return null;
  if (Array.isArray(field)) return field.map((row) => mask(row, keep));
  const text = isJsonObject(field) ? '' : [...String(field)].slice(-keep).join('');
  // A value as short as what may stay would stay whole.
  const isShort = [...String(field)].length <= keep * 2;
  return keep === 0 || isShort ? '***' : `***${text}`;
}

/** Half of a SHA-256: the same value gives the same token, so that rows can still be counted and joined. */
function tokenise(field: Json): Json {
  if (field === null) return null;
  if (Array.isArray(field)) return field.map(tokenise);
  return `tok_${sha256(JSON.stringify(field)).slice(0, 32)}`;
}

// Node work has no packages and no host, so the hash is written out; FIPS 180-4, section 6.2.
function sha256(text: string): string {
  const state = fractions(8, 1 / 2);
  const constants = fractions(64, 1 / 3);
  const bytes = padded(utf8(text));
  for (let block = 0; block < bytes.length; block += 64) mixBlock(state, constants, bytes, block);
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function mixBlock(state: number[], constants: readonly number[], bytes: readonly number[], block: number): void {
  const words: number[] = [];
  for (let index = 0; index < 64; index += 1) words.push(wordAt(words, bytes, block, index));
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const first = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + at(constants, round) + at(words, round);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (at(state, index) + word) | 0;
}

function wordAt(words: readonly number[], bytes: readonly number[], block: number, index: number): number {
  if (index < 16) {
    const start = block + index * 4;
    return (at(bytes, start) << 24) | (at(bytes, start + 1) << 16) | (at(bytes, start + 2) << 8) | at(bytes, start + 3);
  }
  const early = at(words, index - 15);
  const late = at(words, index - 2);
  const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
  const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
  return (at(words, index - 16) + small + at(words, index - 7) + large) | 0;
}

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function at(list: readonly number[], index: number): number {
  return list[index] ?? 0;
}

/** The standard's constants: the first 32 bits of the fractions of roots of the first primes. */
function fractions(count: number, power: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes.map((prime) => ((prime ** power % 1) * 2 ** 32) | 0);
}

function padded(bytes: readonly number[]): readonly number[] {
  const zeros = (119 - (bytes.length % 64)) % 64;
  const bits = bytes.length * 8;
  const length = [0, 8, 16, 24].map((shift) => (bits >>> shift) & 0xff).reverse();
  return [...bytes, 0x80, ...new Array<number>(zeros).fill(0), 0, 0, 0, 0, ...length];
}

/** JSON.stringify escapes lone surrogates, so every code point here has a UTF-8 form. */
function utf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return bytes;
}
