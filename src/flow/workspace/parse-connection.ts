import { z } from 'zod';
import { dataClasses } from '../contract/field-classes.ts';
import { parseDuration } from '../duration.ts';
import type { JsonObject } from '../json.ts';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import { duration } from '../node-type/field.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import { didYouMean } from '../text/nearest-name.ts';
import type { BreakerPolicy, Connection, ConnectionAuth, ConnectionLimits } from './connection.ts';
import { parseRate, rate, slug, title } from './ids.ts';

/** Every connection kind known, as the generated list beside the kinds has them. */
export type ConnectionKinds = readonly ConnectionManifest[];

/** What a connection has where its file says nothing. */
export const connectionDefaults = {
  limits: { concurrency: 4 },
  breaker: { failurePercent: 50, of: 20, openForMs: 30_000 },
  maxRequestTimeMs: 60_000,
} as const satisfies Pick<Connection, 'limits' | 'breaker' | 'maxRequestTimeMs'>;

const schemes = ['api-key', 'bearer', 'basic', 'none'] as const satisfies readonly ConnectionAuth['scheme'][];

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is no header name; use letters, digits and hyphens');

const queryName = z
  .string()
  .regex(/^[A-Za-z0-9_.~-]{1,64}$/, 'is no parameter name; use letters, digits, `_`, `.`, `~` and `-`');

const positive = (what: string) =>
  duration({ title: what }).refine((text) => (parseDuration(text) ?? 1) > 0, 'must be longer than nothing');

const auth = z
  .strictObject({
    scheme: z.enum(schemes),
    secret: slug.optional(),
    header: headerName.optional(),
    query: queryName.optional(),
    user: title.optional(),
  })
  .superRefine((value, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (value.scheme === 'none' && value.secret !== undefined) complain('secret', 'has no use under scheme `none`');
    if (value.scheme !== 'none' && value.secret === undefined) {
      complain('secret', `is missing; name the stored secret that scheme \`${value.scheme}\` sends`);
    }
    if (value.scheme !== 'api-key' && value.header !== undefined)
      complain('header', 'belongs to scheme `api-key` only');
    if (value.scheme !== 'api-key' && value.query !== undefined) complain('query', 'belongs to scheme `api-key` only');
    if (value.query !== undefined && value.header !== undefined) {
      complain('query', 'and `header` exclude each other; the key is sent in one place');
    }
    if (value.scheme !== 'basic' && value.user !== undefined) complain('user', 'belongs to scheme `basic` only');
  });

const host = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:[1-9]\d{0,4})?$/,
    'is no host; write a name in lower case, or name:port, without scheme, path and `*`',
  );

const percent = z
  .string()
  .regex(/^([1-9]\d?|100)%$/, 'is no share; write a whole number from 1 to 100 and `%`, such as 50%');

const commonKeys = {
  id: slug,
  kind: slug,
  name: title,
  system: slug.optional(),
  holds: z.array(z.enum(dataClasses)).optional(),
  auth: auth.optional(),
  hosts: z.array(host).max(50).optional(),
  allow: z
    .strictObject({
      operations: z.array(z.string().min(1).max(200)).optional(),
      methods: z.array(z.string().min(1).max(128)).optional(),
    })
    .optional(),
  limits: z.strictObject({ concurrency: z.int().min(1).max(1000).optional(), rate: rate.optional() }).optional(),
  breaker: z
    .strictObject({
      failures: percent.optional(),
      of: z.int().min(1).max(10_000).optional(),
      openFor: positive('Open for').optional(),
    })
    .optional(),
  maxRequestTime: positive('Longest request').optional(),
  idempotency: z.strictObject({ header: headerName, keptFor: positive('Kept for') }).optional(),
};

const commonSchema = z.strictObject(commonKeys);
type ConnectionFile = z.infer<typeof commonSchema>;

/** The schema of a connection file: the keys all kinds share, then those of its own kind. */
export function connectionFileSchema(kinds: ConnectionKinds, file: JsonObject): z.ZodObject {
  const kind = kinds.find((known) => known.kind === file.kind);
  if (kind === undefined) return commonSchema.loose();
  return z.strictObject({ ...commonKeys, ...kind.config.shape });
}

