import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';
import type { Json, ReplayOrder } from './runs.ts';
import { onRunEvent } from './workspace-events.ts';

/** An approval in a list. */
export type ApprovalRow = z.output<ApiCallOf<'approvals.list'>['reply']>['approvals'][number];

/** An approval with what is shown to decide it. */
export type ApprovalDetail = z.output<ApiCallOf<'approvals.get'>['reply']>;

/** An event that was set aside. */
export type SetAsideItem = z.output<ApiCallOf<'dead-letters.list'>['reply']>['deadLetters'][number];

/** Most rows read of a list that is sorted or grouped here, because order needs all of it. */
const mostRows = 4_000;

/** Rows of one page. */
const pageRows = 200;

/** Approvals that wait, the next due first. */
export function useOpenApprovals() {
  useFreshWork();
  return useQuery({
    queryKey: ['work', 'approvals', 'open'],
    queryFn: async () => {
      const rows = await readAll(async (cursor) => {
        const query = { state: 'open' as const, limit: pageRows, ...cursor };
        const { approvals, next } = answerOf(await runtime.send('approvals.list', { query }));
        return { rows: approvals, next };
      });
      return { ...rows, rows: [...rows.rows].sort(byDueTime) };
    },
  });
}

/** Approvals that are decided, expired or withdrawn, newest first; more are read on demand. */
export function useDecidedApprovals() {
  return useInfiniteQuery({
    queryKey: ['work', 'approvals', 'decided'],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const query = { limit: pageRows, ...(pageParam === '' ? {} : { cursor: pageParam }) };
      return answerOf(await runtime.send('approvals.list', { query }));
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** One approval with what is shown. */
export function useApproval(id: string) {
  return useQuery({
    queryKey: ['work', 'approval', id],
    queryFn: async () => answerOf(await runtime.send('approvals.get', { params: { id } })),
  });
}

/** What a person decided. */
export type Decision = {
  readonly decision: 'approved' | 'rejected';
  readonly shownHash: string;
  readonly reason?: string;
  readonly form?: Json;
};

/** Decides an approval; throws with a sentence when it was decided already, or this person may not. */
export async function decideApproval(id: string, decision: Decision): Promise<void> {
  answerOf(await runtime.send('approvals.decide', { params: { id }, body: decision }));
}

/** Everything that is set aside and open, newest first. */
export function useSetAside(state: 'open' | 'closed' | 'replayed') {
  useFreshWork();
  return useQuery({
    queryKey: ['work', 'set-aside', state],
    queryFn: async () =>
      readAll(async (cursor) => {
        const query = { state, limit: pageRows, ...cursor };
        const { deadLetters, next } = answerOf(await runtime.send('dead-letters.list', { query }));
        return { rows: deadLetters, next };
      }),
  });
}

/** Runs an event that was set aside again; gives the id of the new run. */
export async function replaySetAside(id: string, order: ReplayOrder): Promise<string | null> {
  return answerOf(await runtime.send('dead-letters.replay', { params: { id }, body: order })).run;
}

/** Closes an event that was set aside, without running it again. */
export async function closeSetAside(id: string, reason: string): Promise<void> {
  answerOf(await runtime.send('dead-letters.close', { params: { id }, body: { reason } }));
}

/** Calls that were refused at the door, newest first. */
export function useRefusedCalls() {
  return useInfiniteQuery({
    queryKey: ['refused-calls'],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const query = { limit: pageRows, ...(pageParam === '' ? {} : { cursor: pageParam }) };
      return answerOf(await runtime.send('refused.list', { query }));
    },
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 30_000,
  });
}

/** Pause after a change of a run before the lists of work are read again, in milliseconds. */
const settleMs = 500;

/** Reads the lists of work again after runs changed. */
function useFreshWork(): void {
  const queries = useQueryClient();
  useEffect(() => {
    let timer = 0;
    const stop = onRunEvent(() => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void queries.invalidateQueries({ queryKey: ['work'] }), settleMs);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [queries]);
}

type Cursor = { readonly cursor?: string };

async function readAll<Row>(
  readPage: (cursor: Cursor) => Promise<{ readonly rows: readonly Row[]; readonly next: string | null }>,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const rows: Row[] = [];
  let cursor: Cursor = {};
  for (;;) {
    const page = await readPage(cursor);
    rows.push(...page.rows);
    if (page.next === null) return { rows, isCut: false };
    if (rows.length >= mostRows) return { rows, isCut: true };
    cursor = { cursor: page.next };
  }
}

function byDueTime(one: ApprovalRow, other: ApprovalRow): number {
  return (one.dueAt ?? '9').localeCompare(other.dueAt ?? '9') || one.openedAt.localeCompare(other.openedAt);
}
