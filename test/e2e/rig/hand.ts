import type { Locator, Page } from 'playwright-core';

/** A person with a pointer and a keyboard: what they do is counted, one for each click, drag, typed text and key press. */
export type Hand = {
  readonly click: (control: Locator) => Promise<void>;
  /** From the middle of one thing to the middle of another. */
  readonly drag: (from: Locator, to: Locator) => Promise<void>;
  /** Types into whatever has the focus. */
  readonly type: (text: string) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  readonly count: () => number;
};

/** Gives a person's hand on a page. */
export function handOn(page: Page): Hand {
  let count = 0;
  const { keyboard, mouse } = page;
  return {
    count: () => count,
    click: async (control) => {
      count += 1;
      await control.click();
    },
    drag: async (from, to) => {
      count += 1;
      const start = await middleOf(from);
      const end = await middleOf(to);
      await mouse.move(start.x, start.y);
      await mouse.down();
      await mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
      await mouse.move(end.x, end.y, { steps: 4 });
      await mouse.up();
    },
    type: async (text) => {
      count += 1;
      // Text of several lines is pasted: Enter would be a key of its own.
      if (text.includes('\n')) await keyboard.insertText(text);
      else await keyboard.type(text);
    },
    press: async (key) => {
      count += 1;
      await keyboard.press(key);
    },
  };
}

async function middleOf(thing: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await thing.boundingBox();
  if (box === null) throw new Error(`Nothing to be seen of ${thing}.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
