import type { Gesture } from './gesture.ts';

/** Gestures that only move boxes or write notes: the flow file stays as it is. */
export const arrangedGestures: readonly Gesture[] = [
  {
    name: 'drag a step',
    changes: 'layout',
    act: async ({ page, find }) => {
      await find('Order is complete?');
      const box = await page.locator('[id="step-order_complete"]').boundingBox();
      if (box === null) throw new Error('The step is not on screen.');
      await page.mouse.move(box.x + 60, box.y + 12);
      await page.mouse.down();
      await page.mouse.move(box.x + 100, box.y + 92, { steps: 6 });
      await page.mouse.up();
    },
  },
  {
    name: 'move a step with keys',
    changes: 'layout',
    act: async ({ find, keys }) => {
      await find('Order is complete?');
      await keys('Alt+ArrowDown', 'Alt+ArrowDown', 'Alt+Shift+ArrowRight');
    },
  },
  {
    name: 'line up tops',
    changes: 'layout',
    act: async ({ rest, keys }) => {
      await rest();
      await keys('Control+a', 'Alt+a', 't');
    },
  },
  {
    name: 'tidy up',
    changes: 'layout',
    act: async ({ rest, keys }) => {
      await rest();
      await keys('Shift+T');
    },
  },
  {
    name: 'write a sticky note',
    changes: 'layout',
    entries: 2,
    act: async ({ page, rest, keys }) => {
      await rest();
      await keys('s');
      await page.getByRole('textbox', { name: 'Note' }).waitFor();
      await page.keyboard.type('Ask the shop about express orders.');
      await page.keyboard.press('Escape');
    },
  },
];
