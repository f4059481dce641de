import type { z } from 'zod';
import type { StreamEvent } from '#api/call.ts';
import type { ApiCallOf } from '#api/calls.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Engine, EngineEvent } from '../engine/engine-port.ts';
import type { Clock } from '../engine/ports.ts';
import { createFollowers } from './follow.ts';

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
  const followers = createFollowers<FeedEvent>(start, () => ({ kind: 'resync', at: formatInstant(clock.now()) }));
  const unsubscribe = subscribe((event) => followers.tell(tell(event)));
  return {
    follow: followers.follow,
    close: () => {
      unsubscribe();
      followers.close();
    },
  };
}

function tell(event: EngineEvent): FeedEvent {
  return { kind: 'run', run: event.run, flow: event.flow, state: event.state, at: formatInstant(event.at) };
}
