import { temporal } from 'zundo';
import { create } from 'zustand';
import type { Flow } from '#flow/flow.ts';
import { emptyLayout, type Layout } from '#flow/layout.ts';
import type { Problem } from '#flow/problem.ts';

/** What a change did, as the key and values of a text: it names the entry in the undo history. */
export type Change = { readonly key: string; readonly params: Readonly<Record<string, string | number>> };

/** What undo brings back: the flow, where its boxes stand, and what led here. */
export type DocumentSlice = {
  readonly flow: Flow | undefined;
  readonly layout: Layout;
  /** The change that made this state; undefined for the state as it was opened. */
  readonly change: Change | undefined;
};

/** A text of the workspace as the runtime last told it. `etag` is null while the file does not exist. */
export type KnownFile = { readonly text: string; readonly etag: string | null };

/** The flow that is open, and how it stands to the disk. */
export type DocumentState = DocumentSlice & {
  /** Path of the flow file in the workspace; undefined while nothing is open. */
  readonly path: string | undefined;
  readonly status: 'closed' | 'loading' | 'open' | 'unreadable';
  /** Why the text cannot be drawn; the text itself stands in `file`. */
  readonly problems: readonly Problem[];
  readonly file: KnownFile;
  readonly layoutFile: KnownFile;
  /** The values those texts stand for: while they are still in place nothing is written, however the texts are spelt. */
  readonly onDisk: { readonly flow: Flow | undefined; readonly layout: Layout };
};

const closed: DocumentState = {
  path: undefined,
  status: 'closed',
  flow: undefined,
  layout: emptyLayout,
  change: undefined,
  problems: [],
  file: { text: '', etag: null },
  layoutFile: { text: '', etag: null },
  onDisk: { flow: undefined, layout: emptyLayout },
};

/** Entries the undo history keeps. */
const historyLimit = 200;

/** The open flow. Selection, viewport and runs live elsewhere: undo never brings them back. */
export const useDocument = create<DocumentState>()(
  temporal((): DocumentState => closed, {
    limit: historyLimit,
    partialize: ({ flow, layout, change }): DocumentSlice => ({ flow, layout, change }),
    equality: (one, other) => one.flow === other.flow && one.layout === other.layout,
  }),
);

/** The value of the open document now. */
export function presentDocument(): DocumentState {
  return useDocument.getState();
}

/** Moves boxes and notes, one entry of the undo history; the flow file stays as it is. */
export function arrange(layout: Layout, change: Change): void {
  useDocument.setState({ layout, change });
}

/** Puts another flow in place, as when its text changed on disk; one entry of the undo history. */
export function replaceFlow(flow: Flow, layout: Layout, change: Change): void {
  useDocument.setState({ flow, layout, change });
}

/** Changes what is no part of the history: path, status, files. */
export function setAside(facts: Partial<Omit<DocumentState, keyof DocumentSlice>>): void {
  const { pause, resume } = useDocument.temporal.getState();
  pause();
  useDocument.setState(facts);
  resume();
}

/** Opens a document afresh: the history begins here. */
export function begin(state: Partial<DocumentState>): void {
  const { pause, resume, clear } = useDocument.temporal.getState();
  pause();
  useDocument.setState({ ...closed, ...state });
  resume();
  clear();
}

/** Goes back, or forward, by entries of the history. */
export function undo(steps = 1): void {
  useDocument.temporal.getState().undo(steps);
}

/** Goes forward again after `undo`. */
export function redo(steps = 1): void {
  useDocument.temporal.getState().redo(steps);
}
