import { type RefObject, useEffect, useRef } from 'react';
import type { Route } from '../routes.ts';

/** How many frames a screen may take to appear before it is left alone. */
const patience = 120;

/**
 * Gives a screen the focus when somebody went there and what had it is gone, so that Tab goes on from the screen and
 * not from the top of the page. The designer gives it to its canvas itself.
 */
export function useScreenFocus(screen: Route['screen'], main: RefObject<HTMLElement | null>): void {
  const before = useRef(screen);
  useEffect(() => {
    if (before.current === screen) return undefined;
    before.current = screen;
    if (screen === 'designer') return undefined;
    let tries = 0;
    let frame = 0;
    const look = (): void => {
      tries += 1;
      const isThere = main.current?.querySelector('h1, h2') != null;
      if (!isThere && tries < patience) frame = requestAnimationFrame(look);
      else if (document.activeElement === document.body) {
        // The ring is shown although no key of the browser's own brought the focus here; browsers know it, the types do not.
        main.current?.focus({ focusVisible: true } as FocusOptions);
      }
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [screen, main]);
}
