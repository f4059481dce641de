import type { Failure, FailureKind } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonText } from '#flow/json.ts';
import type { SandboxResult, SegmentResult, TriggerKeys } from '#sandbox/messages.ts';

/** Deepest nesting of a text a child may hand over. */
const maxDepth = 64;
/** Longest text a child may hand over: 1 MB from the guest, and room for a config built around such texts. */
const maxTextUnits = 8 * 1024 * 1024;
const maxSteps = 10_000;
const maxWordUnits = 4_000;

/** A result as read, with the time the child says it took. */
export type ReadResult = { readonly result: SandboxResult; readonly micros: number };

/** A frame that is not what our child would send: the process is no longer ours. */
class Malformed extends Error {}

/**
 * Reads a result frame. The child may be in the hands of a guest that escaped, so every member is looked at, and
 * every text is parsed before it is passed on as JSON.
 *
 * @returns undefined for anything our child would not send
 */
export function readResult(header: string, rest: string): ReadResult | undefined {
  try {
    const said = record(JSON.parse(header));
    const at = cutTexts(said.texts, rest);
    const micros = typeof said.micros === 'number' && said.micros >= 0 ? said.micros : 0;
    return { result: readValue(record(said.value), at), micros };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

type At = (position: unknown) => JsonText;

function cutTexts(lengths: unknown, rest: string): At {
  if (!Array.isArray(lengths)) throw new Malformed();
  const texts: JsonText[] = [];
  let start = 0;
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || length < 1 || length > maxTextUnits) throw new Malformed();
    texts.push(trusted(rest.slice(start, start + length)));
    start += length;
  }
  if (start !== rest.length) throw new Malformed();
  return (position) => {
    const text = typeof position === 'number' ? texts[position] : undefined;
    if (text === undefined) throw new Malformed();
    return text;
  };
}

/** Believes a text to be JSON only after parsing it, and refuses what our parsers downstream must never meet. */
function trusted(text: string): JsonText {
  const value: unknown = JSON.parse(text);
  if (mayHoldTraps(text)) refuseTraps(value, 1);
  // Parsed a line above.
  return text as JsonText;
}

/** A cheap look that clears nearly every honest text: few brackets cannot nest deep, and no key is spelled oddly. */
function mayHoldTraps(text: string): boolean {
  if (text.includes('__proto__') || text.includes('constructor') || text.includes('prototype')) return true;
  if (text.includes('\\u')) return true;
  let opened = 0;
  for (let at = text.indexOf('{'); at !== -1 && opened <= maxDepth; at = text.indexOf('{', at + 1)) opened += 1;
  for (let at = text.indexOf('['); at !== -1 && opened <= maxDepth; at = text.indexOf('[', at + 1)) opened += 1;
  return opened > maxDepth;
}

function refuseTraps(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > maxDepth) throw new Malformed();
  if (Array.isArray(value)) {
    for (const item of value) refuseTraps(item, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Malformed();
    refuseTraps(item, depth + 1);
  }
}

function readValue(value: Readonly<Record<string, unknown>>, at: At): SandboxResult {
  switch (value.kind) {
    case 'eval':
      return value.text === undefined ? { kind: 'eval' } : { kind: 'eval', text: at(value.text) };
    case 'refused':
      return { kind: 'refused', failure: readFailure(value.failure) };
    case 'segment':
      return readSegment(value, at);
    default:
      throw new Malformed();
  }
}

function readSegment(value: Readonly<Record<string, unknown>>, at: At): SegmentResult {
  const settled = list(value.settled).map((item) => {
    const { id, ports, output, learned, failure } = record(item);
    return {
      id: word(id),
      ports: list(ports).map(word),
      ...(output !== undefined && { output: at(output) }),
      ...(learned !== undefined && { learned: at(learned) }),
      ...(failure !== undefined && { failure: readFailure(failure) }),
    };
  });
  const prepared = list(value.prepared).map((item) => {
    const { id, config, key, failure } = record(item);
    return {
      id: word(id),
      config: at(config),
      ...(key !== undefined && { key: word(key) }),
      ...(failure !== undefined && { failure: readFailure(failure) }),
    };
  });
  return { kind: 'segment', settled, prepared, ...(value.keys !== undefined && { keys: readKeys(value.keys, at) }) };
}

function readKeys(value: unknown, at: At): TriggerKeys {
  const { dedupe, lane, order, correlation, failure } = record(value);
  return {
    ...(dedupe !== undefined && { dedupe: at(dedupe) }),
    ...(lane !== undefined && { lane: at(lane) }),
    ...(order !== undefined && { order: at(order) }),
    ...(correlation !== undefined && { correlation: at(correlation) }),
    ...(failure !== undefined && { failure: readFailure(failure) }),
  };
}

const failureKinds: ReadonlySet<string> = new Set<FailureKind>([
  'transient',
  'permanent',
  'validation',
  'policy',
  'timeout',
  'cancelled',
]);

function readFailure(value: unknown): Failure {
  const { code, kind, title, detail } = record(value);
  if (!isFailureKind(kind) || !/^[a-z][a-z0-9-]*\/[a-z0-9-]+$/.test(word(code))) throw new Malformed();
  refuseTraps(detail, 1);
  const facts = { code: word(code), kind, title: word(title) };
  // It came out of JSON.parse, so it is JSON.
  return detail === undefined ? facts : { ...facts, detail: detail as Json };
}

function isFailureKind(value: unknown): value is FailureKind {
  return typeof value === 'string' && failureKinds.has(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) throw new Malformed();
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length > maxSteps) throw new Malformed();
  return value;
}

function word(value: unknown): string {
  if (typeof value !== 'string' || value.length > maxWordUnits) throw new Malformed();
  return value;
}
