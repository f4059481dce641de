import {
  createHmac,
  createPublicKey,
  createSecretKey,
  hash,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { SecretScheme, Signatures } from '#flow/node-type/work.ts';

/** Bytes in front of a raw Ed25519 public key that make it a DER document (RFC 8410). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Secrets of Standard Webhooks hold 24 to 64 bytes. */
const whsecBytes = { least: 24, most: 64 };

/**
 * Makes the port that answers whether something was signed with a secret. Every named secret is tried against every
 * candidate without stopping early, so that the time taken tells nothing about which one fitted.
 *
 * @param reveal gives the value of a secret by name
 */
export function createSignatures(reveal: (name: string) => string | undefined): Signatures {
  const valuesOf = (names: readonly string[]): readonly string[] =>
    names.map(reveal).filter((value) => value !== undefined);
  return {
    matches: ({ secrets, scheme, signed, candidates }) => {
      let isMatch = false;
      for (const value of valuesOf(secrets)) {
        for (const candidate of candidates) {
          if (isSignature({ value, scheme, signed, candidate })) isMatch = true;
        }
      }
      return isMatch;
    },
    isToken: (secrets, presented) => {
      let isMatch = false;
      for (const value of valuesOf(secrets)) if (equals(digest(value), digest(presented))) isMatch = true;
      return isMatch;
    },
  };
}

function isSignature(claim: {
  readonly value: string;
  readonly scheme: SecretScheme;
  readonly signed: Uint8Array;
  readonly candidate: string;
}): boolean {
  const { value, scheme, signed } = claim;
  const candidate = decode(claim.candidate, scheme.encoding);
  if (candidate === undefined) return false;
  if (scheme.algorithm === 'ed25519') return isEd25519(value, signed, candidate);
  const key = keyOf(value, scheme.secretForm);
  if (key === undefined) return false;
  return equals(createHmac('sha256', key).update(signed).digest(), candidate);
}

function isEd25519(value: string, signed: Uint8Array, signature: Buffer): boolean {
  const raw = decode(value.replace(/^whpk_/, ''), 'base64');
  if (raw?.length !== 32 || signature.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.concat([ed25519Prefix, raw]), format: 'der', type: 'spki' });
  return verify(null, signed, key, signature);
}

const keys = new Map<string, KeyObject>();
const mostKeys = 1_000;

/** Making a key costs ten times as much as signing a webhook with it, so keys in use are kept. */
function keyOf(value: string, form: 'text' | 'whsec'): KeyObject | undefined {
  const name = `${form} ${value}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const bytes = form === 'whsec' ? decodeWhsec(value) : Buffer.from(value, 'utf8');
  if (bytes === undefined) return undefined;
  const key = createSecretKey(bytes);
  if (keys.size >= mostKeys) keys.clear();
  keys.set(name, key);
  return key;
}

/** Standard Webhooks: `whsec_` and base64 of the key, which is decoded before it is used. */
function decodeWhsec(value: string): Buffer | undefined {
  const bytes = decode(value.replace(/^whsec_/, ''), 'base64');
  if (bytes === undefined || bytes.length < whsecBytes.least || bytes.length > whsecBytes.most) return undefined;
  return bytes;
}

/** Decodes strictly: what has another spelling of the same bytes is not accepted. */
function decode(text: string, encoding: 'hex' | 'base64'): Buffer | undefined {
  if (encoding === 'hex') return /^([0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex') : undefined;
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  return bytes?.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '') ? bytes : undefined;
}

function digest(text: string): Buffer {
  // Equal lengths whatever was presented, so that not even the length of a secret shows.
  return hash('sha256', text, 'buffer');
}

function equals(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
