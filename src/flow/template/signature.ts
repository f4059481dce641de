import { z } from 'zod';
import { type Result, succeed } from '../problem.ts';
import { formatDocument, printDocument, readDocument } from '../text/document.ts';

/** Name of the file beside `template.yaml` that publishes a template. */
export const signatureFile = 'template.sig.yaml';

/** What a signature says: which content, published by whom and when. */
export type TemplateSignature = {
  readonly template: string;
  readonly version: string;
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** Who published it. */
  readonly by: string;
  /** `2027-02-01T09:30:00.000Z`. */
  readonly at: string;
  /** SHA-256 of the folder's content, 64 hex digits. */
  readonly digest: string;
  /** Ed25519 over `signedStatement`, base64. */
  readonly signature: string;
};

/** The schema of `template.sig.yaml`; the order of its keys is the order in which they are printed. */
const signatureSchema = z.strictObject({
  penstock: z.literal(1),
  template: z.string().min(1).max(100),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'is no version; write three numbers, such as 1.0.0'),
  keyId: z.string().regex(/^[0-9a-f]{16}$/, 'is no key id; it has 16 hexadecimal digits'),
  by: z.string().min(1).max(200),
  at: z.iso.datetime(),
  digest: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256; it has 64 hexadecimal digits'),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'is no Ed25519 signature; it has 64 bytes in base64'),
});

/** Reads `template.sig.yaml`. */
export function parseSignature(text: string): Result<TemplateSignature> {
  const read = readDocument(text, () => signatureSchema);
  if (!read.ok) return read;
  const { penstock: _format, ...signature } = signatureSchema.parse(read.value.value);
  return succeed(signature);
}

/** Writes `template.sig.yaml`. */
export function printSignature(signature: TemplateSignature): string {
  return printDocument({ penstock: 1, ...signature }, new Map(), signatureSchema);
}

/** Writes a text of `template.sig.yaml` in its canonical form. */
export function formatSignature(text: string): Result<string> {
  return formatDocument(text, () => signatureSchema);
}

/** The bytes that are signed, as text: nothing a signature says can be altered without breaking it. */
export function signedStatement({
  template,
  version,
  keyId,
  by,
  at,
  digest,
}: Omit<TemplateSignature, 'signature'>): string {
  return `${['penstock template', template, version, keyId, by, at, digest].map((part) => JSON.stringify(part)).join('\n')}\n`;
}
