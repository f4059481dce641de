import { hash } from 'node:crypto';
import type { SignatureTrust } from '#flow/bundle/judge-signatures.ts';
import { type Bundle, readBundle } from '#flow/bundle/read-bundle.ts';
import type { Result } from '#flow/problem.ts';
import type { TrustedKey } from '#flow/workspace/parse-workspace-file.ts';
import { isSignedBy, keyIdOf } from '../keys/signing-keys.ts';

/** SHA-256 of bytes as 64 hex digits. */
export function hashBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** Reads a bundle with the hash of this machine. */
export function openBundle(bytes: Uint8Array): Result<Bundle> {
  return readBundle(bytes, { sha256: hashBytes });
}

/**
 * The trust signatures of bundles are held against.
 *
 * @param now the instant of the judgement, `2027-02-01T09:30:00.000Z`
 */
export function trustIn(keys: readonly TrustedKey[], now: string): SignatureTrust {
  return { keys, now, keyId: keyIdOf, isSigned: isSignedBy };
}
