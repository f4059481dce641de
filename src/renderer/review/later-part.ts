import type { ComponentType, LazyExoticComponent } from 'react';
import { lazyPart } from '../frame/lazy-part.ts';
import { loadLaterTexts } from '../text/i18n.ts';

/** A part of reviews that is loaded when it is first needed, and its texts with it. */
export function laterPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazyPart(async () => {
    const [part] = await Promise.all([load(), loadLaterTexts()]);
    return part;
  });
}