/** Reads `connections/<id>.yaml`, defaults filled in; refuses unknown kinds, keys, and operations its kind lacks. */
export function parseConnection(text: string, kinds: ConnectionKinds): Result<Connection> {
  const read = readDocument(text, (file) => connectionFileSchema(kinds, file));
  if (!read.ok) return read;
  const { value, problemAtPath } = read.value;
  const kind = kinds.find((known) => known.kind === value.kind);
  if (kind === undefined) {
    const names = kinds.map((known) => known.kind);
    const message = `The connection kind \`${String(value.kind)}\` is unknown.${didYouMean(String(value.kind), names)} Known: ${names.join(', ')}.`;
    return refuse(problemAtPath(['kind'], 'workspace/unknown-kind', message));
  }
  // The schema of this file accepted the value a moment ago.
  const file = value as unknown as ConnectionFile;
  const unknown = unknownOperations(file, kind);
  if (unknown.length > 0) {
    return refuse(
      ...unknown.map(({ index, message }) =>
        problemAtPath(['allow', 'operations', index], 'workspace/unknown-operation', message),
      ),
    );
  }
  return succeed(buildConnection(file, value, kind));
}

/** Holds the operations a connection allows against those of its document; the file alone cannot tell. */
export function judgeAllowedOperations(connection: Connection): readonly Problem[] {
  const { id, allow, api } = connection;
  if (api === undefined) return [];
  const known = new Set(api.operations.map(({ operation }) => operation));
  return (allow?.operations ?? []).flatMap((operation, index) => {
    if (known.has(operation)) return [];
    const message = `The document of \`${id}\` has no operation \`${operation}\`.${didYouMean(operation, known)}`;
    return [{ code: 'workspace/unknown-operation', message, path: `allow.operations.${index}` }];
  });
}

/** Writes a connection file in its canonical form. */
export function formatConnection(text: string, kinds: ConnectionKinds): Result<string> {
  return formatDocument(text, (file) => connectionFileSchema(kinds, file));
}

/** A kind without named operations, such as plain HTTP, cannot say which ones are misspelt. */
function unknownOperations(
  file: ConnectionFile,
  kind: ConnectionManifest,
): readonly { index: number; message: string }[] {
  const names = kind.operations.map((known) => known.operation);
  if (names.length === 0) return [];
  return (file.allow?.operations ?? []).flatMap((operation, index) =>
    names.includes(operation)
      ? []
      : [{ index, message: `\`${kind.kind}\` has no operation \`${operation}\`.${didYouMean(operation, names)}` }],
  );
}

function buildConnection(file: ConnectionFile, value: JsonObject, kind: ConnectionManifest): Connection {
  const extra = Object.entries(value).filter(([key]) => Object.hasOwn(kind.config.shape, key));
  const { id, name, system, holds, auth: authFile, hosts, allow, idempotency } = file;
  return {
    id,
    kind: file.kind,
    name,
    ...(system === undefined ? {} : { system }),
    ...(holds === undefined ? {} : { holds }),
    ...(authFile === undefined ? {} : { auth: present(authFile) }),
    ...(hosts === undefined ? {} : { hosts }),
    ...(allow === undefined ? {} : { allow: present(allow) }),
    limits: readLimits(file.limits),
    breaker: readBreaker(file.breaker),
    maxRequestTimeMs: durationMs(file.maxRequestTime, connectionDefaults.maxRequestTimeMs),
    ...(idempotency === undefined
      ? {}
      : { idempotency: { header: idempotency.header, keptForMs: durationMs(idempotency.keptFor, 0) } }),
    extra: Object.fromEntries(extra),
  };
}

function readLimits(limits: ConnectionFile['limits']): ConnectionLimits {
  const perSecond = limits?.rate === undefined ? undefined : parseRate(limits.rate);
  return {
    concurrency: limits?.concurrency ?? connectionDefaults.limits.concurrency,
    ...(perSecond === undefined ? {} : { ratePerSecond: perSecond }),
  };
}

function readBreaker(breaker: ConnectionFile['breaker']): BreakerPolicy {
  const { failurePercent, of, openForMs } = connectionDefaults.breaker;
  return {
    failurePercent: breaker?.failures === undefined ? failurePercent : Number(breaker.failures.slice(0, -1)),
    of: breaker?.of ?? of,
    openForMs: durationMs(breaker?.openFor, openForMs),
  };
}

function durationMs(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : (parseDuration(text) ?? otherwise);
}

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Drops the `undefined` that optional members of a schema's type carry; parsed text never holds one. */
function present<T extends object>(value: T): Present<T> {
  // Only the type changes: members that were absent stay absent.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
