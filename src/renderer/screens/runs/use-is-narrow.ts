import { useSyncExternalStore } from 'react';

/** Below this width one thing is shown at a time, in px. */
const query = '(max-width: 799px)';

/** True where a list and what is chosen in it do not fit side by side. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

function subscribe(listener: () => void): () => void {
  const list = window.matchMedia(query);
  list.addEventListener('change', listener);
  return () => list.removeEventListener('change', listener);
}
