import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { firstTexts } from './first-texts.ts';

/** Languages a person may choose. `en-XA` stretches and accents every text, to find what was not translated or does not fit. */
export const languages = ['en', 'en-XA'] as const;

/** One of the languages. */
export type Language = (typeof languages)[number];

/** Loads the texts the page begins with; call once before the first render. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: firstTexts } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await loadLanguage(language);
  document.documentElement.lang = language;
}

let isLoading: Promise<void> | undefined;

/** Loads the texts of every other screen, once; whatever is not on the page from the beginning waits for them. */
export function loadTexts(): Promise<void> {
  isLoading ??= addEnglish();
  return isLoading;
}

let isLoadingLater: Promise<void> | undefined;

/** Loads the texts of areas few people are in, once. */
export function loadLaterTexts(): Promise<void> {
  isLoadingLater ??= addLater();
  return isLoadingLater;
}

/** Has the texts of a language at hand that is not the one the page is written in. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language === 'en' || i18next.hasResourceBundle(language, 'translation')) return;
  const [{ everyText }, { toPseudo }] = await Promise.all([import('./every-text.ts'), import('./pseudo.ts')]);
  i18next.addResourceBundle(language, 'translation', toPseudo(everyText));
}

async function addEnglish(): Promise<void> {
  try {
    const { english } = await import('./english.ts');
    i18next.addResourceBundle('en', 'translation', english, true);
  } catch (error) {
    // The next part that needs them asks again.
    isLoading = undefined;
    throw error;
  }
}

async function addLater(): Promise<void> {
  try {
    const { laterTexts } = await import('./later-texts.ts');
    i18next.addResourceBundle('en', 'translation', laterTexts, true);
  } catch (error) {
    // As above.
    isLoadingLater = undefined;
    throw error;
  }
}
