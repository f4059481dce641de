import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type Result, succeed } from '#flow/problem.ts';
import { type DigestedFile, digestFolder } from '#flow/template/digest.ts';
import { parseSignature, signatureFile, signedStatement, type TemplateSignature } from '#flow/template/signature.ts';
import type { TemplateStanding } from '#flow/template/standing.ts';
import type { Template } from '#flow/template/template.ts';
import type { TrustedKey } from '#flow/workspace/parse-workspace-file.ts';
import { findTrustedKey, isSignedBy, keyIdOf, type SigningKey, signStatement } from '../keys/signing-keys.ts';

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
  const trusted = findTrustedKey(trustedKeys, signature.keyId, 'architect');
  if (trusted === undefined) return 'untrusted';
  const isOf = signature.template === template.id && signature.version === template.version;
  if (!isOf || signature.digest !== digestTemplate(folder)) return 'changed';
  const isSigned = isSignedBy(signedStatement(signature), signature.signature, trusted.key);
  return isSigned ? 'published' : 'untrusted';
}

/** Signs what a signature says with a private key. */
export function signTemplate(said: Omit<TemplateSignature, 'signature' | 'keyId'>, key: SigningKey): TemplateSignature {
  const statement = { ...said, keyId: keyIdOf(key.publicKey) };
  return { ...statement, signature: signStatement(signedStatement(statement), key) };
}
