import { type Failure, invalid } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { ApiBody, ApiOperation, ApiParameter } from '#flow/openapi/document.ts';

/** What an operation's values come to on the wire. */
export type Placed = {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
};

/** Values in their places, or the failure that names the one without. */
export type Placing<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** A value as texts under names: several where a list repeats its parameter. */
type Written = readonly (readonly [name: string, value: string])[];

/**
 * Puts the values of a step into path, query and headers as the document says. A value of nothing leaves its parameter
 * out; `sent` names the headers and query parameters the connection sends itself.
 */
export function placeParameters(
  operation: ApiOperation,
  values: JsonObject,
  isSent: (parameter: ApiParameter) => boolean,
): Placing<Placed> {
  const known = new Set(operation.parameters.map(({ key }) => key));
  const stray = Object.keys(values).find((key) => !known.has(key));
  if (stray !== undefined) return wrong(`The operation takes no parameter "${stray.slice(0, 100)}".`);
  let { path } = operation;
  const query: Record<string, string | string[]> = {};
  const headers: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const value = (Object.hasOwn(values, parameter.key) ? values[parameter.key] : undefined) ?? null;
    if (value === null) {
      if (!parameter.required || isSent(parameter)) continue;
      return wrong(`The parameter "${parameter.key}" is required and came to nothing.`);
    }
    const written = write(parameter, value);
    if (written === undefined) return wrong(`The parameter "${parameter.key}" holds a group or list it cannot carry.`);
    if (parameter.in === 'query') for (const [name, text] of written) addTo(query, name, text);
    const [first] = written;
    if (parameter.in === 'header' && first !== undefined) headers[parameter.name] = first[1];
    if (parameter.in === 'path') {
      const text = encodePath(first?.[1] ?? '');
      if (text === undefined) return wrong(`The parameter "${parameter.key}" would change the path it stands in.`);
      path = path.replaceAll(`{${parameter.name}}`, () => text);
    }
  }
  return { ok: true, value: { path, query, headers } };
}

function wrong(title: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: invalid('openapi/bad-parameter', title) };
}

function addTo(query: Record<string, string | string[]>, name: string, text: string): void {
  const before = Object.hasOwn(query, name) ? query[name] : undefined;
  if (before === undefined) query[name] = text;
  else query[name] = [...(typeof before === 'string' ? [before] : before), text];
}

/** A slash in a value stays part of the value; an empty one, or dots alone, would name another path. */
function encodePath(text: string): string | undefined {
  // Half a surrogate pair is no text an address can carry, and encoding would throw.
  if (text === '' || /^\.{1,2}$/.test(text) || !text.isWellFormed()) return undefined;
  return encodeURIComponent(text);
}

const separators: Readonly<Record<'comma' | 'space' | 'pipe', string>> = { comma: ',', space: ' ', pipe: '|' };

function write({ name, style }: ApiParameter, value: Json): Written | undefined {
  if (style === 'json') return [[name, JSON.stringify(value)]];
  if (!isJsonObject(value) && !Array.isArray(value)) return [[name, asText(value)]];
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    if (!items.every(isSingle)) return undefined;
    if (style === 'repeat' || style === 'deep') return items.map((item) => [name, asText(item)] as const);
    return items.length === 0 ? [] : [[name, items.map(asText).join(separators[style])]];
  }
  const members = Object.entries(value).filter(([, member]) => member !== null);
  if (!members.every(([, member]) => isSingle(member))) return undefined;
  if (style === 'deep') return members.map(([key, member]) => [`${name}[${key}]`, asText(member)] as const);
  return style === 'repeat' ? members.map(([key, member]) => [key, asText(member)] as const) : undefined;
}

function isSingle(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Writes a body as the operation takes it. */
export function encodeBody(body: ApiBody, value: Json): Placing<string> {
  if (body.encoding === 'json') return { ok: true, value: JSON.stringify(value) };
  if (!isJsonObject(value)) {
    const title = 'The operation takes a form, so the body must be an object with named fields.';
    return { ok: false, failure: invalid('openapi/bad-body', title) };
  }
  const pairs = Object.entries(value).flatMap(([name, member]) => formPairs(name, member, body.indexed.includes(name)));
  const text = pairs.map(([name, member]) => `${encodeForm(name)}=${encodeForm(member)}`).join('&');
  return { ok: true, value: text };
}

/** Groups are written with brackets, which is what systems with forms of several levels read. */
function formPairs(name: string, value: Json, isIndexed: boolean): Written {
  if (value === null) return [];
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.flatMap((item, index) => {
      return formPairs(isIndexed || !isSingle(item) ? `${name}[${index}]` : name, item, isIndexed);
    });
  }
  if (!isJsonObject(value)) return [[name, asText(value)]];
  return Object.entries(value).flatMap(([key, member]) => formPairs(`${name}[${key}]`, member, isIndexed));
}

function encodeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+');
}
