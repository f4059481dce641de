import type { StoreCommand } from '../command.ts';
import type { AuditHead } from '../row.ts';
import type { CommandAnswer } from './batch.ts';
import { KNOWN_SCHEMA } from './database.ts';
import { type RefusalMessage, toRefusalMessage } from './refusals.ts';
import { openWriter, type Writer, type WriterSettings } from './writer-core.ts';

/** What the writer thread is told. */
export type ToWriter =
  | { readonly kind: 'commit'; readonly now: number; readonly commands: readonly StoreCommand[] }
  | { readonly kind: 'close' };

/** What the writer thread tells. */
export type FromWriter =
  | { readonly kind: 'ready'; readonly synchronous: number; readonly head: AuditHead }
  | { readonly kind: 'refused'; readonly refusal: RefusalMessage }
  | { readonly kind: 'answers'; readonly answers: readonly CommandAnswer[]; readonly head: AuditHead }
  | { readonly kind: 'broken'; readonly cause: string }
  | { readonly kind: 'closed' };

/** Pause before the ballast is laid, in milliseconds. */
const BALLAST_PAUSE_MS = 2_000;

type Port = {
  readonly postMessage: (message: FromWriter) => void;
  readonly on: (event: 'message', listener: (message: ToWriter) => void) => unknown;
  readonly close: () => void;
};

/** Serves commits over a port until it is told to close. */
export function serveWriter(port: Port, settings: WriterSettings): void {
  let writer: Writer;
  try {
    writer = openWriter(settings);
  } catch (error) {
    port.postMessage({ kind: 'refused', refusal: toRefusalMessage(error, KNOWN_SCHEMA) });
    port.close();
    return;
  }
  let isBrokenTold = false;
  const tellBroken = () => {
    const cause = writer.brokenBy();
    if (cause === undefined || isBrokenTold) return;
    isBrokenTold = true;
    port.postMessage({ kind: 'broken', cause });
  };
  port.on('message', (message) => {
    if (message.kind === 'close') {
      writer.close();
      port.postMessage({ kind: 'closed' });
      port.close();
      return;
    }
    const answers = writer.commit(message.commands, message.now);
    port.postMessage({ kind: 'answers', answers, head: writer.auditHead() });
    writer.maintain(message.now);
    tellBroken();
  });
  port.postMessage({ kind: 'ready', synchronous: writer.synchronous, head: writer.auditHead() });
  // Sixty megabytes in the first second would make the first events wait for the disk.
  setTimeout(() => void writer.layBallast(), BALLAST_PAUSE_MS).unref();
}
