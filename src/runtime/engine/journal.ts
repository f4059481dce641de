import type { Entry } from '#flow/interpret/entry.ts';
import { type Json, type JsonText, toJsonText } from '#flow/json.ts';

// Members that hold JSON text. They are written into the frame as they are: the hot path never serialises twice.
const rawMembers = new Set(['input', 'event', 'run', 'vars', 'output', 'learned', 'config', 'next']);

/** Writes entries as one journal frame: a JSON list. */
export function encodeFrame(entries: readonly Entry[]): string {
  return `[${entries.map(encodeEntry).join(',')}]`;
}

/**
 * Writes a frame that stands for all frames before it: what they come to, then its own entries. Only the latter are
 * news; whoever reads the whole journal finds the former a second time, which changes nothing.
 */
export function encodeSnapshotFrame(snapshot: readonly Entry[], entries: readonly Entry[]): string {
  const own = entries.map(encodeEntry).join(',');
  return `[{"kind":"snapshot","entries":${encodeFrame(snapshot)}}${own === '' ? '' : `,${own}`}]`;
}

function encodeEntry(entry: Entry): string {
  let members = '';
  for (const [member, value] of Object.entries(entry)) {
    if (value === undefined) continue;
    const text = member === 'items' ? encodeItems(value) : rawMembers.has(member) ? value : JSON.stringify(value);
    members += members === '' ? `"${member}":${text}` : `,"${member}":${text}`;
  }
  return `{${members}}`;
}

function encodeItems(items: readonly { readonly key: string; readonly input: JsonText }[]): string {
  return `[${items.map((item) => `{"key":${JSON.stringify(item.key)},"input":${item.input}}`).join(',')}]`;
}

/** Reads a journal frame back; a snapshot in it becomes the entries it holds. */
export function decodeFrame(frame: string): readonly Entry[] {
  // Frames are written by `encodeFrame` alone and carry a row hash, so their shape is known.
  const raw = JSON.parse(frame) as readonly Raw[];
  return raw.flatMap((one) => (one.kind === 'snapshot' ? entriesOf(one).map(decodeEntry) : [decodeEntry(one)]));
}

type Raw = { readonly [member: string]: Json };

function entriesOf(snapshot: Raw): readonly Raw[] {
  // Written by `encodeSnapshotFrame`.
  return snapshot.entries as readonly Raw[];
}

function decodeEntry(raw: Raw): Entry {
  const members = Object.entries(raw).map(([member, value]) => {
    if (member === 'items') return [member, decodeItems(value)];
    return [member, rawMembers.has(member) ? toJsonText(value) : value];
  });
  // The inverse of `encodeEntry`.
  return Object.fromEntries(members) as Entry;
}

function decodeItems(value: Json): unknown {
  // Written by `encodeItems`.
  const items = value as readonly { readonly key: string; readonly input: Json }[];
  return items.map((item) => ({ key: item.key, input: toJsonText(item.input) }));
}
