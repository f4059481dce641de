import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { type Result, succeed } from '../problem.ts';
import { formatDocument, readDocument } from '../text/document.ts';
import { parseRate, rate, slug, title } from './ids.ts';

/** What signatures of a key count for. */
export const keyRoles = ['author', 'approver', 'architect', 'emergency'] as const;

/** One of them: handing bundles over, approving them, publishing templates, letting one run unreviewed for a day. */
export type KeyRole = (typeof keyRoles)[number];

/** A public key whose signatures on bundles and templates count here. */
export type TrustedKey = {
  readonly name: string;
  /** Ed25519 public key, raw 32 bytes, base64. */
  readonly key: string;
  /** Whose it is; one person with two keys is still one person. Where the file says nothing, the name is the person. */
  readonly person: string;
  readonly roles: readonly KeyRole[];
  /** Last day, `2027-12-31`, on which it may have signed. */
  readonly until?: string;
  /** Day from which nothing it signed counts any more, whenever it was signed. */
  readonly revoked?: string;
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

const day = z.iso.date('is no day; write it as 2027-12-31');

const trustedKey = z.strictObject({
  name: title,
  key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'is no Ed25519 public key; write its 32 bytes in base64'),
  person: slug.optional(),
  roles: z.array(z.enum(keyRoles)).min(1).optional(),
  until: day.optional(),
  revoked: day.optional(),
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
    trustedKeys: (file.trustedKeys ?? []).map(trustedKeyOf),
    limits: {
      ...(file.limits?.concurrency === undefined ? {} : { concurrency: file.limits.concurrency }),
      ...(perSecond === undefined ? {} : { ratePerSecond: perSecond }),
    },
  };
}

/** A key nobody gave roles to publishes templates and nothing else: bundles need somebody to have said whose it is. */
function trustedKeyOf({ name, key, person, roles, until, revoked }: z.output<typeof trustedKey>): TrustedKey {
  return {
    name,
    key,
    person: person ?? name,
    roles: roles ?? ['architect'],
    ...(until === undefined ? {} : { until }),
    ...(revoked === undefined ? {} : { revoked }),
  };
}
