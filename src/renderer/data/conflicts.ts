import { useQuery } from '@tanstack/react-query';
import { runtime } from './client.ts';
import { answerOf, useWorkspace } from './queries.ts';

/** Files that were changed on both sides and wait for a decision. Only a studio has any. */
export function useConflicts() {
  const isStudio = useWorkspace().data?.mode === 'studio';
  return useQuery({
    // Below the workspace, because whatever puts a file into conflict or settles it changes files.
    queryKey: ['workspace', 'conflicts'],
    queryFn: async () => answerOf(await runtime.send('conflicts.list', {})).files,
    enabled: isStudio,
    retry: false,
  });
}

/** A file that waits. */
export type ConflictedFile = NonNullable<ReturnType<typeof useConflicts>['data']>[number];

/** Everything to decide about one file. */
export function useConflict(path: string) {
  return useQuery({
    queryKey: ['workspace', 'conflict', path],
    queryFn: async () => answerOf(await runtime.send('conflicts.get', { query: { path } })),
    retry: false,
  });
}

/** What `useConflict` tells. */
export type OpenedConflict = NonNullable<ReturnType<typeof useConflict>['data']>;

/** One decision. */
export type Conflict = OpenedConflict['conflicts'][number];

/** What somebody decided. */
export type Choice = 'ours' | 'theirs' | 'both';

/** Carries decisions out, by the id of each. */
export async function settleConflict(path: string, stamp: string, choices: Readonly<Record<string, Choice>>) {
  return answerOf(await runtime.send('conflicts.settle', { body: { path, stamp, choices: { ...choices } } }));
}
