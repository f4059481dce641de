import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { type DigestedFile, digestFolder } from '#flow/template/digest.ts';
import { parseSignature, signatureFile, signedStatement, type TemplateSignature } from '#flow/template/signature.ts';
import type { TemplateStanding } from '#flow/template/standing.ts';
import type { Template } from '#flow/template/template.ts';
import type { TrustedKey } from '#flow/workspace/parse-workspace-file.ts';

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

/** The content of a template's folder in one digest: every file but the signature itself and hidden ones. */
export function digestTemplate(folder: string): string {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.flatMap((entry): DigestedFile[] => {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    const isPart = entry.isFile() && path !== signatureFile && !path.split('/').some((name) => name.startsWith('.'));
    return isPart ? [{ path, sha256: hash('sha256', contentOf(join(folder, path))) }] : [];
  });
  return digestFolder(files, (text) => hash('sha256', text));
}

/** Bytes as they count: a checkout on Windows may have turned the ends of lines. */
function contentOf(file: string): Buffer {
  const text = readFileSync(file).toString('latin1');
  return Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1');
}

/** The signature beside a template; undefined where there is none, problems where it cannot be read. */
export function readSignature(folder: string): Result<TemplateSignature | undefined> {
  const file = join(folder, signatureFile);
  return existsSync(file) ? parseSignature(readFileSync(file, 'utf8')) : succeed(undefined);
}

/** Where a template of a workspace stands. */
export function standingOf(
  { template, folder }: { readonly template: Template; readonly folder: string },
  trustedKeys: readonly TrustedKey[],
): TemplateStanding {
  const read = readSignature(folder);
  if (!read.ok) return 'changed';
  return read.value === undefined ? 'unsigned' : judgeSignature(read.value, { template, folder }, trustedKeys);
}

/** Holds a signature against the folder as it is now. */
export function judgeSignature(
  signature: TemplateSignature,
  { template, folder }: { readonly template: Template; readonly folder: string },
  trustedKeys: readonly TrustedKey[],
): 'published' | 'changed' | 'untrusted' {
  const trusted = trustedKeys.find(({ key }) => keyIdOf(key) === signature.keyId);
  if (trusted === undefined) return 'untrusted';
  const isOf = signature.template === template.id && signature.version === template.version;
  if (!isOf || signature.digest !== digestTemplate(folder)) return 'changed';
  return isSigned(signature, trusted.key) ? 'published' : 'untrusted';
}

function isSigned({ signature, ...said }: TemplateSignature, publicKey: string): boolean {
  const key = createPublicKey({
    key: Buffer.concat([publicKeyHead, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  return verify(undefined, Buffer.from(signedStatement(said)), key, Buffer.from(signature, 'base64'));
}

/** Reads a private key as `penstock keys new` writes it, with the public key that belongs to it. */
export function readPrivateKey(pem: string): Result<{ readonly privateKey: KeyObject; readonly publicKey: string }> {
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

/** Signs what a signature says with a private key. */
export function signTemplate(
  said: Omit<TemplateSignature, 'signature' | 'keyId'>,
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: string },
): TemplateSignature {
  const statement = { ...said, keyId: keyIdOf(publicKey) };
  return {
    ...statement,
    signature: sign(undefined, Buffer.from(signedStatement(statement)), privateKey).toString('base64'),
  };
}

function rawOf(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(publicKeyHead.length).toString('base64');
}

function noKey() {
  return {
    code: 'template/bad-signature',
    message: 'This is no Ed25519 private key. Make one with "penstock keys new FILE", and name that file.',
  };
}
