import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { printDocument, type ReadDocument, readDocument } from '#flow/text/document.ts';
import { parseWorkspaceFile, type TrustedKey, workspaceFileSchema } from '#flow/workspace/parse-workspace-file.ts';
import { exitCodes, Refused } from '../command.ts';
import { workspaceFile } from '../places.ts';

/** A trusted key with the id its signatures carry. */
export type ListedKey = TrustedKey & { readonly keyId: string };

/** What is said of a key; what is left out stays as it is. */
export type KeyWish = {
  readonly name: string;
  readonly key: string | undefined;
  readonly person: string | undefined;
  readonly roles: readonly string[];
  readonly until: string | undefined;
};

/** The keys a workspace trusts, in the order of the file. */
export async function listKeys(folder: string): Promise<readonly ListedKey[]> {
  const { keyIdOf } = await import('#runtime/keys/signing-keys.ts');
  return settingsOf(await readSettings(folder)).map((key) => ({ ...key, keyId: keyIdOf(key.key) }));
}

/** Adds a key, or changes what a trusted one of the name may sign. */
export async function trustKey(folder: string, wish: KeyWish): Promise<ListedKey> {
  const { name, key, person, roles, until } = wish;
  const known = (await listKeys(folder)).find((one) => one.name === name);
  if (known === undefined && key === undefined)
    throw new Refused(
      exitCodes.usage,
      `penstock.yaml has no key "${name}" yet. Name the public key with --key BASE64.`,
    );
  if (known !== undefined && key !== undefined && key !== known.key)
    throw new Refused(exitCodes.usage, `penstock.yaml has another key "${name}". Give the new key a name of its own.`);
  const same = (await listKeys(folder)).find((one) => one.key === key && one.name !== name);
  if (same !== undefined)
    throw new Refused(exitCodes.usage, `penstock.yaml has this key already, as "${same.name}". Use that name.`);
  const said = {
    ...(key === undefined ? {} : { key }),
    ...(person === undefined ? {} : { person }),
    ...(roles.length === 0 ? {} : { roles: [...new Set(roles)] }),
    ...(until === undefined ? {} : { until }),
  };
  return await changeKey(folder, name, (before) => ({ name, ...before, ...said }));
}

/** Notes from which day on a key counts for nothing; one that was revoked before keeps its day. */
export async function revokeKey(folder: string, nameOrId: string, day: string): Promise<ListedKey> {
  const keys = await listKeys(folder);
  const found = keys.find(({ name }) => name === nameOrId) ?? keys.find(({ keyId }) => keyId === nameOrId);
  if (found === undefined) {
    const names = keys.map(({ name }) => name).join(', ');
    throw new Refused(
      exitCodes.usage,
      `penstock.yaml has no key "${nameOrId}". It has: ${names === '' ? 'none' : names}.`,
    );
  }
  return await changeKey(folder, found.name, (before) => ({ revoked: day, ...before }));
}

/** Writes one entry of `trustedKeys` in canonical form; comments of the file stay. */
async function changeKey(folder: string, name: string, change: (before: JsonObject) => JsonObject): Promise<ListedKey> {
  const text = await readSettings(folder);
  const { value, comments } = documentOf(text);
  const entries = Array.isArray(value.trustedKeys) ? value.trustedKeys.filter(isJsonObject) : [];
  const isKnown = entries.some((entry) => entry.name === name);
  const changed = isKnown
    ? entries.map((entry) => (entry.name === name ? change(entry) : entry))
    : [...entries, change({})];
  const after = printDocument({ ...value, trustedKeys: changed }, comments, workspaceFileSchema);
  const parsed = parseWorkspaceFile(after);
  if (!parsed.ok) throw new Refused(exitCodes.usage, ...parsed.problems.map(({ message }) => message));
  await writeFile(join(folder, workspaceFile), after);
  const { keyIdOf } = await import('#runtime/keys/signing-keys.ts');
  const written = parsed.value.trustedKeys.find((one) => one.name === name);
  if (written === undefined) throw new Error(`penstock.yaml lost the key "${name}" while it was written.`);
  return { ...written, keyId: keyIdOf(written.key) };
}

async function readSettings(folder: string): Promise<string> {
  return await readFile(join(folder, workspaceFile), 'utf8');
}

function settingsOf(text: string): readonly TrustedKey[] {
  const parsed = parseWorkspaceFile(text);
  if (!parsed.ok) throw refusedFile(parsed.problems);
  return parsed.value.trustedKeys;
}

function documentOf(text: string): ReadDocument {
  const read = readDocument(text, () => workspaceFileSchema);
  if (!read.ok) throw refusedFile(read.problems);
  return read.value;
}

function refusedFile(problems: readonly { readonly message: string }[]): Refused {
  return new Refused(exitCodes.usage, ...problems.map((problem) => ({ ...problem, file: workspaceFile })));
}
