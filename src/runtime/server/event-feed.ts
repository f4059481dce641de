import type { z } from 'zod';
import type { StreamEvent } from '#api/call.ts';
import type { ApiCallOf } from '#api/calls.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Engine, EngineEvent } from '../engine/engine-port.ts';
import type { Clock } from '../engine/ports.ts';

/** An event as `GET /api/events` sends it. */
export type FeedEvent = z.input<ApiCallOf<'events.follow'>['reply']>;

/** Hands the engine's events to every follower, and fills short gaps after a reconnection. */
export type EventFeed = {
  /**
   * Sends what came after `lastEventId`, where that is still remembered, and then everything new. Where it is not, the
   * first event is `resync`: events are hints, the lists are the truth, so the client reads them again.
   *
   * @returns ends the following
   */
  readonly follow: (lastEventId: string | undefined, send: (event: StreamEvent<FeedEvent>) => void) => () => void;
  /** Ends the subscription to the engine. */
  readonly close: () => void;
};

const remembered = 1_000;

/**
 * Makes the feed.
 *
 * @param start differs between two starts of the runtime, so that ids of the last one are not taken for ours
 */
export function createEventFeed(options: {
  readonly subscribe: Engine['subscribe'];
  readonly start: string;
  readonly clock: Pick<Clock, 'now'>;
}): EventFeed {
  const { subscribe, start, clock } = options;
  const followers = new Set<(event: StreamEvent<FeedEvent>) => void>();
  const recent: StreamEvent<FeedEvent>[] = [];
  let count = 0;
  const idOf = (number: number): string => `${start}-${number}`;

  const unsubscribe = subscribe((event) => {
    count += 1;
    const told = { id: idOf(count), data: tell(event) };
    recent.push(told);
    // Cut in large pieces: shifting an array of a thousand for every event would cost more than the event.
    if (recent.length >= remembered * 2) recent.splice(0, remembered);
    for (const send of followers) send(told);
  });

  const missedSince = (lastEventId: string): readonly StreamEvent<FeedEvent>[] | undefined => {
    if (lastEventId === idOf(count)) return [];
    const index = recent.findLastIndex((event) => event.id === lastEventId);
    return index < 0 ? undefined : recent.slice(index + 1);
  };

  return {
    follow: (lastEventId, send) => {
      const missed = lastEventId === undefined ? [] : missedSince(lastEventId);
      const resync: StreamEvent<FeedEvent> = {
        id: idOf(count),
        data: { kind: 'resync', at: formatInstant(clock.now()) },
      };
      for (const event of missed ?? [resync]) send(event);
      followers.add(send);
      return () => followers.delete(send);
    },
    close: () => {
      unsubscribe();
      followers.clear();
    },
  };
}

function tell(event: EngineEvent): FeedEvent {
  return { kind: 'run', run: event.run, flow: event.flow, state: event.state, at: formatInstant(event.at) };
}
