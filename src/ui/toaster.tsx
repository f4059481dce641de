import { lazy, type ReactElement, Suspense, useSyncExternalStore } from 'react';
import type { Tone } from './tone.ts';

/** Props of Toaster. */
export type ToasterProps = {
  /** Name of the region, such as "Notices". */
  readonly label: string;
  /** Name of the cross on each. */
  readonly closeLabel: string;
};

/** One notice. */
export type Toast = {
  readonly tone: Tone;
  /** What happened. */
  readonly title: string;
  /** What state it is in, or what to do. */
  readonly description?: string | undefined;
  /** One verb, such as Undo. */
  readonly action?: { readonly label: string; readonly onSelect: () => void } | undefined;
  /** Default 6,000; warnings and failures stay until closed. */
  readonly durationMs?: number | undefined;
  /** The same id replaces an earlier notice. */
  readonly id?: string | undefined;
  /** Turns while work goes on. */
  readonly busy?: boolean | undefined;
};

/** A notice under the id it can be replaced by. */
export type KnownToast = Toast & { readonly id: string };

const ToastRegion = lazy(async () => ({ default: (await import('./toast-region.tsx')).ToastRegion }));

const state: {
  present: ((toast: KnownToast) => void) | undefined;
  waiting: readonly KnownToast[];
  count: number;
} = { present: undefined, waiting: [], count: 0 };

const listeners = new Set<() => void>();

/** Where short notices appear; stands once in the app. What draws them is loaded with the first one. */
export function Toaster(props: ToasterProps): ReactElement | null {
  const isWanted = useSyncExternalStore(subscribe, () => state.count > 0);
  if (!isWanted) return null;
  return (
    <Suspense fallback={null}>
      <ToastRegion {...props} />
    </Suspense>
  );
}

/**
 * Shows a notice that needs no answer; what needs one is a Banner or a dialog.
 *
 * @returns the id under which another notice replaces it
 */
export function showToast(toast: Toast): string {
  state.count += 1;
  const known = { ...toast, id: toast.id ?? `notice-${state.count}` };
  if (state.present === undefined) state.waiting = [...state.waiting, known];
  else state.present(known);
  if (state.count === 1) for (const listener of listeners) listener();
  return known.id;
}

/** Hands over every notice, those that came before included; for the region that draws them. */
export function takeToasts(present: (toast: KnownToast) => void): () => void {
  state.present = present;
  for (const toast of state.waiting) present(toast);
  state.waiting = [];
  return () => {
    state.present = undefined;
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
