import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import type { EnvironmentEdit } from '#flow/workspace/edit-environment.ts';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** Environments beside each other, as the runtime tells them. */
export type EnvironmentView = z.output<ApiCallOf<'environments.list'>['reply']>;

/** One environment. */
export type EnvironmentFacts = EnvironmentView['environments'][number];

/** How one entry stands in two environments. */
export type DifferenceRow = z.output<ApiCallOf<'environments.compare'>['reply']>['rows'][number];

/** What became of one flow when an activation was tried. */
export type TriedFlow = z.output<ApiCallOf<'environments.check'>['reply']>['flows'][number];

/** One change of an environment; without a value the entry is taken out. */
export type EntryEdit = EnvironmentEdit;

type WrittenBody = z.input<ApiCallOf<'environments.write'>['body']>;

/** One entry that is taken over. */
export type PromotedItem = z.input<ApiCallOf<'environments.promote'>['body']>['items'][number];

/** Every environment; read again whenever a file of the workspace changes. */
export function useEnvironments() {
  return useQuery({
    queryKey: ['workspace', 'environments'],
    queryFn: async () => answerOf(await runtime.send('environments.list', {})),
  });
}

/** What is different between two environments. */
export function useComparison(from: string, to: string) {
  return useQuery({
    queryKey: ['workspace', 'environments', 'compare', from, to],
    enabled: from !== '' && to !== '' && from !== to,
    queryFn: async () => answerOf(await runtime.send('environments.compare', { query: { from, to } })),
  });
}

/** What would keep each flow out of an environment; nothing is asked before one is named. */
export function useActivationTry(environment: string | undefined) {
  return useQuery({
    queryKey: ['workspace', 'environments', 'check', environment ?? ''],
    enabled: environment !== undefined,
    queryFn: async () =>
      answerOf(await runtime.send('environments.check', { query: { environment: environment ?? '' } })),
  });
}

/** Changes entries of an environment, if its file is still what was shown. */
export async function writeEntries(
  { name, etag }: Pick<EnvironmentFacts, 'name' | 'etag'>,
  edits: readonly EntryEdit[],
  queries: QueryClient,
): Promise<void> {
  try {
    // Values of entries are JSON; the schema of the call only says so in another type.
    const body = { environment: name, expect: etag, edits: [...edits] } as WrittenBody;
    answerOf(await runtime.send('environments.write', { body }));
  } finally {
    await queries.invalidateQueries({ queryKey: ['workspace'] });
  }
}

/** Takes entries over from one environment into another. */
export async function promoteEntries(
  asked: { readonly from: string; readonly to: string; readonly items: readonly PromotedItem[] },
  queries: QueryClient,
): Promise<void> {
  answerOf(await runtime.send('environments.promote', { body: { ...asked, items: [...asked.items] } }));
  await queries.invalidateQueries({ queryKey: ['workspace'] });
}
