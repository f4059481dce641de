import type { z } from 'zod';
import { canonicalJson, type Json } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { notCanonical, readArchive, writeArchive } from './archive.ts';
import { isBundledPath } from './contents.ts';
import { type BundleManifest, manifestFile, signaturesFolder } from './manifest.ts';
import { manifestSchema, signatureSchema } from './manifest-schema.ts';
import type { BundleSignature } from './signature.ts';
import { decodeText, encodeText } from './utf8.ts';

/** A bundle as read: its files are those its manifest lists, byte for byte; who signed it is not judged yet. */
export type Bundle = {
  readonly manifest: BundleManifest;
  /** SHA-256 of `manifest.json`, 64 hex digits: what people sign. */
  readonly digest: string;
  /** Every file but the manifest and the signatures, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly signatures: readonly BundleSignature[];
};

/** Largest manifest or signature, in bytes; nobody has to parse more before anything is proved. */
const maxJsonBytes = 5_000_000;

/** SHA-256 of bytes as 64 hex digits; a port, because this room has no cryptography. */
export type HashBytes = (bytes: Uint8Array) => string;

/** Reads a bundle, and refuses everything the writer would have written in another way. */
export function readBundle(bytes: Uint8Array, { sha256 }: { readonly sha256: HashBytes }): Result<Bundle> {
  const archive = readArchive(bytes);
  if (!archive.ok) return archive;
  const manifestBytes = archive.value.get(manifestFile);
  if (manifestBytes === undefined) return refuse(badManifest('it has none'));
  const manifest = parseManifest(manifestBytes);
  if (!manifest.ok) return manifest;
  const files = new Map<string, Uint8Array>();
  const signatures: BundleSignature[] = [];
  for (const [path, content] of archive.value) {
    if (path === manifestFile) continue;
    if (!path.startsWith(signaturesFolder)) {
      files.set(path, content);
      continue;
    }
    const signature = parseSignatureFile(path, content);
    if (!signature.ok) return signature;
    signatures.push(signature.value);
  }
  const problems = judgeFiles(manifest.value, files, sha256);
  if (problems.length > 0) return refuse(...problems);
  return succeed({ manifest: manifest.value, digest: sha256(manifestBytes), files, signatures });
}

/**
 * Writes a bundle.
 *
 * @throws when a file has a name no bundle may hold, or they are too many or too large
 */
export function writeBundle(
  manifest: BundleManifest,
  files: ReadonlyMap<string, Uint8Array>,
  signatures: readonly BundleSignature[] = [],
): Uint8Array {
  const entries = new Map(files);
  entries.set(manifestFile, encodeManifest(manifest));
  for (const signature of signatures) entries.set(fileOfSignature(signature), encodeCanonical(signature));
  return writeArchive(entries);
}

/**
 * A bundle with one more signature. One key signs once in each role; only a signature that lapses by itself gives way
 * to a later one of the same key.
 */
export function addSignature(bundle: Bundle, signature: BundleSignature): Result<Bundle> {
  if (signature.digest !== bundle.digest || !signatureSchema.safeParse(signature).success) {
    const message = `The signature of ${signature.by} is about another bundle, or has not the form of one. Sign this bundle itself.`;
    return refuse({ code: 'bundle/bad-signature', message });
  }
  const file = fileOfSignature(signature);
  const known = bundle.signatures.find((one) => fileOfSignature(one) === file);
  if (known !== undefined && !givesWay(known, signature)) {
    const message = `${signature.by} has signed this bundle as ${signature.role} with key ${signature.keyId} already. Nothing is left to do.`;
    return refuse({ code: 'bundle/signed-twice', message });
  }
  const others = bundle.signatures.filter((one) => one !== known);
  const signatures = [...others, signature].sort((one, other) =>
    fileOfSignature(one) < fileOfSignature(other) ? -1 : 1,
  );
  return succeed({ ...bundle, signatures });
}

function givesWay(known: BundleSignature, later: BundleSignature): boolean {
  return (known.until !== undefined || known.role === 'emergency') && later.at > known.at;
}

/** The bytes of `manifest.json`, whose SHA-256 is what people sign. */
export function encodeManifest(manifest: BundleManifest): Uint8Array {
  return encodeCanonical(manifest);
}

/** The name of a signature in the archive. */
export function fileOfSignature({ role, keyId }: Pick<BundleSignature, 'role' | 'keyId'>): string {
  return `${signaturesFolder}${role}-${keyId}.json`;
}

function encodeCanonical(value: BundleManifest | BundleSignature): Uint8Array {
  // Both types hold JSON and nothing else; TypeScript keeps them apart from JSON only by their missing index.
  return encodeText(canonicalJson(JSON.parse(JSON.stringify(value)) as Json));
}

function parseManifest(bytes: Uint8Array): Result<BundleManifest> {
  const parsed = parseCanonical(bytes, manifestSchema);
  if (parsed === undefined) return refuse(badManifest('it has another form than this version writes'));
  return succeed(parsed);
}

function parseSignatureFile(path: string, bytes: Uint8Array): Result<BundleSignature> {
  const parsed = parseCanonical(bytes, signatureSchema);
  if (parsed === undefined || fileOfSignature(parsed) !== path) {
    return refuse(notCanonical(`${path} is no signature in the form Penstock writes`));
  }
  const { role, by, keyId, at, until, reason, incident, digest, signature } = parsed;
  return succeed({
    role,
    by,
    keyId,
    at,
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
    ...(incident === undefined ? {} : { incident }),
    digest,
    signature,
  });
}

/** A value of a schema whose canonical text is exactly these bytes; undefined where it is anything else. */
function parseCanonical<T extends z.ZodType>(bytes: Uint8Array, schema: T): z.output<T> | undefined {
  const text = bytes.length > maxJsonBytes ? undefined : decodeText(bytes);
  if (text === undefined) return undefined;
  const value = parseJson(text);
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) return undefined;
  // What a schema of JSON gives back is JSON; comparing it with the text leaves nothing in the text unseen.
  return canonicalJson(parsed.data as Json) === text ? parsed.data : undefined;
}

function judgeFiles(
  { files: listed }: BundleManifest,
  files: ReadonlyMap<string, Uint8Array>,
  sha256: HashBytes,
): readonly Problem[] {
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (const { path, sha256: digest, sizeBytes } of listed) {
    known.add(path);
    const content = files.get(path);
    if (content === undefined) problems.push(changed(`${path} is missing from this bundle`));
    else if (content.length !== sizeBytes || sha256(content) !== digest)
      problems.push(changed(`${path} in this bundle is not the file its manifest lists`));
  }
  for (const path of files.keys()) {
    if (!isBundledPath(path)) problems.push(foreignFile(path));
    if (!known.has(path)) problems.push(changed(`${path} is in this bundle, but its manifest does not list it`));
  }
  return problems;
}

function changed(what: string): Problem {
  return {
    code: 'bundle/changed',
    message: `${what}. Somebody changed it after the export: ask for the bundle again from where it was made.`,
  };
}

function foreignFile(path: string): Problem {
  const message = `${path} has no place in a bundle: environments, keys, samples and tests stay where they are. Export the bundle again.`;
  return { code: 'bundle/foreign-file', message };
}

function badManifest(what: string): Problem {
  const message = `The manifest of this bundle cannot be read: ${what}. Export the bundle again with this version of Penstock.`;
  return { code: 'bundle/bad-manifest', message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser says what it stumbled over; a manifest we wrote never gets here.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
