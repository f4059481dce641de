import type { StreamEvent } from '#api/call.ts';

/** Hands events to every follower, and fills short gaps after a reconnection. */
export type Followers<T> = {
  /** Tells everybody who follows now. */
  readonly tell: (data: T) => void;
  /**
   * Sends what came after `lastEventId`, where that is still remembered, and then everything new. Where it is not, the
   * first event is the one that tells the client to read the lists again.
   *
   * @returns ends the following
   */
  readonly follow: (lastEventId: string | undefined, send: (event: StreamEvent<T>) => void) => () => void;
  /** Forgets everybody. */
  readonly close: () => void;
};

const remembered = 1_000;

/**
 * Makes a feed without followers.
 *
 * @param start differs between two starts of the runtime, so that ids of the last one are not taken for ours
 * @param resync makes the event for a client whose last event is forgotten
 */
export function createFollowers<T>(start: string, resync: () => T): Followers<T> {
  const followers = new Set<(event: StreamEvent<T>) => void>();
  const recent: StreamEvent<T>[] = [];
  let count = 0;
  const idOf = (number: number): string => `${start}-${number}`;

  const missedSince = (lastEventId: string): readonly StreamEvent<T>[] | undefined => {
    if (lastEventId === idOf(count)) return [];
    const index = recent.findLastIndex((event) => event.id === lastEventId);
    return index < 0 ? undefined : recent.slice(index + 1);
  };

  return {
    tell: (data) => {
      count += 1;
      const told = { id: idOf(count), data };
      recent.push(told);
      // Cut in large pieces: shifting an array of a thousand for every event would cost more than the event.
      if (recent.length >= remembered * 2) recent.splice(0, remembered);
      for (const send of followers) send(told);
    },
    follow: (lastEventId, send) => {
      const missed = lastEventId === undefined ? [] : missedSince(lastEventId);
      for (const event of missed ?? [{ id: idOf(count), data: resync() }]) send(event);
      followers.add(send);
      return () => followers.delete(send);
    },
    close: () => followers.clear(),
  };
}
