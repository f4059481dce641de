import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { crc32 } from './crc32.ts';
import { judgeEntryNames } from './entry-names.ts';
import { decodeText, encodeText } from './utf8.ts';

/** Largest archive, in bytes. */
export const maxArchiveBytes = 50_000_000;

/** Most files in one archive. */
export const maxArchiveEntries = 2_000;

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
/** Version 2.0 of the format: plain files, nothing newer. */
const formatVersion = 20;
/** Names are UTF-8. */
const nameFlag = 0x0800;
/** 1 January 1980, the first day the format knows: a bundle says nothing about when or where it was made. */
const firstDay = 0x0021;

/**
 * Writes files as a zip archive whose bytes follow from names and contents alone: entries are stored as they are, in
 * the order of their names by code unit but `manifest.json` first, without times, owners, rights or comments.
 *
 * @throws when there are more files or bytes than an archive may have, or a name is none of a bundle
 */
export function writeArchive(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const refused = judgeEntryNames([...files.keys()]);
  if (refused !== undefined) throw new Error(refused.message);
  const entries = [...files].map(([name, content]) => ({ name, content })).sort(inOrder);
  const sizeBytes = sizeOf(entries);
  if (entries.length > maxArchiveEntries || sizeBytes > maxArchiveBytes) throw new Error(tooLarge().message);
  return encode(entries, sizeBytes);
}

/**
 * Reads an archive of `writeArchive`, and nothing else: what it read is written again and must give the same bytes.
 * Nothing is ever inflated, and nothing is allocated for more than the archive itself holds.
 *
 * @returns the files by name, in the order of the archive; their bytes are views into what was given
 */
export function readArchive(bytes: Uint8Array): Result<ReadonlyMap<string, Uint8Array>> {
  if (bytes.length > maxArchiveBytes) return refuse(tooLarge());
  const listed = readDirectory(bytes);
  if (!listed.ok) return listed;
  const refused = judgeFacts(listed.value) ?? judgeEntryNames(listed.value.map(({ name }) => name));
  if (refused !== undefined) return refuse(refused);
  // Every place follows from the sizes before it, so what the archive says about places is never trusted.
  if (sizeOf(listed.value) !== bytes.length) {
    return refuse(notCanonical('it holds bytes that belong to none of its files, or too few for them'));
  }
  let at = 0;
  const entries = listed.value.map(({ name, sizeBytes }) => {
    const from = at + localBytes + encodeText(name).length;
    at = from + sizeBytes;
    return { name, content: bytes.subarray(from, at) };
  });
  const again = encode([...entries].sort(inOrder), bytes.length);
  if (!isEqual(again, bytes)) {
    return refuse(notCanonical('its bytes are not those Penstock writes for these files; something in it was altered'));
  }
  return succeed(new Map(entries.map(({ name, content }) => [name, content])));
}

/** What the directory at the end of an archive says of one entry. */
type ListedEntry = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly flags: number;
  readonly method: number;
  readonly madeBy: number;
  readonly attributes: number;
};

function readDirectory(bytes: Uint8Array): Result<readonly ListedEntry[]> {
  const view = viewOf(bytes);
  const end = bytes.length - endBytes;
  if (end < 0 || view.getUint32(end, true) !== endSignature) {
    const message =
      'This is no bundle: it does not end as one. Hand over the .pstk file as "penstock export" wrote it, whole and without anything behind it.';
    return refuse({ code: 'bundle/not-an-archive', message });
  }
  const count = view.getUint16(end + 10, true);
  if (count === 0xffff || view.getUint32(end + 16, true) === 0xffffffff || count > maxArchiveEntries) {
    return refuse(tooLarge());
  }
  const entries: ListedEntry[] = [];
  let at = view.getUint32(end + 16, true);
  while (entries.length < count) {
    if (at + centralBytes > end || view.getUint32(at, true) !== centralSignature) return refuse(brokenDirectory());
    const nameBytes = view.getUint16(at + 28, true);
    const next = at + centralBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > end) return refuse(brokenDirectory());
    const name = decodeText(bytes.subarray(at + centralBytes, at + centralBytes + nameBytes));
    if (name === undefined) return refuse(notCanonical('a name in it is not written in UTF-8'));
    entries.push({ name, ...factsAt(view, at) });
    at = next;
  }
  return at === end ? succeed(entries) : refuse(brokenDirectory());
}

