import type { ReactNode } from 'react';
import { create } from 'zustand';

/** What the open screen puts into the top bar: the rest of the crumb, and its chips and buttons. */
export type TopBarParts = { readonly crumb: ReactNode; readonly actions: ReactNode };

/** Filled by the open screen; emptied when it goes. */
export const useTopBar = create<TopBarParts>(() => ({ crumb: null, actions: null }));
