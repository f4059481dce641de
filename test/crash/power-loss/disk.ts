import { dirname } from 'node:path';
import type { Chance } from '../chance.ts';
import type { DiskEvent } from './read-trace.ts';

type Operation = Extract<DiskEvent, { kind: 'write' | 'truncate' }>;

/** What a file holds; the buffer is larger than the file, so that growing is cheap. */
type Content = { bytes: Buffer; sizeBytes: number };

type File = {
  readonly durable: Content;
  pending: Operation[] /** Whether the directory was synced since the name came. */;
  isNamed: boolean;
  isUnlinked: boolean;
};

/** A disk with a cache: what was synced is safe, of the rest any part may be there after the power fails. */
export type Disk = {
  readonly apply: (event: DiskEvent) => void;
  /** One way the files could look if the power failed now. */
  readonly image: (chance: Chance) => ReadonlyMap<string, Buffer>;
};

/** What disks write at once or not at all, in bytes. */
const sectorBytes = 512;

/** Makes an empty disk. */
export function createDisk(): Disk {
  const files = new Map<string, File>();
  const fileAt = (path: string): File => {
    const known = files.get(path);
    if (known !== undefined && !known.isUnlinked) return known;
    const made: File = {
      durable: { bytes: Buffer.alloc(4_096), sizeBytes: 0 },
      pending: [],
      isNamed: false,
      isUnlinked: false,
    };
    files.set(path, made);
    return made;
  };
  return {
    apply: (event) => {
      switch (event.kind) {
        case 'create':
          fileAt(event.path);
          return;
        case 'write':
        case 'truncate':
          fileAt(event.path).pending.push(event);
          return;
        case 'sync': {
          const file = files.get(event.path);
          if (file === undefined) {
            settleNames(files, event.path);
            return;
          }
          for (const operation of file.pending) carryOut(file.durable, operation);
          file.pending = [];
          return;
        }
        case 'unlink': {
          const file = files.get(event.path);
          if (file !== undefined) file.isUnlinked = true;
          return;
        }
        case 'append':
      }
    },
    image: (chance) => {
      const image = new Map<string, Buffer>();
      for (const [path, file] of files) {
        // A name may be gone that has not been synced, and one that was taken away may be there again.
        if ((file.isUnlinked || !file.isNamed) && chance.next() < 0.5) continue;
        image.set(path, survive(file, chance));
      }
      return image;
    },
  };
}

/** A directory was synced: its new names stay, and those taken away are gone for good. */
function settleNames(files: Map<string, File>, directory: string): void {
  for (const [path, file] of files) {
    if (dirname(path) !== directory) continue;
    if (file.isUnlinked) files.delete(path);
    else file.isNamed = true;
  }
}

function survive(file: File, chance: Chance): Buffer {
  // Moods make the extremes likely: nothing of the cache, all of it, and every mixture.
  const mood = chance.pick([0, 0.1, 0.5, 0.9, 1]);
  const content: Content = { bytes: Buffer.from(file.durable.bytes), sizeBytes: file.durable.sizeBytes };
  for (const operation of file.pending) {
    if (chance.next() >= mood) continue;
    if (operation.kind === 'write' && chance.next() < 0.3) tear(content, operation, chance);
    else carryOut(content, operation);
  }
  return content.bytes.subarray(0, content.sizeBytes);
}

function carryOut(content: Content, operation: Operation): void {
  if (operation.kind === 'truncate') resize(content, operation.sizeBytes);
  else put(content, operation.offset, operation.data);
}

function put(content: Content, offset: number, data: Buffer): void {
  if (offset + data.length > content.sizeBytes) resize(content, offset + data.length);
  data.copy(content.bytes, offset);
}

function resize(content: Content, sizeBytes: number): void {
  if (sizeBytes > content.bytes.length) {
    const grown = Buffer.alloc(sizeBytes * 2);
    content.bytes.copy(grown, 0, 0, content.sizeBytes);
    content.bytes = grown;
  }
  // What lies beyond the end reads as zeros when the file grows again.
  if (sizeBytes < content.sizeBytes) content.bytes.fill(0, sizeBytes, content.sizeBytes);
  content.sizeBytes = sizeBytes;
}

/** Only some sectors of a write arrive. */
function tear(content: Content, write: Extract<Operation, { kind: 'write' }>, chance: Chance): void {
  for (let at = 0; at < write.data.length; ) {
    const toBoundary = sectorBytes - ((write.offset + at) % sectorBytes);
    const end = Math.min(write.data.length, at + toBoundary);
    if (chance.next() < 0.5) put(content, write.offset + at, write.data.subarray(at, end));
    at = end;
  }
}
