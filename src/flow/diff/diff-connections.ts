import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ApiOperation } from '../openapi/document.ts';
import { meaningOfOperation } from '../openapi/document.ts';
import type { Connection } from '../workspace/connection.ts';
import type { Change, Risk } from './change.ts';
import { compareValues, type Difference, isSame } from './compare-values.ts';
import { sayKey } from './field-words.ts';
import { noteChange } from './note-change.ts';
import { sayList } from './say-value.ts';
import { lowerFirst, tellField } from './tell-field.ts';

const titles: Readonly<Record<string, string>> = {
  kind: 'Kind',
  name: 'Name',
  system: 'System',
  holds: 'Data classes the system may hold',
  'auth.scheme': 'Proof of who we are',
  'auth.secret': 'Secret',
  'auth.header': 'Header that carries the secret',
  'auth.query': 'Query parameter that carries the secret',
  'auth.user': 'User name',
  hosts: 'Hosts',
  'allow.operations': 'Allowed operations',
  'allow.methods': 'Allowed methods',
  'limits.concurrency': 'Requests at the same time',
  'limits.ratePerSecond': 'Requests per second',
  'breaker.failurePercent': 'Share of failures that pauses work',
  'breaker.of': 'Requests counted before work is paused',
  'breaker.openForMs': 'Pause after too many failures',
  maxRequestTimeMs: 'Longest time of a request',
  'idempotency.header': 'Header for repeat protection',
  'idempotency.keptForMs': 'How long the system remembers repeats',
};

/** Connections that came, went or changed. */
export function diffConnections(before: readonly Connection[], after: readonly Connection[]): readonly Change[] {
  const wasById = new Map(before.map((one) => [one.id, one] as const));
  const isById = new Map(after.map((one) => [one.id, one] as const));
  return [...new Set([...isById.keys(), ...wasById.keys()])].sort().flatMap((id) => {
    const [was, is] = [wasById.get(id), isById.get(id)];
    const place = { kind: 'connection', file: `connections/${id}.yaml` } as const;
    if (was === undefined) {
      const sentence = `Connection ${id} added, of kind ${is?.kind}.`;
      return [noteChange({ ...place, risk: 'medium', sentence, after: id })];
    }
    if (is === undefined) {
      return [noteChange({ ...place, risk: 'medium', sentence: `Connection ${id} removed.`, before: id })];
    }
    return [...tellFields(was, is), ...tellDocument(was, is)];
  });
}

function fieldsOf({ api: _api, extra, ...fields }: Connection): JsonObject {
  // A connection without its document is JSON as it was read.
  return { ...extra, ...(fields as unknown as JsonObject) };
}

function tellFields(before: Connection, after: Connection): readonly Change[] {
  if (before === after) return [];
  return compareValues(fieldsOf(before), fieldsOf(after)).flatMap((difference) => {
    return spread(difference).map(({ path, was, is }) => {
      const what = `${titles[path] ?? path.split('.').map(sayKey).join(' › ')} of the connection ${after.id}`;
      const [old, now] = path.endsWith('Ms') ? [textOf(was), textOf(is)] : [was, is];
      const meta = path.endsWith('Ms') ? { field: 'duration' as const } : {};
      const sentence =
        tellList(path, after.id, was, is) ??
        tellField({ what, key: path.split('.').at(-1) ?? '', before: old, after: now, meta });
      const values = { field: path, before: was, after: is, file: `connections/${after.id}.yaml` };
      return noteChange({ kind: 'connection', risk: riskOf(path, was, is), sentence, ...values });
    });
  });
}

/** A member such as `auth` that came or went whole is told by its own members. */
function spread({
  keys,
  before,
  after,
}: Difference): readonly { path: string; was: Json | undefined; is: Json | undefined }[] {
  const path = keys.join('.');
  const isGroup = ['auth', 'allow', 'idempotency'].includes(path);
  if (!isGroup) return [{ path, was: before, is: after }];
  const [was, is] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  return compareValues(was, is).map((one) => ({ path: [path, ...one.keys].join('.'), was: one.before, is: one.after }));
}

