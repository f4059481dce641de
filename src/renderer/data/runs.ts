import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import type { Permission } from '#api/permission.ts';
import { runtime } from './client.ts';
import { answerOf, useFlows } from './queries.ts';
import { onRunEvent } from './workspace-events.ts';

/** A run in a list. */
export type RunRow = z.output<ApiCallOf<'runs.list'>['reply']>['runs'][number];

/** A run with its steps, as the runtime tells it. */
export type RunDetail = z.output<ApiCallOf<'runs.get'>['reply']>;

/** One step of a run. */
export type RunStep = RunDetail['steps'][number];

/** State of a run. */
export type RunState = RunRow['state'];

/** A failure as the runtime tells it. */
export type RunFailure = NonNullable<RunDetail['failure']>;

/** A call that was refused at the door. */
export type RefusedRow = z.output<ApiCallOf<'refused.list'>['reply']>['refused'][number];

/** Which runs a list shows. */
export type RunFilter = { readonly flow?: string; readonly state?: RunState; readonly keyPrefix?: string };

/** One run, kept fresh while it changes; a run that is over is read once. */
export function useRun(id: string) {
  const queries = useQueryClient();
  useEffect(
    () =>
      onRunEvent((event) => {
        if (event.kind === 'run' && event.run !== id) return;
        void queries.invalidateQueries({ queryKey: ['run-detail', id] });
      }),
    [id, queries],
  );
  return useQuery({
    queryKey: ['run-detail', id],
    queryFn: async () => answerOf(await runtime.send('runs.get', { params: { id } })),
    // A run that waits for its next try tells no change of state while it tries.
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.endedAt === null ? 2_000 : false),
    placeholderData: (before) => before,
  });
}

/** What the present person may do here. */
export function useMay(): (permission: Permission) => boolean {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: async () => answerOf(await runtime.send('session.get', {})),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (permission) => data?.permissions.includes(permission) ?? false;
}

/** Finds the name of a flow; its id where the workspace has no such flow, or cannot be read here. */
export function useFlowNames(): (id: string) => string {
  const { data } = useFlows();
  return (id) => data?.flows.find((flow) => flow.id === id)?.name ?? id;
}

/** Ids of the flows of the workspace. */
export function useFlowIds(): readonly string[] {
  const { data } = useFlows();
  return (data?.flows ?? []).map(({ id }) => id);
}

/** What a person may tell a run. */
export type RunOrder = 'cancel' | 'abandon' | 'unpark';

/** Tells a run something; throws with a sentence for the person when it is refused. */
export async function orderRun(order: RunOrder, id: string, reason: string): Promise<void> {
  answerOf(await runtime.send(`runs.${order}`, { params: { id }, body: { reason } }));
}

/** How a replay differs from what happened before. */
export type ReplayOrder = { readonly reason: string; readonly input?: Json; readonly again?: true };

/** Any JSON. */
export type Json = z.output<ReturnType<typeof z.json>>;

/** Runs a past event again; gives the id of the new run. */
export async function replayRun(id: string, order: ReplayOrder): Promise<string | null> {
  return answerOf(await runtime.send('runs.replay', { params: { id }, body: order })).run;
}

/** What a person found out about a write in doubt. */
export type DoubtOrder = {
  readonly run: string;
  readonly path: string;
  readonly resolution: 'happened' | 'send' | 'give-up';
  readonly result?: Json;
  readonly reason: string;
};

/** Settles a write in doubt, once. */
export async function settleDoubt(order: DoubtOrder): Promise<void> {
  answerOf(await runtime.send('doubts.settle', { body: order }));
}
