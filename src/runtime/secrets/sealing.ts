import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** The key that wraps every secret's own key: 32 bytes. */
export type WrappingKey = { readonly bytes: Buffer };

/** One secret as it rests on disk: all fields base64 or plain facts, nothing readable without the wrapping key. */
type Envelope = { readonly v: 1; readonly version: number; readonly key: string; readonly value: string };

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a value under a key of its own, and that key under the wrapping key. Name and version are bound into both,
 * so that no sealed value can be moved to another name or set back to an older version.
 */
export function seal(
  secret: { readonly name: string; readonly version: number; readonly value: string },
  kek: WrappingKey,
): string {
  const { name, version, value } = secret;
  const dek = randomBytes(32);
  const envelope: Envelope = {
    v: 1,
    version,
    key: encrypt(dek, kek.bytes, context('key', name, version)).toString('base64'),
    value: encrypt(Buffer.from(value, 'utf8'), dek, context('value', name, version)).toString('base64'),
  };
  dek.fill(0);
  return JSON.stringify(envelope);
}

/**
 * Opens a sealed value.
 *
 * @returns undefined when the wrapping key does not fit, or the text was changed or belongs to another name
 */
export function unseal(
  name: string,
  sealed: string,
  kek: WrappingKey,
): { readonly version: number; readonly value: string } | undefined {
  const envelope = parseEnvelope(sealed);
  if (envelope === undefined) return undefined;
  const { version, key, value } = envelope;
  const dek = decrypt(Buffer.from(key, 'base64'), kek.bytes, context('key', name, version));
  const plain = dek && decrypt(Buffer.from(value, 'base64'), dek, context('value', name, version));
  return plain === undefined ? undefined : { version, value: plain.toString('utf8') };
}

/** Wraps the secret's own key anew; the value is not touched. */
export function rewrap(
  name: string,
  sealed: string,
  keys: { readonly from: WrappingKey; readonly to: WrappingKey },
): string | undefined {
  const envelope = parseEnvelope(sealed);
  if (envelope === undefined) return undefined;
  const aad = context('key', name, envelope.version);
  const dek = decrypt(Buffer.from(envelope.key, 'base64'), keys.from.bytes, aad);
  if (dek === undefined) return undefined;
  return JSON.stringify({ ...envelope, key: encrypt(dek, keys.to.bytes, aad).toString('base64') } satisfies Envelope);
}

function parseEnvelope(sealed: string): Envelope | undefined {
  try {
    const found: unknown = JSON.parse(sealed);
    if (typeof found !== 'object' || found === null) return undefined;
    const { v, version, key, value } = Object.assign(Object.create(null), found);
    if (v !== 1 || !Number.isSafeInteger(version) || typeof key !== 'string' || typeof value !== 'string')
      return undefined;
    return { v, version, key, value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Length prefixes keep `a` + `bc` and `ab` + `c` apart. */
function context(part: 'key' | 'value', name: string, version: number): Buffer {
  return Buffer.from(`penstock secret ${part} ${Buffer.byteLength(name)}:${name} ${version}`, 'utf8');
}

function encrypt(plain: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(packed: Buffer, key: Buffer, aad: Buffer): Buffer | undefined {
  if (packed.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, packed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad).setAuthTag(packed.subarray(packed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(packed.subarray(nonceBytes, packed.length - tagBytes)), decipher.final()]);
  } catch (error) {
    // The one way GCM says that key, name, version or bytes do not belong together.
    if (error instanceof Error && /unable to authenticate/i.test(error.message)) return undefined;
    throw error;
  }
}
