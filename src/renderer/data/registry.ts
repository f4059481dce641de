import { type QueryClient, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import type { Problem, Result } from '#flow/problem.ts';
import { editSystemsText, type RegistryEdit } from '#flow/registry/edit-registry.ts';
import { runtime } from './client.ts';
import { writeFiles } from './files.ts';
import { answerOf } from './queries.ts';

/** Systems, owners, what flows read and write, and loops, as the runtime tells them. */
export type RegistryView = Awaited<ReturnType<typeof readRegistry>>;

const registryKey = ['workspace', 'registry'] as const;

async function readRegistry() {
  return answerOf(await runtime.send('workspace.registry', {}));
}

/** The registry; read again whenever a file of the workspace changes. */
export function useRegistry() {
  return useQuery({ queryKey: registryKey, queryFn: readRegistry });
}

type Draft = { readonly edits: readonly RegistryEdit[] };

/** Changes of the table that are not saved yet, oldest first; they outlive the screen. */
export const useRegistryDraft = create<Draft>(() => ({ edits: [] }));

/** Puts another change behind those that wait. */
export function addRegistryEdit(edit: RegistryEdit): void {
  useRegistryDraft.setState(({ edits }) => ({ edits: [...edits, edit] }));
}

/** Takes the newest waiting change back. */
export function undoRegistryEdit(): void {
  useRegistryDraft.setState(({ edits }) => ({ edits: edits.slice(0, -1) }));
}

/** Forgets the waiting changes. */
export function discardRegistryEdits(): void {
  useRegistryDraft.setState({ edits: [] });
}

/** How saving the registry ended; a conflict means that nothing was written and that the newest text was read again. */
export type RegistrySave =
  | { readonly kind: 'saved' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** Writes changes onto the text the screen shows, if that is still what stands on disk. */
export async function saveRegistry(
  view: Pick<RegistryView, 'path' | 'text' | 'etag'>,
  edits: readonly RegistryEdit[],
  queries: QueryClient,
): Promise<RegistrySave> {
  const text: Result<string> = editSystemsText(view.text, edits);
  if (!text.ok) return { kind: 'refused', problems: text.problems };
  const written = await writeFiles([{ path: view.path, text: text.value, expect: view.etag }]);
  await queries.invalidateQueries({ queryKey: ['workspace'] });
  return written.ok ? { kind: 'saved' } : { kind: 'conflict' };
}
