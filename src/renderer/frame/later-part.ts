import type { ComponentType, LazyExoticComponent } from 'react';
import { loadLaterTexts } from '../text/i18n.ts';
import { lazyPart } from './lazy-part.ts';

/** A part of an area few people are in: it is loaded when it is first needed, and its texts with it. */
export function laterPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazyPart(async () => {
    const [part] = await Promise.all([load(), loadLaterTexts()]);
    return part;
  });
}
