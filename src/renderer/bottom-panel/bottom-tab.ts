import { create } from 'zustand';

/** The tabs of the bottom panel, in order. */
export const bottomTabs = ['problems', 'pattern', 'data', 'tests'] as const;

/** One of the tabs. */
export type BottomTab = (typeof bottomTabs)[number];

/** Which tab is open; a run opens the data, a click on a marker the problems. */
export const useBottomTab = create<{ readonly tab: BottomTab }>(() => ({ tab: 'problems' }));
