import { hash } from 'node:crypto';
import type { BundledFile, BundleManifest } from '#flow/bundle/manifest.ts';
import { encodeManifest } from '#flow/bundle/read-bundle.ts';
import { type BundleSignature, bundleStatement } from '#flow/bundle/signature.ts';
import {
  keyIdOf,
  makeSigningKeys,
  readPrivateKey,
  type SigningKey,
  signStatement,
} from '#runtime/keys/signing-keys.ts';

/** SHA-256 of bytes as hex. */
export function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** The files of a bundle as small as one can be. */
export const smallFiles: ReadonlyMap<string, Uint8Array> = new Map([
  ['flows/a.flow.yaml', new TextEncoder().encode('penstock: 1\nid: a\n')],
]);

/** The manifest of some files, with changes. */
export function manifestOf(
  files: ReadonlyMap<string, Uint8Array> = smallFiles,
  changes: Partial<BundleManifest> = {},
): BundleManifest {
  const listed = [...files].map(
    ([path, bytes]): BundledFile => ({
      path,
      sha256: sha256(bytes),
      sizeBytes: bytes.length,
    }),
  );
  return {
    penstock: 1,
    workspace: 'Shop',
    flows: [{ id: 'a', version: '1.0.0', file: 'flows/a.flow.yaml', meaning: '0'.repeat(64), criticality: 'low' }],
    files: listed.sort((one, other) => (one.path < other.path ? -1 : 1)),
    locks: { nodes: ['map@1'], templates: [], expressions: 'jsonata@2.2.2' },
    reach: { connections: [], hosts: [], operations: [], secrets: [], dataClasses: [], webhooks: [] },
    approvals: 1,
    ...changes,
  };
}

/** The digest people sign. */
export function digestOf(manifest: BundleManifest): string {
  return sha256(encodeManifest(manifest));
}

/** A key of somebody, ready to sign. */
export function makeKey(): SigningKey {
  const read = readPrivateKey(makeSigningKeys().privatePem);
  if (!read.ok) throw new Error('a key that was just made cannot be read');
  return read.value;
}

/** Signs a digest. */
export function signed(
  digest: string,
  words: Omit<BundleSignature, 'digest' | 'keyId' | 'signature'>,
  key: SigningKey,
): BundleSignature {
  const said = { ...words, keyId: keyIdOf(key.publicKey), digest };
  return { ...said, signature: signStatement(bundleStatement(said), key) };
}
