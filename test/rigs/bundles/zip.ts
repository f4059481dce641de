import { crc32 } from '#flow/bundle/crc32.ts';

/** One entry of a zip archive as a hostile writer may write it; what is left out is as Penstock writes it. */
export type RawEntry = {
  readonly name: string | Uint8Array;
  readonly data?: string | Uint8Array;
  /** What the header before the data says. */
  readonly local?: Partial<RawHeader>;
  /** What the directory says. */
  readonly central?: Partial<RawHeader> & {
    readonly madeBy?: number;
    readonly attributes?: number;
    readonly internal?: number;
    readonly offset?: number;
    readonly comment?: Uint8Array;
  };
  /** Bytes behind the data. */
  readonly after?: Uint8Array;
  /** False for an entry the directory leaves out, `only` for one that is nowhere else. */
  readonly listed?: false | 'only';
};

/** Fields both headers have. */
export type RawHeader = {
  readonly name: string | Uint8Array;
  readonly version: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly extra: Uint8Array;
};

/** What stands around the entries. */
export type RawArchive = {
  readonly before?: Uint8Array;
  readonly beforeDirectory?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly count?: number;
  readonly disk?: number;
  readonly directoryBytes?: number;
  readonly directoryOffset?: number;
  /** Order of the directory, by place of the entries. */
  readonly order?: readonly number[];
};

const none = new Uint8Array();

/** Writes a zip archive with whatever faults are asked for. */
export function writeZip(entries: readonly RawEntry[], archive: RawArchive = {}): Uint8Array {
  const parts: Uint8Array[] = [archive.before ?? none];
  const size = () => parts.reduce((sum, part) => sum + part.length, 0);
  const offsets = entries.map((entry) => {
    const offset = size();
    if (entry.listed === 'only') return offset;
    const data = bytesOf(entry.data ?? '');
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, 0x04034b50, true);
    const { shared, name, extra } = header(entry, entry.local ?? {});
    parts.push(head, shared, name, extra, data, entry.after ?? none);
    return offset;
  });
  parts.push(archive.beforeDirectory ?? none);
  const start = size();
  const places = archive.order ?? entries.map((_, at) => at);
  let count = 0;
  for (const at of places) {
    const entry = entries[at];
    if (entry === undefined || entry.listed === false) continue;
    count += 1;
    parts.push(...directoryEntry(entry, offsets[at] ?? 0));
  }
  const directoryBytes = size() - start;
  parts.push(archive.beforeEnd ?? none);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(4, archive.disk ?? 0, true);
  end.setUint16(8, archive.count ?? count, true);
  end.setUint16(10, archive.count ?? count, true);
  end.setUint32(12, archive.directoryBytes ?? directoryBytes, true);
  end.setUint32(16, archive.directoryOffset ?? start, true);
  end.setUint16(20, archive.comment?.length ?? 0, true);
  parts.push(new Uint8Array(end.buffer), archive.comment ?? none, archive.after ?? none);
  return join(parts);
}

/** Puts bytes behind one another. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Bytes of a text, or the bytes themselves. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? new TextEncoder().encode(value) : value;
}

function directoryEntry(entry: RawEntry, offset: number): readonly Uint8Array[] {
  const said = entry.central ?? {};
  const head = new DataView(new ArrayBuffer(6));
  head.setUint32(0, 0x02014b50, true);
  head.setUint16(4, said.madeBy ?? 20, true);
  const { shared, name, extra } = header(entry, said);
  const tail = new DataView(new ArrayBuffer(14));
  tail.setUint16(0, said.comment?.length ?? 0, true);
  tail.setUint16(4, said.internal ?? 0, true);
  tail.setUint32(6, said.attributes ?? 0, true);
  tail.setUint32(10, said.offset ?? offset, true);
  return [new Uint8Array(head.buffer), shared, new Uint8Array(tail.buffer), name, extra, said.comment ?? none];
}

function header(entry: RawEntry, said: Partial<RawHeader>) {
  const data = bytesOf(entry.data ?? '');
  const name = bytesOf(said.name ?? entry.name);
  const extra = said.extra ?? none;
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, said.version ?? 20, true);
  view.setUint16(2, said.flags ?? 0x0800, true);
  view.setUint16(4, said.method ?? 0, true);
  view.setUint16(6, said.time ?? 0, true);
  view.setUint16(8, said.date ?? 0x21, true);
  view.setUint32(10, said.crc ?? crc32(data), true);
  view.setUint32(14, said.packed ?? data.length, true);
  view.setUint32(18, said.size ?? data.length, true);
  view.setUint16(22, name.length, true);
  view.setUint16(24, extra.length, true);
  return { shared: new Uint8Array(view.buffer), name, extra };
}
