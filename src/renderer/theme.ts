import { applyTheme } from '#ui/theme.ts';

/** What a person may choose. */
export const themes = ['light', 'dark', 'system'] as const;

/** One of the themes. */
export type ThemeChoice = (typeof themes)[number];

const storageKey = 'penstock.theme';

/** The theme a person chose on this computer. */
export function storedTheme(): ThemeChoice {
  const stored = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === stored) ?? 'system';
}

/** Shows the chosen theme; call once before the first render. */
export function applyStoredTheme(): void {
  applyTheme(storedTheme());
}

/** Chooses a theme and remembers it on this computer. */
export function chooseTheme(theme: ThemeChoice): void {
  localStorage.setItem(storageKey, theme);
  applyTheme(theme);
}