function factsAt(view: DataView, at: number): Omit<ListedEntry, 'name'> {
  return {
    madeBy: view.getUint16(at + 4, true),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    packedBytes: view.getUint32(at + 20, true),
    sizeBytes: view.getUint32(at + 24, true),
    attributes: view.getUint32(at + 38, true),
  };
}

/** The first entry that is something else than a plain, stored file. */
function judgeFacts(entries: readonly ListedEntry[]): Problem | undefined {
  for (const { name, flags, method, packedBytes, sizeBytes, attributes, madeBy } of entries) {
    const shown = JSON.stringify(name.slice(0, 100));
    if ((flags & 1) !== 0) {
      const message = `${shown} in this bundle is encrypted. A bundle is signed, never encrypted; export it again.`;
      return { code: 'bundle/encrypted', message };
    }
    if (method !== 0 || packedBytes !== sizeBytes) {
      const message = `${shown} in this bundle is compressed, which could hide its true size. Hand over the file "penstock export" wrote, not one that was packed again.`;
      return { code: 'bundle/compressed', message };
    }
    if (attributes !== 0 || madeBy !== formatVersion) {
      const message = `${shown} in this bundle carries attributes of a file system; it may be a link or a folder. A bundle holds plain files only; export it again.`;
      return { code: 'bundle/not-plain', message };
    }
  }
  return undefined;
}

function encode(entries: readonly Entry[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  const view = viewOf(bytes);
  const placed = entries.map((entry) => ({ ...entry, nameBytes: encodeText(entry.name), crc: crc32(entry.content) }));
  let at = 0;
  const directory: { readonly entry: (typeof placed)[number]; readonly offset: number }[] = [];
  for (const entry of placed) {
    directory.push({ entry, offset: at });
    view.setUint32(at, localSignature, true);
    writeShared(view, at + 4, entry);
    bytes.set(entry.nameBytes, at + localBytes);
    bytes.set(entry.content, at + localBytes + entry.nameBytes.length);
    at += localBytes + entry.nameBytes.length + entry.content.length;
  }
  const start = at;
  for (const { entry, offset } of directory) {
    view.setUint32(at, centralSignature, true);
    view.setUint16(at + 4, formatVersion, true);
    writeShared(view, at + 6, entry);
    view.setUint32(at + 42, offset, true);
    bytes.set(entry.nameBytes, at + centralBytes);
    at += centralBytes + entry.nameBytes.length;
  }
  view.setUint32(at, endSignature, true);
  view.setUint16(at + 8, placed.length, true);
  view.setUint16(at + 10, placed.length, true);
  view.setUint32(at + 12, at - start, true);
  view.setUint32(at + 16, start, true);
  return bytes;
}

/** The 26 bytes an entry has in common before its data and in the directory. */
function writeShared(
  view: DataView,
  at: number,
  { nameBytes, content, crc }: Entry & { nameBytes: Uint8Array; crc: number },
) {
  view.setUint16(at, formatVersion, true);
  view.setUint16(at + 2, nameFlag, true);
  view.setUint16(at + 8, firstDay, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, content.length, true);
  view.setUint32(at + 18, content.length, true);
  view.setUint16(at + 22, nameBytes.length, true);
}

type Entry = { readonly name: string; readonly content: Uint8Array };

/** The manifest comes first, so that whoever looks into a bundle meets it first. */
function inOrder({ name: one }: Entry, { name: other }: Entry): number {
  if (one === 'manifest.json' || other === 'manifest.json') return one === other ? 0 : one === 'manifest.json' ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

function sizeOf(entries: readonly ({ readonly name: string } & ({ sizeBytes: number } | { content: Uint8Array }))[]) {
  return entries.reduce((sum, entry) => {
    const sizeBytes = 'content' in entry ? entry.content.length : entry.sizeBytes;
    return sum + localBytes + centralBytes + 2 * encodeText(entry.name).length + sizeBytes;
  }, endBytes);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function tooLarge(): Problem {
  const message = `A bundle has at most ${maxArchiveEntries} files and ${maxArchiveBytes / 1_000_000} MB. Export fewer flows at once.`;
  return { code: 'bundle/too-large', message };
}

function brokenDirectory(): Problem {
  return notCanonical('the list of its files is broken');
}

/** A bundle that is not byte for byte what the writer makes. */
export function notCanonical(what: string): Problem {
  const message = `This bundle is not as Penstock writes it: ${what}. Hand over the file "penstock export" wrote, or export it again.`;
  return { code: 'bundle/not-canonical', message };
}
