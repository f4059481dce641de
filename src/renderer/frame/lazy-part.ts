import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { loadTexts } from '../text/i18n.ts';

/** A part of the page that is loaded when it is first needed, and its texts with it. */
export function lazyPart<Props>(load: () => Promise<ComponentType<Props>>): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    const [part] = await Promise.all([load(), loadTexts()]);
    return { default: part };
  });
}
