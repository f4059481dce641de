import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** A person without a pointer: every press is counted, and a typed text counts as one. */
export type KeysOnly = {
  /** Presses keys one after the other, in the notation of Playwright. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
  /** Types into whatever has the focus. */
  readonly type: (text: string) => Promise<void>;
  readonly count: () => number;
};

/** Where the focus is, as far as a person can tell. */
type Focus = { readonly on: string; readonly isLost: boolean; readonly isVisible: boolean };

/** Gives the keys of a page; after each press the focus must be somewhere, and be seen there. */
export function keysOn(page: Page): KeysOnly {
  let count = 0;
  const settle = async (after: string): Promise<void> => {
    await until(
      `the focus is seen after ${after}`,
      () => readFocus(page),
      ({ isLost, isVisible }) => !isLost && isVisible,
    );
  };
  return {
    count: () => count,
    press: async (...keys) => {
      for (const key of keys) {
        count += 1;
        await page.keyboard.press(key);
        await settle(key);
      }
    },
    type: async (text) => {
      count += 1;
      // Text of several lines is pasted: Enter would be a key of its own.
      if (text.includes('\n')) await page.keyboard.insertText(text);
      else await page.keyboard.type(text);
      await settle(`“${text.slice(0, 40)}”`);
    },
  };
}

async function readFocus(page: Page): Promise<Focus> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { on: 'nothing', isLost: true, isVisible: false };
    // A field may leave its ring to the box around it, and an editor to its frame.
    const around = [element];
    for (let box = element.parentElement; box !== null && around.length < 8; box = box.parentElement) around.push(box);
    // In a text the caret tells.
    const hasCaret = element.matches('input:not([type="checkbox"], [type="radio"]), textarea');
    const hasOutline = around.some((one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    });
    // The canvas draws its ring over everything that stands on it.
    const over = getComputedStyle(element, '::after');
    const hasRing = hasOutline || (over.content !== 'none' && Number.parseFloat(over.borderTopWidth) > 0);
    const { bottom, right, top, left } = (element.closest('[data-control]') ?? element).getBoundingClientRect();
    const isInSight = bottom > 0 && right > 0 && top < window.innerHeight && left < window.innerWidth;
    const name = element.getAttribute('aria-label') ?? element.textContent ?? '';
    return {
      on: `${element.tagName.toLowerCase()} ${name.slice(0, 40)}`,
      isLost: false,
      isVisible: (hasCaret || hasRing) && isInSight,
    };
  });
}
