import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One thing a traced process did to a file, in the order it came to be true. */
export type DiskEvent =
  /** A file was opened that may have been made by it. */
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly data: Buffer }
  /** A `write` without a position: the acknowledgements, which only ever grow. */
  | { readonly kind: 'append'; readonly path: string; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'sync'; readonly path: string }
  | { readonly kind: 'unlink'; readonly path: string };

/**
 * Reads the output of `strace -f -y -xx`, file by file and thread by thread.
 *
 * @throws when a line that matters cannot be understood, or a text was cut off
 */
export async function readTrace(file: string): Promise<readonly DiskEvent[]> {
  const events: DiskEvent[] = [];
  const unfinished = new Map<string, string>();
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      unfinished.set(thread, rest.slice(0, -'<unfinished ...>'.length));
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${unfinished.get(thread) ?? ''}${resumed[1] ?? ''}`;
    const event = readCall(whole);
    if (event !== undefined) events.push(event);
  }
  return events;
}

function readCall(call: string): DiskEvent | undefined {
  const name = /^(\w+)\(/.exec(call)?.[1];
  if (name === undefined || / = -1 /.test(call)) return undefined;
  switch (name) {
    case 'pwrite64': {
      const found = /^pwrite64\(\d+<([^>]*)>, "([^"]*)", \d+, (\d+) *\) += \d+$/.exec(call);
      if (found === null) return unreadable(call);
      return { kind: 'write', path: toText(found[1]), offset: Number(found[3]), data: toBytes(found[2]) };
    }
    case 'write': {
      const found = /^write\(\d+<([^>]*)>, "([^"]*)", \d+ *\) += \d+$/.exec(call);
      // Pipes and wake-ups between threads are written to as well, some of them in other shapes.
      return found === null ? undefined : { kind: 'append', path: toText(found[1]), data: toBytes(found[2]) };
    }
    case 'ftruncate': {
      const found = /^ftruncate\(\d+<([^>]*)>, (\d+) *\) += 0$/.exec(call);
      if (found === null) return unreadable(call);
      return { kind: 'truncate', path: toText(found[1]), sizeBytes: Number(found[2]) };
    }
    case 'fsync':
    case 'fdatasync': {
      const found = /^\w+\(\d+<([^>]*)> *\) += 0$/.exec(call);
      return found === null ? unreadable(call) : { kind: 'sync', path: toText(found[1]) };
    }
    case 'openat': {
      const found = /^openat\([^,]*, "([^"]*)", [A-Z_|]*O_CREAT[A-Z_|]*, /.exec(call);
      return found === null ? undefined : { kind: 'create', path: toText(found[1]) };
    }
    case 'unlink':
    case 'unlinkat': {
      const found = /"([^"]*)"/.exec(call);
      return found === null ? unreadable(call) : { kind: 'unlink', path: toText(found[1]) };
    }
    default:
      return undefined;
  }
}

function unreadable(call: string): never {
  throw new Error(`The trace holds a call that cannot be read: ${call.slice(0, 120)} … ${call.slice(-60)}`);
}

/** `\x41\x42` → bytes; paths come the same way or as they are. */
function toBytes(text: string | undefined): Buffer {
  return Buffer.from((text ?? '').replaceAll('\\x', ''), 'hex');
}

function toText(text: string | undefined): string {
  return text?.startsWith('\\x') ? toBytes(text).toString() : (text ?? '');
}
