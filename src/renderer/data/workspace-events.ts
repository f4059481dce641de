import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { noteLink } from './link.ts';

/** A file of the workspace that changed, or the news that events were missed and everything is to be read again. */
export type FileEvent =
  | { readonly kind: 'file'; readonly path: string; readonly etag: string | null }
  | { readonly kind: 'resync' };

/** A run that reached another state, or the news that events were missed. */
export type RunEvent =
  | { readonly kind: 'run'; readonly run: string; readonly flow: string; readonly state: string }
  | { readonly kind: 'resync' };

const fileListeners = new Set<(event: FileEvent) => void>();
const runListeners = new Set<(event: RunEvent) => void>();

/** Tells of every changed file until the returned function is called. */
export function onFileEvent(listener: (event: FileEvent) => void): () => void {
  fileListeners.add(listener);
  return () => fileListeners.delete(listener);
}

/** Tells of every run that changes state until the returned function is called. */
export function onRunEvent(listener: (event: RunEvent) => void): () => void {
  runListeners.add(listener);
  return () => runListeners.delete(listener);
}

/** Follows what changes in the workspace and in the runs, and brings the page up to date. Mount once. */
export function useWorkspaceEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const files = new EventSource('/api/workspace/events');
    const runs = new EventSource('/api/events');
    files.addEventListener('open', () => noteLink(true));
    files.addEventListener('error', () => noteLink(false));
    files.addEventListener('message', ({ data }: MessageEvent<string>) => tellFile(data, queries));
    runs.addEventListener('message', ({ data }: MessageEvent<string>) => tellRun(data, queries));
    return () => {
      files.close();
      runs.close();
    };
  }, [queries]);
}

function tellFile(data: string, queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['workspace'] });
  // The stream is the runtime's own, parsed there against the API table.
  const event = JSON.parse(data) as FileEvent;
  for (const listener of fileListeners) listener(event);
}

function tellRun(data: string, queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['runs'] });
  void queries.invalidateQueries({ queryKey: ['work-counts'] });
  // As above.
  const event = JSON.parse(data) as RunEvent;
  for (const listener of runListeners) listener(event);
}
