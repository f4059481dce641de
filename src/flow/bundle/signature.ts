import { canonicalJson } from '../json.ts';

/**
 * What a signature on a bundle says: `author` hands it over, `approver` reviewed it, `emergency` lets it run for a
 * day without a reviewer.
 */
export const signatureRoles = ['author', 'approver', 'emergency'] as const;

/** One of the roles. */
export type SignatureRole = (typeof signatureRoles)[number];

/** A detached signature over the digest of a manifest, as a person's key made it. */
export type BundleSignature = {
  readonly role: SignatureRole;
  /** The person the key is bound to, as `trustedKeys` of `penstock.yaml` names them. */
  readonly by: string;
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** When it was signed: `2027-02-01T09:30:00.000Z`. */
  readonly at: string;
  /** Last instant at which it counts; absent where it does not lapse. */
  readonly until?: string;
  /** Why nobody could review it; only with `emergency`. */
  readonly reason?: string;
  /** Number of the incident; only with `emergency`. */
  readonly incident?: string;
  /** SHA-256 of the canonical JSON of the manifest, 64 hex digits. */
  readonly digest: string;
  /** Ed25519 over `bundleStatement`, base64. */
  readonly signature: string;
};

/** The bytes that are signed, as text: nothing a signature says can be altered without breaking it. */
export function bundleStatement(said: Omit<BundleSignature, 'signature'>): string {
  const { role, by, keyId, at, until, reason, incident, digest } = said;
  const parts = {
    role,
    by,
    keyId,
    at,
    until: until ?? null,
    reason: reason ?? null,
    incident: incident ?? null,
    digest,
  };
  return `penstock bundle\n${canonicalJson(parts)}\n`;
}
