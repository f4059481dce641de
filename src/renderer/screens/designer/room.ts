import { useSyncExternalStore } from 'react';

/**
 * How much room the window gives: `wide` for three columns; `medium`, below 1100 px, lays the inspector over the canvas;
 * `narrow`, below 800 px or at 200 % zoom, the list on the left as well. Nothing is taken away at any size.
 */
export type Room = 'wide' | 'medium' | 'narrow';

const narrow = '(max-width: 799px)';
const medium = '(max-width: 1099px)';

/** The room of the window; renders again when it changes. */
export function useRoom(): Room {
  return useSyncExternalStore(subscribe, readRoom);
}

function readRoom(): Room {
  if (window.matchMedia(narrow).matches) return 'narrow';
  return window.matchMedia(medium).matches ? 'medium' : 'wide';
}

function subscribe(listener: () => void): () => void {
  const queries = [narrow, medium].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', listener);
  return () => {
    for (const query of queries) query.removeEventListener('change', listener);
  };
}
