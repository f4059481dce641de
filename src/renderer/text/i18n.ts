import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english } from './english.ts';
import { toPseudo } from './pseudo.ts';

/** Languages a person may choose. `en-XA` stretches and accents every text, to find what was not translated or does not fit. */
export const languages = ['en', 'en-XA'] as const;

/** One of the languages. */
export type Language = (typeof languages)[number];

/** Loads the texts; call once before the first render. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, 'en-XA': { translation: toPseudo(english) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}
