import { flowTexts } from './english/flows.ts';
import { frameTexts } from './english/frame.ts';

/** The texts of the page's frame and of the list it opens with: all that stands on it before anything else is loaded. */
export const firstTexts = { frame: frameTexts, flows: flowTexts };