function textOf(value: Json | undefined): Json | undefined {
  return typeof value === 'number' ? `${value}ms` : value;
}

/** An absent list allows everything, so the first entry takes rights away and the last one gives them back. */
function tellList(path: string, id: string, before: Json | undefined, after: Json | undefined): string | undefined {
  if (path !== 'allow.operations' && path !== 'allow.methods') return undefined;
  const what = lowerFirst(path === 'allow.operations' ? 'operations' : 'methods');
  if (after === undefined) return `The connection ${id} now allows all ${what}.`;
  const list = (value: Json | undefined) => (Array.isArray(value) ? value.map(String) : []);
  if (before === undefined) return `The connection ${id} now allows only the ${what} ${sayList(list(after))}.`;
  const [had, has] = [list(before), list(after)];
  const added = has.filter((one) => !had.includes(one));
  const removed = had.filter((one) => !has.includes(one));
  const parts = [
    ...(added.length === 0 ? [] : [`now allows ${sayList(added)}`]),
    ...(removed.length === 0 ? [] : [`no longer allows ${sayList(removed)}`]),
  ];
  return parts.length === 0
    ? `Order of the ${what} the connection ${id} allows changed.`
    : `The connection ${id} ${parts.join(' and ')}.`;
}

function riskOf(path: string, before: Json | undefined, after: Json | undefined): Risk {
  if (path === 'auth.scheme') return after === undefined || after === 'none' ? 'high' : 'medium';
  // What flows reach by a new host is told by their reach.
  if (path === 'hosts') return isWidened(path, before, after) ? 'medium' : 'low';
  if (path === 'holds' || path === 'allow.operations' || path === 'allow.methods') {
    return isWidened(path, before, after) ? 'high' : 'low';
  }
  if (path.startsWith('idempotency')) return after === undefined ? 'high' : 'medium';
  if (path === 'name' || path.startsWith('limits') || path.startsWith('breaker') || path === 'maxRequestTimeMs')
    return 'low';
  return 'medium';
}

/** True where a list lets more through than it did. */
function isWidened(path: string, before: Json | undefined, after: Json | undefined): boolean {
  if (path.startsWith('allow') && after === undefined) return true;
  if (path.startsWith('allow') && before === undefined) return false;
  const had = new Set(Array.isArray(before) ? before : []);
  return Array.isArray(after) && after.some((one) => !had.has(one));
}

/** Operations of the document beside a connection. */
function tellDocument({ api: before }: Connection, { id, api: after }: Connection): readonly Change[] {
  if (before === after) return [];
  const place = { kind: 'connection', field: 'api', file: `connections/${id}.yaml` } as const;
  const sameSource = before !== undefined && after !== undefined && isSame(before.source, after.source);
  if (sameSource) return [];
  const [was, is] = [byName(before?.operations), byName(after?.operations)];
  const changed = [...is].filter(([name, one]) => {
    const old = was.get(name);
    return old !== undefined && !isSame(meaningOfOperation(old), meaningOfOperation(one));
  });
  const added = [...is.keys()].filter((name) => !was.has(name));
  const removed = [...was.keys()].filter((name) => !is.has(name));
  const parts = [
    ...(changed.length === 0 ? [] : [`${sayList(changed.map(([name]) => name))} changed`]),
    ...(added.length === 0 ? [] : [`${sayList(added)} added`]),
    ...(removed.length === 0 ? [] : [`${sayList(removed)} removed`]),
  ];
  const said = parts.length === 0 ? 'changed; its operations are the same' : `changed: ${parts.join('; ')}`;
  const risk = removed.length > 0 || changed.length > 0 ? 'medium' : 'low';
  return [noteChange({ ...place, risk, sentence: `Document of the connection ${id} ${said}.` })];
}

function byName(operations: readonly ApiOperation[] = []): ReadonlyMap<string, ApiOperation> {
  return new Map(operations.map((one) => [one.operation, one] as const));
}
