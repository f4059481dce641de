import { connectionManifests } from '#connections/manifests.ts';
import type { DataClass } from '#flow/contract/field-classes.ts';
import type { JsonObject } from '#flow/json.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { ConnectionAuth } from '#flow/workspace/connection.ts';
import { parseConnection } from '#flow/workspace/parse-connection.ts';
import { freeSlug, printConnection } from '#flow/workspace/print-connection.ts';
import { allowPrivateRange, bindConnection, type EnvironmentText } from '#flow/workspace/print-environment.ts';
import type { FileChange } from '../../../data/files.ts';

/** A connection as the dialog has it, before it has an id. */
export type DraftConnection = {
  readonly name: string;
  readonly kind: 'odoo' | 'openapi' | 'http';
  readonly auth: Omit<ConnectionAuth, 'secret'>;
  readonly holds: readonly DataClass[];
  readonly operations?: readonly string[];
  readonly methods?: readonly string[];
  readonly idempotency?: { readonly header: string; readonly keptFor: string };
  /** Keys of its kind. */
  readonly extra?: JsonObject;
  /** What the environment says about it. */
  readonly binding: JsonObject;
  /** The document beside it, kept as it came. */
  readonly document?: { readonly text: string; readonly ending: 'yaml' | 'json' };
};

/** Names a new connection gets. */
export type ConnectionNames = { readonly id: string; readonly secret: string };

/** The environment file that will say where the connection leads. */
export type EnvironmentFile = EnvironmentText & { readonly path: string; readonly etag: string | null };

/** Proposes an id and the name of the secret, both free. */
export function proposeNames(
  name: string,
  taken: { readonly connections: readonly string[]; readonly secrets: readonly string[] },
): ConnectionNames {
  const id = freeSlug(name, new Set(taken.connections), 'system');
  return { id, secret: freeSlug(`${id}-key`, new Set(taken.secrets), 'system-key') };
}

/**
 * Says which files a new connection is made of.
 *
 * @returns the writes, which belong together; or problems where the form holds what a connection file cannot
 */
export function planSave(
  draft: DraftConnection,
  names: ConnectionNames,
  environment: EnvironmentFile,
): Result<readonly FileChange[]> {
  const text = printConnection(fileOf(draft, names), connectionManifests);
  const read = parseConnection(text, connectionManifests);
  if (!read.ok) return read;
  const manifest = connectionManifests.find(({ kind }) => kind === draft.kind);
  const binding = manifest?.binding.safeParse(draft.binding);
  if (binding?.success !== true) {
    const issues = binding?.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
    return refuse({ code: 'workspace/invalid-value', message: `The address cannot be saved: ${issues.join('; ')}.` });
  }
  const bound = bindConnection(environment, names.id, draft.binding);
  if (!bound.ok) return bound;
  const { document } = draft;
  return succeed([
    { path: `connections/${names.id}.yaml`, text, expect: null },
    { path: environment.path, text: bound.value, expect: environment.etag },
    ...(document === undefined
      ? []
      : [{ path: `connections/${names.id}.openapi.${document.ending}`, text: document.text, expect: null }]),
  ]);
}

function fileOf(draft: DraftConnection, { id, secret }: ConnectionNames): JsonObject {
  const { name, kind, auth, holds, operations, methods, idempotency, extra = {} } = draft;
  const allow = {
    ...(operations === undefined ? {} : { operations: [...operations] }),
    ...(methods === undefined ? {} : { methods: [...methods] }),
  };
  return {
    id,
    kind,
    name: name.trim(),
    ...(holds.length === 0 ? {} : { holds: [...holds] }),
    ...(auth.scheme === 'none' ? {} : { auth: { ...auth, secret } }),
    ...(Object.keys(allow).length === 0 ? {} : { allow }),
    ...(idempotency === undefined ? {} : { idempotency }),
    ...extra,
  };
}

/** Ranges of this very computer that an address needs opened; none for any other address. */
export function loopbackRanges(address: string): readonly string[] {
  const withScheme = /^[a-z]+:\/\//i.test(address) ? address : `http://${address}`;
  const host = URL.canParse(withScheme) ? new URL(withScheme).hostname : '';
  if (host === 'localhost') return ['127.0.0.0/8', '::1/128'];
  if (host === '[::1]') return ['::1/128'];
  return /^127(\.\d+){3}$/.test(host) ? ['127.0.0.0/8'] : [];
}

/** Opens ranges in the text of an environment file. */
export function openRanges(environment: EnvironmentText, ranges: readonly string[]): Result<string> {
  let text = environment.text;
  for (const range of ranges) {
    const opened = allowPrivateRange({ ...environment, text }, range);
    if (!opened.ok) return opened;
    text = opened.value;
  }
  return succeed(text);
}

/** Data classes a system of this kind usually holds; a person corrects them. */
export function usualClasses(kind: DraftConnection['kind']): readonly DataClass[] {
  return kind === 'odoo' ? ['internal', 'personal', 'financial'] : ['internal'];
}
