import type { Gesture } from './gesture.ts';

const fragment = JSON.stringify({
  penstock: 'fragment/1',
  nodes: [
    { id: 'note_total', type: 'map@1', name: 'Note the total', config: { expression: '{ "total": totalMinor }' } },
    { id: 'pause', type: 'wait@1', name: 'Pause', config: { for: '10s' } },
  ],
  edges: [{ from: 'note_total', port: 'out', to: 'pause' }],
  requires: { connections: [], templates: [], contracts: [], secrets: [] },
});

/** Gestures that change what the flow does, drawn on the canvas. */
export const drawnGestures: readonly Gesture[] = [
  {
    name: 'rename a step on the canvas',
    changes: 'flow',
    act: async ({ page, find, keys, canvas }) => {
      await find('Build canonical order');
      await keys('F2');
      await canvas.getByRole('textbox', { name: 'Name of the step' }).fill('Map to our order');
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'add a step after an open outcome',
    changes: 'both',
    act: async ({ find, keys, quickAdd }) => {
      await find('Order confirmed');
      await keys('a');
      await quickAdd('wait');
    },
  },
  {
    name: 'add a step at the plus of an outcome',
    changes: 'both',
    act: async ({ page, find, quickAdd }) => {
      await find('Order confirmed');
      await page.getByRole('button', { name: /^Add a step after Order confirmed/ }).click();
      await quickAdd('respond');
    },
  },
  {
    name: 'insert a step on an edge',
    changes: 'both',
    act: async ({ find, keys, quickAdd }) => {
      await find('Order is complete?');
      await keys('.', 'a');
      await quickAdd('redact');
    },
  },
  {
    name: 'connect with keys',
    changes: 'flow',
    act: async ({ page, find, keys }) => {
      await find('Build canonical order');
      await keys('c');
      await page.getByPlaceholder('Which outcome of Build canonical order?').waitFor();
      await page.keyboard.type('fails');
      await page.keyboard.press('Enter');
      await page.getByPlaceholder(/leads to …/).waitFor();
      await page.keyboard.type('Set aside for');
      await page.getByRole('option', { name: /Set aside for sales operations/ }).waitFor();
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'remove a connection',
    changes: 'flow',
    act: async ({ find, keys }) => {
      await find('Above the limit?');
      await keys('.', 'Delete');
    },
  },
  {
    name: 'delete a step',
    changes: 'both',
    act: async ({ find, keys }) => {
      await find('Order confirmed');
      await keys('Delete');
    },
  },
  {
    name: 'delete a step and reconnect',
    changes: 'both',
    act: async ({ find, keys }) => {
      await find('Build canonical order');
      await keys('Control+Delete');
    },
  },
  {
    name: 'wrap a step in Retry',
    changes: 'both',
    act: async ({ page, find, keys }) => {
      await find('Create and confirm the order');
      await keys('Control+g');
      await page.getByRole('menuitem', { name: 'Retry' }).click();
    },
  },
  {
    name: 'duplicate a step',
    changes: 'both',
    act: async ({ find, keys }) => {
      await find('Sales manager approves');
      await keys('Control+d');
    },
  },
  {
    name: 'paste a fragment',
    changes: 'both',
    act: async ({ page, rest, keys }) => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), fragment);
      await rest();
      await keys('Control+v');
    },
  },
  {
    name: 'lead an edge to another step with the mouse',
    changes: 'flow',
    act: async ({ page, rest, keys }) => {
      await rest();
      await keys('Shift+1');
      const end = await middleOf(page.locator('.react-flow__handle[data-nodeid="incomplete"][data-handleid="in"]'));
      const target = await middleOf(page.locator('[id="step-set_aside"]'));
      await page.mouse.move(end.x - 14, end.y);
      await page.mouse.move(end.x - 3, end.y);
      await page.mouse.down();
      await page.mouse.move(end.x + 30, end.y + 30, { steps: 4 });
      await page.mouse.move(target.x, target.y, { steps: 8 });
      await page.mouse.up();
    },
  },
  {
    name: 'take a step from the list of steps',
    changes: 'both',
    act: async ({ page, find }) => {
      await find('Order confirmed');
      const library = page.locator('[data-region="left"]');
      await library.getByRole('searchbox', { name: 'Find a step' }).fill('wait');
      await page.keyboard.press('Enter');
    },
  },
];

async function middleOf(
  locator: import('playwright-core').Locator,
): Promise<{ readonly x: number; readonly y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on screen.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
