import { type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';
import type { RunState } from './runs.ts';

/** A linked server and how it answers. */
export type LinkedServer = z.output<ApiCallOf<'linked.list'>['reply']>['servers'][number];

/** What is live at a server. */
export type LiveThere = z.output<ApiCallOf<'linked.live'>['reply']>;

/** A flow that is live at a server. */
export type LiveFlow = LiveThere['flows'][number];

/** A release the studio keeps. */
export type KeptRelease = z.output<ApiCallOf<'linked.releases'>['reply']>['releases'][number];

/** What a server says of a bundle. */
export type BundleVerdict = z.output<ApiCallOf<'linked.deploy'>['reply']>;

const serversKey = ['linked'] as const;

/** Servers this studio is linked to; asked again every half minute, because they come and go. */
export function useLinkedServers() {
  return useQuery({
    queryKey: [...serversKey, 'list'],
    queryFn: async () => answerOf(await runtime.send('linked.list', {})).servers,
    refetchInterval: 30_000,
  });
}

/** What is live at a server. */
export function useLive(id: string) {
  return useQuery({
    queryKey: [...serversKey, id, 'live'],
    queryFn: async () => answerOf(await runtime.send('linked.live', { params: { id } })),
    refetchInterval: 30_000,
    retry: false,
  });
}

/** Releases the studio keeps, newest first. */
export function useReleases() {
  return useQuery({
    queryKey: ['releases'],
    queryFn: async () => answerOf(await runtime.send('linked.releases', {})).releases,
  });
}

/** Runs of a server, page by page. */
export function useRunsThere(id: string, state: RunState | '') {
  return useInfiniteQuery({
    queryKey: [...serversKey, id, 'runs', state],
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      answerOf(
        await runtime.send('linked.runs', {
          params: { id },
          query: { limit: 50, ...(state === '' ? {} : { state }), ...(pageParam === '' ? {} : { cursor: pageParam }) },
        }),
      ),
    getNextPageParam: ({ next }) => next ?? undefined,
    retry: false,
  });
}

/** One run of a server; personal data in it is hidden. */
export function useRunThere(id: string, run: string) {
  return useQuery({
    queryKey: [...serversKey, id, 'run', run],
    queryFn: async () => answerOf(await runtime.send('linked.run', { params: { id, run } })),
    retry: false,
  });
}

/** Links a server; the token is sealed and never shown again. */
export async function linkServer(
  asked: { readonly name: string; readonly address: string; readonly token: string },
  queries: QueryClient,
): Promise<LinkedServer> {
  const { server } = answerOf(await runtime.send('linked.add', { body: asked }));
  await queries.invalidateQueries({ queryKey: serversKey });
  return server;
}

/** Asks every server again: whether it answers, and what is live there. */
export async function askServersAgain(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: serversKey });
}

/** Forgets a server and its token. */
export async function unlinkServer(id: string, queries: QueryClient): Promise<void> {
  answerOf(await runtime.send('linked.remove', { params: { id } }));
  await queries.invalidateQueries({ queryKey: [...serversKey, 'list'] });
}

/** Hands a bundle to a server, which judges it; nothing goes live. */
export async function handOver(
  id: string,
  what: { readonly bundle: string } | { readonly release: string },
): Promise<BundleVerdict> {
  return answerOf(await runtime.send('linked.deploy', { params: { id }, body: what }));
}

/** Makes an admitted bundle live. */
export async function makeLive(
  id: string,
  what: { readonly digest: string; readonly acceptReach: boolean },
  queries: QueryClient,
): Promise<void> {
  answerOf(await runtime.send('linked.activate', { params: { id }, body: what }));
  await queries.invalidateQueries({ queryKey: [...serversKey, id] });
}

/** Takes the bundle of a flow off; gives what each of its flows went back to. */
export async function rollBack(
  id: string,
  what: { readonly flow: string; readonly reason: string },
  queries: QueryClient,
): Promise<readonly { readonly flow: string; readonly from: string; readonly to: string | null }[]> {
  const { flows } = answerOf(await runtime.send('linked.rollback', { params: { id }, body: what }));
  await queries.invalidateQueries({ queryKey: [...serversKey, id] });
  return flows;
}
