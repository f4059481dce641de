import type { FastifyReply } from 'fastify';
import type { RefusedCall, StreamEvent } from '#api/call.ts';
import type { Clock } from '../engine/ports.ts';
import type { ServerLimits } from './limits.ts';
import { replyProblem } from './replies.ts';

/** What streams need: time, limits, and the set of those that are open. */
export type StreamNeeds = {
  readonly clock: Clock;
  readonly limits: ServerLimits;
  /** Ends of the open streams; the server calls them when it closes. */
  readonly open: Set<() => void>;
};

/** A follower that lets this many bytes pile up is cut off; it comes back and reads the lists again. */
const maxUnreadBytes = 256 * 1024;

/**
 * Answers with server-sent events until the client leaves, falls behind, or the server closes; where there is nothing
 * to follow, with the refusal.
 */
export function streamEvents(
  reply: FastifyReply,
  needs: StreamNeeds,
  follow: (send: (event: StreamEvent<unknown>) => void) => (() => void) | RefusedCall,
): FastifyReply {
  const { clock, limits, open } = needs;
  if (open.size >= limits.streams) {
    return replyProblem(reply, {
      status: 503,
      code: 'server/too-many-streams',
      title: 'Too many followers',
      detail: `Only ${limits.streams} event streams may be open at a time. Close one.`,
      retryAfterMs: 10_000,
    });
  }
  // What is told before the head is written waits: only then it is known that there is something to follow.
  const early: StreamEvent<unknown>[] = [];
  let send = (event: StreamEvent<unknown>): void => void early.push(event);
  const followed = follow((event) => send(event));
  if (typeof followed !== 'function') return replyProblem(reply, followed.refusal);
  reply.header('content-type', 'text/event-stream').hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200);
  const ends: (() => void)[] = [followed];
  let withdraw = (): void => {};
  const end = (): void => {
    open.delete(end);
    withdraw();
    for (const stop of ends.splice(0)) stop();
    raw.end();
  };
  const write = (text: string): void => {
    if (raw.destroyed) return;
    raw.write(text);
    if (raw.writableLength > maxUnreadBytes) raw.destroy();
  };
  const beat = (): void => {
    write(': still here\n\n');
    withdraw = clock.after(limits.heartbeatMs, beat);
  };
  open.add(end);
  raw.on('close', end);
  write('retry: 2000\n\n');
  withdraw = clock.after(limits.heartbeatMs, beat);
  send = ({ id, data }) => write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
  for (const event of early) send(event);
  return reply;
}
