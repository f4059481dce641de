import { create } from 'zustand';

/** How the open document stands to the disk. */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saving' }
  /** Another program wrote the file meanwhile; a person chooses. */
  | { readonly kind: 'conflict'; readonly detail: string }
  /** The runtime cannot be reached or refused; edits stay here and are tried again. */
  | { readonly kind: 'failed'; readonly detail: string };

/** Whether everything drawn is on disk. */
export const useSaving = create<{ readonly save: SaveState }>(() => ({ save: { kind: 'saved' } }));
