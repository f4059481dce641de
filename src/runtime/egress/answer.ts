import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Json } from '#flow/json.ts';
import type { EgressBody } from '#flow/node-type/egress.ts';

/** Reading a body, or why it cannot be read. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'too-large' | 'unreadable' };

/** How often larger than its packed form an answer may be, above `freeBytes`. */
const maxRatio = 100;

/** Up to this size the ratio is not looked at: short texts of spaces pack well and hurt nobody. */
const freeBytes = 1_000_000;

/** JSON nested deeper than this is an attack or a bug of the sender. */
const maxDepth = 128;

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** What egress says it accepts. */
export const acceptedEncodings = 'gzip, deflate, br';

/** Unpacks a body, never beyond the limit and never by more than the ratio. */
export async function unpack(
  bytes: Buffer,
  encoding: string | undefined,
  limitBytes: number,
): Promise<Reading<Buffer>> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity' || bytes.length === 0) return { ok: true, value: bytes };
  const unpacker = Object.entries(unpackers).find(([known]) => known === name)?.[1];
  if (unpacker === undefined) return { ok: false, why: 'unreadable' };
  const maxOutputLength = Math.min(limitBytes, Math.max(freeBytes, bytes.length * maxRatio));
  try {
    return { ok: true, value: await unpacker(bytes, { maxOutputLength }) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { ok: false, why: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'unreadable' };
  }
}

/** Reads a body in the form it was asked for. What does not call itself JSON, or is none, stays text. */
export function readBody(
  bytes: Buffer,
  expect: 'json' | 'text' | 'bytes',
  contentType: string | undefined,
): Reading<EgressBody> {
  if (expect === 'bytes') return { ok: true, value: { as: 'bytes', bytes } };
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (expect === 'text' || text.trim() === '' || !/json|^$/i.test(contentType ?? '')) {
    return { ok: true, value: { as: 'text', text } };
  }
  if (depthOf(text) > maxDepth) return { ok: false, why: 'unreadable' };
  return parseExactly(text);
}

/** How deep brackets nest outside strings; counted before parsing, because later steps walk the value recursively. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (isInString) {
      if (character === 0x5c) index += 1;
      else if (character === 0x22) isInString = false;
    } else if (character === 0x22) isInString = true;
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return deepest;
}

/** Parses JSON and refuses integers that a double would round: an id that changes silently is worse than none. */
function parseExactly(text: string): Reading<EgressBody> {
  let isRounded = false;
  const guard = (_key: string, value: unknown): unknown => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) isRounded = true;
    return value;
  };
  try {
    // JSON.parse gives Json by definition; the slow reviver runs only where a long number may be.
    const json = (/\d{16}|\d[eE]/.test(text) ? JSON.parse(text, guard) : JSON.parse(text)) as Json;
    return isRounded ? { ok: false, why: 'unreadable' } : { ok: true, value: { as: 'json', json } };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: true, value: { as: 'text', text } };
    throw error;
  }
}
