import { useRef } from 'react';

type FocusMemory = {
  /** Call when the overlay takes focus. */
  readonly remember: () => void;
  /** Call with the close event: focus goes back, and Radix is kept from sending it elsewhere. */
  readonly giveBack: (event: Event) => void;
};

/**
 * Remembers what had focus before an overlay opened and gives it back. An overlay opened from a menu returns to the
 * button of that menu, because the menu item is gone by then.
 */
export function useReturnFocus(): FocusMemory {
  const previous = useRef<HTMLElement | null>(null);
  return {
    remember: () => {
      previous.current = lastingTarget(document.activeElement);
    },
    giveBack: (event) => {
      event.preventDefault();
      previous.current?.focus({ preventScroll: true });
      previous.current = null;
    },
  };
}

function lastingTarget(element: Element | null): HTMLElement | null {
  if (!(element instanceof HTMLElement)) return null;
  const menu = element.closest('[role="menu"]');
  if (menu === null) return element;
  const trigger = document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
  if (trigger === null) return element;
  // The menu button of a tree row is no Tab stop; the row is.
  return lastingTarget(trigger.closest('[role="treeitem"]') ?? trigger);
}
