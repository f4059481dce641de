import type { IncomingMessage } from 'node:http';

/**
 * A body as bytes, or why there is none: larger than allowed, the sender left before it was complete, or bodies of
 * other senders fill the memory that all of them share.
 */
export type BodyOutcome =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: 'too-large' | 'gone' | 'crowded' };

/**
 * Reads a body into memory, never more than the limit: a declared length above it is refused before the first byte,
 * an undeclared one as soon as it is passed. After a refusal the rest stays unread, so the connection must be closed.
 *
 * @param declared the `Content-Length` header as it came, where there was one
 */
export type BodyReader = (
  request: IncomingMessage,
  declared: string | undefined,
  limitBytes: number,
) => Promise<BodyOutcome>;

/**
 * Makes a reader whose unfinished bodies share one budget: a thousand senders that dawdle a byte before the end must
 * not cost a thousand bodies of memory. Only bytes that arrived count, so that announcing costs the others nothing.
 */
export function createBodyReader(budgetBytes: number): BodyReader {
  const share = { heldBytes: 0, budgetBytes };
  return (request, declared, limitBytes) =>
    declared !== undefined && Number(declared) > limitBytes
      ? Promise.resolve({ ok: false, why: 'too-large' })
      : collect(request, limitBytes, share);
}

function collect(
  request: IncomingMessage,
  limitBytes: number,
  share: { heldBytes: number; readonly budgetBytes: number },
): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const settle = (outcome: BodyOutcome): void => {
      share.heldBytes -= sizeBytes;
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onGone);
      request.off('error', onGone);
      // A socket that breaks later still reports its error here; without a listener that would end the process.
      request.on('error', ignore);
      if (!outcome.ok) request.pause();
      resolve(outcome);
    };
    const onData = (chunk: Buffer): void => {
      sizeBytes += chunk.length;
      share.heldBytes += chunk.length;
      if (sizeBytes > limitBytes) settle({ ok: false, why: 'too-large' });
      else if (share.heldBytes > share.budgetBytes) settle({ ok: false, why: 'crowded' });
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      const [first] = chunks;
      settle({
        ok: true,
        bytes: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, sizeBytes),
      });
    };
    const onGone = (): void => settle({ ok: false, why: 'gone' });
    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onGone);
    request.on('error', onGone);
  });
}

function ignore(): void {}
