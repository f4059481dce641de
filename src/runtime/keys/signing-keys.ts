import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { KeyRole, TrustedKey } from '#flow/workspace/parse-workspace-file.ts';

/** A private key with the public key that belongs to it, raw bytes in base64. */
export type SigningKey = { readonly privateKey: KeyObject; readonly publicKey: string };

/** DER in front of the 32 bytes of an Ed25519 public key. */
const publicKeyHead = Buffer.from('302a300506032b6570032100', 'hex');

/** A new pair of keys: the private one for a file of its owner, the public one for `trustedKeys`. */
export function makeSigningKeys(): { readonly privatePem: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), publicKey: rawOf(publicKey) };
}

/** First 16 hex digits of the SHA-256 of a public key, given as raw bytes in base64. */
export function keyIdOf(publicKey: string): string {
  return hash('sha256', Buffer.from(publicKey, 'base64')).slice(0, 16);
}

/** Reads a private key as `penstock keys new` writes it, with the public key that belongs to it. */
export function readPrivateKey(pem: string): Result<SigningKey> {
  try {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') return refuse(noKey());
    return succeed({ privateKey, publicKey: rawOf(createPublicKey(privateKey)) });
  } catch (error) {
    // Node throws for every text that is no key; what it says may quote the text, so it is not passed on.
    if (error instanceof Error) return refuse(noKey());
    throw error;
  }
}

/** Signs a statement; the signature in base64. */
export function signStatement(statement: string, { privateKey }: SigningKey): string {
  return sign(undefined, Buffer.from(statement), privateKey).toString('base64');
}

/** Whether a signature in base64 was made over a statement by the owner of a public key. */
export function isSignedBy(statement: string, signature: string, publicKey: string): boolean {
  const key = createPublicKey({
    key: Buffer.concat([publicKeyHead, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  return verify(undefined, Buffer.from(statement), key, Buffer.from(signature, 'base64'));
}

/** The trusted key of an id that may sign in a role; one that was revoked is nobody's. */
export function findTrustedKey(
  trustedKeys: readonly TrustedKey[],
  keyId: string,
  role: KeyRole,
): TrustedKey | undefined {
  return trustedKeys.find((one) => keyIdOf(one.key) === keyId && one.roles.includes(role) && one.revoked === undefined);
}

function rawOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(publicKeyHead.length).toString('base64');
}

function noKey() {
  return {
    code: 'keys/no-private-key',
    message: 'This is no Ed25519 private key. Make one with "penstock keys new FILE", and name that file.',
  };
}
