import { type BundleSignature, bundleStatement } from '#flow/bundle/signature.ts';
import { keyIdOf, type SigningKey, signStatement } from '../keys/signing-keys.ts';

/** What somebody says by signing a bundle. */
export type SigningWords = Omit<BundleSignature, 'digest' | 'keyId' | 'signature'>;

/** Signs the digest of a bundle with a person's key. */
export function signBundle(digest: string, words: SigningWords, key: SigningKey): BundleSignature {
  const said = { ...words, keyId: keyIdOf(key.publicKey), digest };
  return { ...said, signature: signStatement(bundleStatement(said), key) };
}
