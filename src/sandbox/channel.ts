import { readSync, writeSync } from 'node:fs';
import { frameHeadBytes, maxFrameBytes } from './messages.ts';

/** A frame as it came in. */
export type Frame = { readonly kind: number; readonly number: number; readonly header: string; readonly rest: string };

/** The child's end of the channel: blocking, one reader, one writer. */
export type Channel = {
  /** The next frame, waiting for it; undefined when the parent is gone. */
  readonly next: () => Frame | undefined;
  /** True when the next frame is here already. */
  readonly hasNext: () => boolean;
  /** Puts a frame into the outgoing bytes; nothing leaves before `flush`. */
  readonly queue: (kind: number, number: number, header: string, texts: readonly string[]) => void;
  readonly flush: () => void;
};

/** Opens the channel on a descriptor inherited from the parent, which is blocking on this side. */
export function openChannel(descriptor: number): Channel {
  const incoming = createIncoming(descriptor);
  let outgoing = Buffer.allocUnsafe(64 * 1024);
  let used = 0;

  function reserve(sizeBytes: number): void {
    if (used + sizeBytes <= outgoing.length) return;
    const larger = Buffer.allocUnsafe(Math.max(outgoing.length * 2, used + sizeBytes));
    outgoing.copy(larger, 0, 0, used);
    outgoing = larger;
  }

  return {
    next: incoming.next,
    hasNext: incoming.hasNext,
    queue(kind, number, header, texts) {
      const body = texts.length === 0 ? header : header + texts.join('');
      // Three bytes hold any UTF-16 code unit, so one pass over the text is enough.
      reserve(frameHeadBytes + body.length * 3);
      const sizeBytes = outgoing.write(body, used + frameHeadBytes, 'utf8');
      outgoing.writeUInt32LE(sizeBytes, used);
      outgoing.writeUInt8(kind, used + 4);
      outgoing.writeUInt32LE(number, used + 5);
      outgoing.writeUInt32LE(header.length, used + 9);
      used += frameHeadBytes + sizeBytes;
    },
    flush() {
      let sent = 0;
      while (sent < used) {
        const wrote = retried(() => writeSync(descriptor, outgoing, sent, used - sent));
        // Nobody listens any more; the next read says so.
        if (wrote === 0) break;
        sent += wrote;
      }
      used = 0;
    },
  };
}

function createIncoming(descriptor: number): Pick<Channel, 'next' | 'hasNext'> {
  let buffer = Buffer.allocUnsafe(256 * 1024);
  let start = 0;
  let end = 0;

  function sizeOfNext(): number {
    if (end - start < frameHeadBytes) return frameHeadBytes;
    const bodyBytes = buffer.readUInt32LE(start);
    if (bodyBytes > maxFrameBytes) throw new Error('The parent sent a frame beyond every limit.');
    return frameHeadBytes + bodyBytes;
  }

  function makeRoom(sizeBytes: number): void {
    if (start + sizeBytes <= buffer.length && end < buffer.length) return;
    const target = sizeBytes <= buffer.length ? buffer : Buffer.allocUnsafe(Math.max(buffer.length * 2, sizeBytes));
    buffer.copy(target, 0, start, end);
    buffer = target;
    end -= start;
    start = 0;
  }

  function hasNext(): boolean {
    return end - start >= frameHeadBytes && end - start >= sizeOfNext();
  }

  return {
    hasNext,
    next() {
      while (!hasNext()) {
        makeRoom(sizeOfNext());
        const got = retried(() => readSync(descriptor, buffer, end, buffer.length - end, null));
        if (got === 0) return undefined;
        end += got;
      }
      const size = sizeOfNext();
      const headerUnits = buffer.readUInt32LE(start + 9);
      const body = buffer.toString('utf8', start + frameHeadBytes, start + size);
      const frame = { kind: buffer.readUInt8(start + 4), number: buffer.readUInt32LE(start + 5) };
      start += size;
      if (start === end) start = end = 0;
      return { ...frame, header: body.slice(0, headerUnits), rest: body.slice(headerUnits) };
    },
  };
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Repeats a call the kernel interrupted; a descriptor that turns out non-blocking is asked again every millisecond. */
function retried(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      // The parent is gone: the same as the end of the stream.
      if (code === 'ECONNRESET' || code === 'EPIPE') return 0;
      if (code !== 'EINTR' && code !== 'EAGAIN') throw error;
      if (code === 'EAGAIN') Atomics.wait(pause, 0, 0, 1);
    }
  }
}
