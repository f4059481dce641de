import i18next from 'i18next';
import { type Language, languages, loadLanguage } from './i18n.ts';

const storageKey = 'penstock.language';

/** The language to begin with: what the address asks for, else what a person chose on this computer, else English. */
export function storedLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('language');
  const stored = localStorage.getItem(storageKey);
  return languages.find((one) => one === asked) ?? languages.find((one) => one === stored) ?? 'en';
}

/** Shows another language at once, and remembers it on this computer. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await loadLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
