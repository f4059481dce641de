import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { readEventStream } from '#api/event-stream.ts';

/** What listening tells: that it began, a call, or that it is over. */
export type Heard = z.output<ApiCallOf<'hooks.listen'>['reply']>;

/** A call that came in. */
export type HeardCall = Extract<Heard, { readonly kind: 'call' }>;

/**
 * Listens for calls to the webhook of a flow until it ends, breaks off, or the signal aborts.
 *
 * @returns why nothing could be listened to; undefined where listening began and is over
 */
export async function listenToHook(
  flow: string,
  tell: (heard: Heard) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const answer = await fetch(`/api/hooks/listen?flow=${encodeURIComponent(flow)}`, {
    headers: { accept: 'text/event-stream', 'x-penstock': '1' },
    credentials: 'same-origin',
    signal,
  });
  if (!answer.ok || answer.body === null) return await sentenceOf(answer);
  const text = answer.body.pipeThrough(new TextDecoderStream());
  for await (const { data } of readEventStream(chunksOf(text))) {
    // The stream is the runtime's own, made there against the API table.
    const heard = JSON.parse(data) as Heard;
    tell(heard);
    if (heard.kind === 'refused') return heard.sentence;
    if (heard.kind === 'ended') return undefined;
  }
  return undefined;
}

async function sentenceOf(answer: Response): Promise<string> {
  const problem: unknown = await answer.json().catch(() => undefined);
  const hasDetail = typeof problem === 'object' && problem !== null && 'detail' in problem;
  return hasDetail ? String(problem.detail) : `${answer.status}`;
}

async function* chunksOf(stream: ReadableStream<string>): AsyncGenerator<string> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Leaving early must close the connection, or the door behind it stays open.
    await reader.cancel().catch(() => undefined);
  }
}
