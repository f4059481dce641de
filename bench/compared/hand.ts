import type { Locator, Page } from 'playwright-core';

/** A person's hand on a page: does one gesture at a time and counts it. */
export type Hand = {
  readonly page: Page;
  /** One click. */
  readonly click: (what: Locator) => Promise<void>;
  /** One double click, counted as one gesture. */
  readonly doubleClick: (what: Locator) => Promise<void>;
  /** One key, or keys held together. */
  readonly press: (keys: string) => Promise<void>;
  /** One text, whatever its length. */
  readonly type: (text: string) => Promise<void>;
  /** Gestures so far. */
  readonly count: () => number;
};

/** Makes a hand for a page; waiting and looking are free, gestures are not. */
export function handOn(page: Page): Hand {
  let gestures = 0;
  const counted = async (act: () => Promise<void>): Promise<void> => {
    gestures += 1;
    await act();
  };
  return {
    page,
    click: (what) => counted(() => what.click()),
    doubleClick: (what) => counted(() => what.dblclick()),
    press: (keys) => counted(() => page.keyboard.press(keys)),
    type: (text) => counted(() => page.keyboard.insertText(text)),
    count: () => gestures,
  };
}
