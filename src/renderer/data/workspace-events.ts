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

/** How long after the runtime closed a stream for good it is asked for again, in milliseconds. */
const againMs = 1_000;

/** Least time between two readings of the lists of runs while many runs change, in milliseconds. */
const settleMs = 400;

/** Follows what changes in the workspace and in the runs, and brings the page up to date. Mount once. */
export function useWorkspaceEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const refreshRuns = settled(() => {
      void queries.invalidateQueries({ queryKey: ['runs'] });
      void queries.invalidateQueries({ queryKey: ['work-counts'] });
    });
    const stops = [
      followStream('/api/workspace/events', (data) => tellFile(data, queries), noteLink),
      followStream('/api/events', (data) => {
        refreshRuns();
        // The stream is the runtime's own, written there against the API table.
        const event = JSON.parse(data) as RunEvent;
        for (const listener of runListeners) listener(event);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [queries]);
}

/** Follows a stream for as long as the page lives: a break is mended by the browser, a refusal by asking again. */
function followStream(
  path: string,
  take: (data: string) => void,
  noteState: (isUp: boolean) => void = () => undefined,
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    const stream = new EventSource(path);
    source = stream;
    stream.addEventListener('open', () => noteState(true));
    stream.addEventListener('message', ({ data }: MessageEvent<string>) => take(data));
    stream.addEventListener('error', () => {
      noteState(false);
      // Closed for good, as while a restarted runtime does not know the session yet.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** Calls at once, and after a burst once more, but never in between. */
function settled(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAskedAgain = false;
  const run = (): void => {
    if (timer !== undefined) {
      isAskedAgain = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (isAskedAgain) {
        isAskedAgain = false;
        run();
      }
    }, settleMs);
  };
  return run;
}

function tellFile(data: string, queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['workspace'] });
  // As above.
  const event = JSON.parse(data) as FileEvent;
  for (const listener of fileListeners) listener(event);
}
