import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Result, succeed } from '../problem.ts';
import { printDocument, readDocument } from '../text/document.ts';
import type { Purpose } from './environment.ts';
import { environmentFileSchema } from './parse-environment.ts';
import { setMember } from './print-member.ts';

/** An environment file as it stands; an empty text stands for one that is not there yet. */
export type EnvironmentText = { readonly text: string; readonly name: string; readonly purpose: Purpose };

/**
 * Says where a connection leads, in the text of an environment file; every byte beside the connection's own lines stays.
 *
 * @returns the new text, or why the text cannot be read
 */
export function bindConnection(file: EnvironmentText, id: string, binding: JsonObject): Result<string> {
  return changeMember(file, { top: 'connections', member: id, change: () => binding });
}

/** Takes a connection out of the text of an environment file; every byte beside its own lines stays. */
export function unbindConnection(file: EnvironmentText, id: string): Result<string> {
  return changeMember(file, { top: 'connections', member: id, change: () => undefined });
}

/** Opens a private address range, as CIDR, in the text of an environment file; once is enough. */
export function allowPrivateRange(file: EnvironmentText, range: string): Result<string> {
  const change = (ranges: Json | undefined): Json => {
    const known: readonly Json[] = Array.isArray(ranges) ? ranges : [];
    return known.includes(range) ? known : [...known, range];
  };
  return changeMember(file, { top: 'egress', member: 'allowPrivate', change });
}

type Change = {
  readonly top: string;
  readonly member: string;
  /** Gives the member's new value; nothing takes it out. */
  readonly change: (before: Json | undefined) => Json | undefined;
};

function changeMember({ text, name, purpose }: EnvironmentText, { top, member, change }: Change): Result<string> {
  if (text.trim() === '') {
    const made = change(undefined);
    return succeed(print({ name, purpose, ...(made === undefined ? {} : { [top]: { [member]: made } }) }));
  }
  const read = readDocument(text, schemaOf);
  if (!read.ok) return read;
  const before = isJsonObject(read.value.value[top]) ? read.value.value[top] : {};
  const value = change(Object.hasOwn(before, member) ? before[member] : undefined);
  const after = withMember(read.value.value, { top, member, value });
  if (same(after, read.value.value)) return succeed(text);
  const edited = setMember(text, { top, member, value, keysAfter: keysAfter(top) });
  const again = edited === undefined ? undefined : readDocument(edited, schemaOf);
  // Whatever the lines held that this reading of them did not foresee: the canonical form says the same.
  if (edited === undefined || again === undefined || !again.ok || !same(again.value.value, after)) {
    return succeed(printDocument(after, read.value.comments, schemaOf(after)));
  }
  return succeed(edited);
}

const schemaOf = (value: JsonObject) => environmentFileSchema(value, () => undefined);

function print(value: JsonObject): string {
  return printDocument(value, new Map(), schemaOf(value));
}

function withMember(
  file: JsonObject,
  { top, member, value }: { readonly top: string; readonly member: string; readonly value: Json | undefined },
): JsonObject {
  const before = isJsonObject(file[top]) ? file[top] : {};
  const kept = Object.entries(before).filter(([key]) => key !== member || value !== undefined);
  const members: JsonObject = { ...Object.fromEntries(kept), ...(value === undefined ? {} : { [member]: value }) };
  const others = Object.entries(file).filter(([key]) => key !== top);
  return Object.keys(members).length === 0 ? Object.fromEntries(others) : { ...file, [top]: members };
}

/** Keys of the file that stand below this one. */
function keysAfter(top: string): readonly string[] {
  const keys = Object.keys(schemaOf({}).shape);
  return keys.slice(keys.indexOf(top) + 1);
}

/** Whether two files say the same; the order of keys says nothing. */
function same(one: Json, other: Json): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => same(item, other[index] ?? null));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && same(one[key] ?? null, other[key] ?? null))
  );
}
