import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import { type Result, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import type { Environment } from './environment.ts';
import { slug, title } from './ids.ts';

/** The kind of a connection by its id, or undefined where the workspace has no such connection. */
export type KindOfConnection = (connection: string) => ConnectionManifest | undefined;

/** IPv4 or IPv6 with a prefix length; whether the octets are in range is judged where addresses are matched. */
const cidr = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9a-f:]+\/\d{1,3})$/, 'is no address range; write it as 10.0.0.0/8')
  .refine(isAddressRange, 'is no address range; each part is at most 255, the length at most 32 (128 for IPv6)');

function isAddressRange(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  if (address.includes(':')) return Number(length) <= 128 && address.split(':').length <= 8;
  return Number(length) <= 32 && address.split('.').every((part) => Number(part) <= 255);
}

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'is no variable name; use letters, digits and `_`');

const anyValues = z.record(z.string(), z.unknown());

const labelValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** The schema of an environment file; the binding of a connection it does not know is left open. */
export function environmentFileSchema(file: JsonObject, kindOf: KindOfConnection): z.ZodObject {
  const bound = typeof file.connections === 'object' && file.connections !== null ? Object.keys(file.connections) : [];
  const bindings = Object.fromEntries(bound.map((id) => [id, (kindOf(id)?.binding ?? anyValues).optional()]));
  return z.strictObject({
    name: slug,
    purpose: z.enum(['dev', 'test', 'live']),
    description: title.optional(),
    labels: z.record(z.string(), labelValue).optional(),
    variables: z.record(variableName, z.unknown()).optional(),
    connections: z.object(bindings).optional(),
    egress: z.strictObject({ allowPrivate: z.array(cidr).optional() }).optional(),
    limits: anyValues.optional(),
  });
}

/**
 * Reads `environments/<name>.yaml`. Bindings are judged by the kind of their connection where that is known; whether
 * every connection is bound is a question of the whole workspace.
 */
export function parseEnvironment(text: string, kindOf: KindOfConnection = () => undefined): Result<Environment> {
  const read = readDocument(text, (file) => environmentFileSchema(file, kindOf));
  if (!read.ok) return read;
  // The schema of this file accepted the value a moment ago.
  const file = read.value.value as unknown as EnvironmentFile;
  return succeed({
    name: file.name,
    purpose: file.purpose,
    variables: file.variables ?? {},
    connections: file.connections ?? {},
    egress: { allowPrivate: file.egress?.allowPrivate ?? [] },
    ...(file.labels === undefined ? {} : { labels: file.labels }),
    ...(file.limits === undefined ? {} : { limits: file.limits }),
  });
}

/** Writes an environment file in its canonical form. */
export function formatEnvironment(text: string, kindOf: KindOfConnection = () => undefined): Result<string> {
  return formatDocument(text, (file) => environmentFileSchema(file, kindOf));
}

type EnvironmentFile = Pick<Environment, 'name' | 'purpose' | 'labels' | 'limits'> & {
  readonly variables?: JsonObject;
  readonly connections?: Readonly<Record<string, JsonObject>>;
  readonly egress?: { readonly allowPrivate?: readonly string[] };
};
