import { useSyncExternalStore } from 'react';

/** What a person picked; `system` follows the computer, also while the page is open. */
export type ThemeChoice = 'light' | 'dark' | 'system';

/** What is shown. */
export type Theme = 'light' | 'dark';

const darkQuery = '(prefers-color-scheme: dark)';
const listeners = new Set<(theme: Theme) => void>();
let shown: Theme = 'light';
let stopFollowing: () => void = () => {};

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  if (theme === shown) return;
  shown = theme;
  for (const listener of listeners) listener(theme);
}

/** Shows a theme by `data-theme` on the root element and tells subscribers; remembering the choice is the caller's. */
export function applyTheme(choice: ThemeChoice): Theme {
  stopFollowing();
  stopFollowing = () => {};
  if (choice !== 'system') {
    show(choice);
    return choice;
  }
  const media = window.matchMedia(darkQuery);
  const follow = (): void => show(media.matches ? 'dark' : 'light');
  media.addEventListener('change', follow);
  stopFollowing = () => media.removeEventListener('change', follow);
  follow();
  return shown;
}

/** The theme on screen now; `light` before the first `applyTheme`. */
export function currentTheme(): Theme {
  return shown;
}

/** Calls `listener` whenever the shown theme changes, the computer's own change included; returns how to stop. */
export function subscribeTheme(listener: (theme: Theme) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The shown theme as React state, for canvases and editors that paint their own colours. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribeTheme, currentTheme);
}
