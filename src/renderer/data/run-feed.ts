import { runStates } from '#api/run-states.ts';
import type { RunRow, RunState } from './runs.ts';

/** What a list of runs holds. */
export type FeedState = {
  /** Newest first. */
  readonly rows: readonly RunRow[];
  /** Newer rows that are not shown yet, so that nothing moves under a reader's eyes. */
  readonly arrived: readonly RunRow[];
  /** Cursor of the next page; null before the first page and after the last. */
  readonly next: string | null;
  readonly status: 'loading' | 'ready' | 'refused';
  readonly refusal: string | undefined;
};

/** A list of which nothing is read yet. */
export const openFeed: FeedState = { rows: [], arrived: [], next: null, status: 'loading', refusal: undefined };

/** Adds the next page at the end; rows already there stay once. */
export function foldPage(
  state: FeedState,
  page: { readonly runs: readonly RunRow[]; readonly next: string | null },
): FeedState {
  const known = new Set([...state.arrived, ...state.rows].map(({ id }) => id));
  const fresh = page.runs.filter(({ id }) => !known.has(id));
  return { ...state, rows: [...state.rows, ...fresh], next: page.next, status: 'ready', refusal: undefined };
}

/** Takes in the newest page: known rows change in their place, new ones wait to be shown. */
export function prependNew(state: FeedState, newest: readonly RunRow[]): FeedState {
  const now = new Map(newest.map((row) => [row.id, row]));
  const known = new Set([...state.arrived, ...state.rows].map(({ id }) => id));
  const fresh = newest.filter(({ id }) => !known.has(id));
  const rows = updateRows(state.rows, now);
  const arrived = updateRows(state.arrived, now);
  if (fresh.length === 0 && rows === state.rows && arrived === state.arrived) return state;
  return { ...state, rows, arrived: fresh.length === 0 ? arrived : [...fresh, ...arrived] };
}

/** Notes that a run reached another state; the runs around it stay where they are. */
export function noteState(
  state: FeedState,
  event: { readonly run: string; readonly state: string },
  nowMs: number,
): FeedState {
  const row = state.rows.find(({ id }) => id === event.run);
  if (row === undefined || row.state === event.state || !isRunState(event.state)) return state;
  const endedAt = row.endedAt ?? (isOver(event.state) ? new Date(nowMs).toISOString() : null);
  return { ...state, rows: updateRows(state.rows, new Map([[row.id, { ...row, state: event.state, endedAt }]])) };
}

/** True for a text that is a state. */
export function isRunState(text: string): text is RunState {
  return runStates.some((state) => state === text);
}

/** True for a run that changes no more. */
export function isOver(state: RunState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'superseded';
}

function updateRows(rows: readonly RunRow[], now: ReadonlyMap<string, RunRow>): readonly RunRow[] {
  let isChanged = false;
  const updated = rows.map((row) => {
    const fresh = now.get(row.id);
    if (fresh === undefined || (fresh.state === row.state && fresh.endedAt === row.endedAt)) return row;
    isChanged = true;
    return fresh;
  });
  return isChanged ? updated : rows;
}
