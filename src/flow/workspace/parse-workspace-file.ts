import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { type Result, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import { parseRate, rate, slug, title } from './ids.ts';

/** A public key whose signatures on bundles and templates count here. */
export type TrustedKey = {
  readonly name: string;
  /** Ed25519 public key, raw 32 bytes, base64. */
  readonly key: string;
};

/** What `penstock.yaml` says about a workspace. */
export type WorkspaceFile = {
  readonly name: string;
  /** Environment names in the order they are promoted through; empty where the file leaves it to the folder. */
  readonly environments: readonly string[];
  readonly trustedKeys: readonly TrustedKey[];
  /** Limits of connections that name none of their own. */
  readonly limits: { readonly concurrency?: number; readonly ratePerSecond?: number };
};

const trustedKey = z.strictObject({
  name: title,
  key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'is no Ed25519 public key; write its 32 bytes in base64'),
});

/** The schema of `penstock.yaml`. */
export const workspaceFileSchema = z.strictObject({
  penstock: z.literal(1),
  name: title,
  environments: z.array(slug).optional(),
  trustedKeys: z.array(trustedKey).optional(),
  limits: z.strictObject({ concurrency: z.int().min(1).max(1000).optional(), rate: rate.optional() }).optional(),
});

/** Reads `penstock.yaml`. */
export function parseWorkspaceFile(text: string): Result<WorkspaceFile> {
  const read = readDocument(text, () => workspaceFileSchema);
  if (!read.ok) return read;
  return succeed(buildWorkspace(read.value.value));
}

/** Writes `penstock.yaml` in its canonical form. */
export function formatWorkspaceFile(text: string): Result<string> {
  return formatDocument(text, () => workspaceFileSchema);
}

function buildWorkspace(value: JsonObject): WorkspaceFile {
  const file = workspaceFileSchema.parse(value);
  const perSecond = file.limits?.rate === undefined ? undefined : parseRate(file.limits.rate);
  return {
    name: file.name,
    environments: file.environments ?? [],
    trustedKeys: file.trustedKeys ?? [],
    limits: {
      ...(file.limits?.concurrency === undefined ? {} : { concurrency: file.limits.concurrency }),
      ...(perSecond === undefined ? {} : { ratePerSecond: perSecond }),
    },
  };
}
