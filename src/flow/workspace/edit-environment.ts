import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { printDocument, readDocument } from '../text/document.ts';
import { placeKeys } from './binding-target.ts';
import type { Environment } from './environment.ts';
import { environmentFileSchema, type KindOfConnection } from './parse-environment.ts';
import type { EnvironmentText } from './print-environment.ts';

/** Parts of an environment that have entries of their own. */
export const environmentParts = ['connection', 'variable', 'label', 'private-range', 'limit'] as const;

/** One such part. */
export type EnvironmentPart = (typeof environmentParts)[number];

/** What becomes of one entry; without a value it is taken out. A private range is its own key, with the value `true`. */
export type EnvironmentEdit = { readonly kind: EnvironmentPart; readonly key: string; readonly value?: Json };

const topOf = { connection: 'connections', variable: 'variables', label: 'labels', limit: 'limits' } as const;

/**
 * Applies edits to the text of an environment file and prints it in its canonical form; comments stay.
 *
 * @returns problems where the text cannot be read, or where it would say what an environment cannot
 */
export function editEnvironmentText(
  file: EnvironmentText,
  edits: readonly EnvironmentEdit[],
  kindOf: KindOfConnection,
): Result<string> {
  const { text, name, purpose } = file;
  const open = (value: JsonObject) => environmentFileSchema(value, () => undefined);
  const read = text.trim() === '' ? undefined : readDocument(text, open);
  if (read?.ok === false) return read;
  const before: JsonObject = read?.value.value ?? { name, purpose };
  const after = edits.reduce(applyEdit, before);
  const printed = printDocument(after, read?.value.comments ?? new Map(), open(after));
  // Only what was touched is held against its kind: what somebody else left half done is not in the way.
  const touched = new Set(edits.flatMap(({ kind, key }) => (kind === 'connection' ? [key] : [])));
  const again = readDocument(printed, (value) =>
    environmentFileSchema(value, (id) => (touched.has(id) ? kindOf(id) : undefined)),
  );
  return again.ok ? succeed(printed) : again;
}

function applyEdit(file: JsonObject, { kind, key, value }: EnvironmentEdit): JsonObject {
  if (kind === 'private-range') {
    const egress = isJsonObject(file.egress) ? file.egress : {};
    const known: readonly Json[] = Array.isArray(egress.allowPrivate) ? egress.allowPrivate : [];
    const others = known.filter((range) => range !== key);
    return withTop(
      file,
      'egress',
      withKey(egress, 'allowPrivate', rangesOf(value === true ? [...others, key] : others)),
    );
  }
  const top = topOf[kind];
  const members = isJsonObject(file[top]) ? file[top] : {};
  return withTop(file, top, withKey(members, key, value));
}

function rangesOf(ranges: readonly Json[]): Json | undefined {
  return ranges.length === 0 ? undefined : ranges;
}

function withKey(members: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return { ...members, [key]: value };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== key));
}

function withTop(file: JsonObject, top: string, members: JsonObject): JsonObject {
  return withKey(file, top, Object.keys(members).length === 0 ? undefined : members);
}

/** An entry somebody wants to take over, with what they typed of it. */
export type PromotedEntry = { readonly kind: EnvironmentPart; readonly key: string; readonly typed?: JsonObject };

/**
 * Says which edits take entries of one environment over into another. Where the other is live and this one is not,
 * addresses and databases are never copied: they stay as they are there, or somebody types them.
 */
export function planPromotion(
  from: Environment,
  to: Environment,
  entries: readonly PromotedEntry[],
): Result<readonly EnvironmentEdit[]> {
  const edits: EnvironmentEdit[] = [];
  const problems: Problem[] = [];
  for (const entry of entries) {
    const value = entryOf(from, entry);
    if (value === undefined) problems.push(nothingThere(from.name, entry));
    else if (entry.kind !== 'connection' || !isJsonObject(value))
      edits.push({ kind: entry.kind, key: entry.key, value });
    else {
      const binding = promoteBinding(value, { from, to, entry });
      if (binding.ok) edits.push({ kind: 'connection', key: entry.key, value: binding.value });
      else problems.push(...binding.problems);
    }
  }
  return problems.length > 0 ? refuse(...problems) : succeed(edits);
}

/** What an environment says under a kind and a key; undefined where it says nothing. */
export function entryOf(
  environment: Environment,
  { kind, key }: Pick<EnvironmentEdit, 'kind' | 'key'>,
): Json | undefined {
  if (kind === 'private-range') return environment.egress.allowPrivate.includes(key) ? true : undefined;
  const members: JsonObject | undefined = environment[topOf[kind]];
  return members !== undefined && Object.hasOwn(members, key) ? members[key] : undefined;
}

/** Keys of a binding somebody has to type when it is taken over. */
export function keysToType(from: Environment, to: Environment, connection: string): readonly string[] {
  if (to.purpose !== 'live' || from.purpose === 'live') return [];
  return placeKeys.filter((key) => Object.hasOwn(from.connections[connection] ?? {}, key));
}

function promoteBinding(
  binding: JsonObject,
  { from, to, entry }: { readonly from: Environment; readonly to: Environment; readonly entry: PromotedEntry },
): Result<JsonObject> {
  const kept = to.connections[entry.key] ?? {};
  const typed = keysToType(from, to, entry.key);
  const given = { ...kept, ...entry.typed };
  const lacking = typed.filter((key) => given[key] === undefined || given[key] === '');
  if (lacking.length > 0) return refuse(mustBeTyped(entry.key, to.name, lacking));
  const places = Object.fromEntries(typed.map((key) => [key, given[key] ?? null]));
  return succeed({ ...binding, ...entry.typed, ...places });
}

function mustBeTyped(connection: string, environment: string, keys: readonly string[]): Problem {
  const what = keys.map((key) => `"${key}"`).join(' and ');
  const message = `${what} of the connection "${connection}" ${keys.length === 1 ? 'is' : 'are'} not taken over into ${environment}, which is live. Type where it leads there.`;
  return { code: 'environment/must-be-typed', message };
}

function nothingThere(environment: string, { kind, key }: PromotedEntry): Problem {
  const message = `${environment} has no ${kind.replace('-', ' ')} "${key}" to take over. Look at the comparison again.`;
  return { code: 'environment/nothing-there', message };
}
