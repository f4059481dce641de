import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';
import { type FeedState, foldPage, noteState, openFeed, prependNew } from './run-feed.ts';
import type { RunFilter } from './runs.ts';
import { onRunEvent } from './workspace-events.ts';

/** Rows of one page; the most the runtime gives. */
const pageRows = 200;

/** Pause after a change before the newest rows are asked for, in milliseconds: a burst costs one question. */
const settleMs = 350;

/** A list of runs that grows as one scrolls, and stays current without moving what is read. */
export type RunList = FeedState & {
  readonly loadMore: () => void;
  readonly retry: () => void;
  /** Puts the rows that came in on top. */
  readonly showArrived: () => void;
  /** Say whether the top is in sight: only then new rows go straight in. */
  readonly setAtTop: (isAtTop: boolean) => void;
};

/** Follows the runs that fit a filter. */
export function useRunList(filter: RunFilter): RunList {
  const { flow, state, keyPrefix } = filter;
  const feed = useMemo(
    () =>
      createFeed({
        ...(flow === undefined ? {} : { flow }),
        ...(state === undefined ? {} : { state }),
        ...(keyPrefix === undefined ? {} : { keyPrefix }),
      }),
    [flow, state, keyPrefix],
  );
  useEffect(() => feed.follow(), [feed]);
  const present = useSyncExternalStore(feed.subscribe, feed.read);
  return useMemo(
    () => ({
      ...present,
      loadMore: feed.loadMore,
      retry: feed.retry,
      showArrived: feed.showArrived,
      setAtTop: feed.setAtTop,
    }),
    [present, feed],
  );
}

function createFeed(filter: RunFilter) {
  let state = openFeed;
  let isAtTop = true;
  let isLoading = false;
  const listeners = new Set<() => void>();
  const set = (next: FeedState): void => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const readPage = async (cursor: string | null, limit: number) =>
    answerOf(await runtime.send('runs.list', { query: { ...filter, limit, ...(cursor === null ? {} : { cursor }) } }));

  const loadMore = (): void => {
    if (isLoading || (state.status === 'ready' && state.next === null)) return;
    isLoading = true;
    readPage(state.next, pageRows)
      .then((page) => set(foldPage(state, page)))
      .catch((error: unknown) => set({ ...state, status: 'refused', refusal: sentenceOf(error) }))
      .finally(() => {
        isLoading = false;
      });
  };
  const refresh = (): void => {
    readPage(null, pageRows)
      .then((page) => {
        const merged = prependNew(state, page.runs);
        set(isAtTop ? showAll(merged) : merged);
      })
      // The next change asks again; what is shown stays.
      .catch(() => undefined);
  };
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
    loadMore,
    retry: () => {
      set({ ...state, status: 'loading', refusal: undefined });
      loadMore();
    },
    showArrived: () => set(showAll(state)),
    setAtTop: (value: boolean) => {
      isAtTop = value;
      if (value) set(showAll(state));
    },
    follow: () => {
      let timer = 0;
      if (state.status === 'loading') loadMore();
      const stop = onRunEvent((event) => {
        if (event.kind === 'run') set(noteState(state, event, Date.now()));
        window.clearTimeout(timer);
        timer = window.setTimeout(refresh, settleMs);
      });
      return () => {
        window.clearTimeout(timer);
        stop();
      };
    },
  };
}

function showAll(state: FeedState): FeedState {
  return state.arrived.length === 0 ? state : { ...state, rows: [...state.arrived, ...state.rows], arrived: [] };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
