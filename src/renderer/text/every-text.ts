import { english } from './english.ts';
import { laterTexts } from './later-texts.ts';

/** Every text of the interface, those that are loaded later included. */
export const everyText = { ...english, ...laterTexts };
