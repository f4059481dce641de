import type { Gesture } from './gesture.ts';

/** Gestures that set something in the inspector. */
export const setGestures: readonly Gesture[] = [
  {
    name: 'set a text',
    changes: 'flow',
    act: async ({ find, fill }) => {
      await find('Order confirmed');
      await fill('Milestone', 'in-odoo');
    },
  },
  {
    name: 'choose one of several values',
    changes: 'flow',
    act: async ({ page, find, inspector }) => {
      await find('Shop order received');
      await inspector.getByRole('combobox', { name: 'Scheme' }).click();
      await page.getByRole('option', { name: 'github' }).click();
    },
  },
  {
    name: 'turn a switch off',
    changes: 'flow',
    act: async ({ find, inspector }) => {
      await find('Create and confirm the order');
      await inspector.getByRole('switch', { name: 'Confirm' }).click();
    },
  },
  {
    name: 'set a number',
    changes: 'flow',
    act: async ({ find, inspector, fill }) => {
      await find('Sales manager approves');
      await inspector.getByRole('button', { name: /more setting/ }).click();
      await fill('How many must approve', '2');
    },
  },
  {
    name: 'write an expression',
    changes: 'flow',
    act: async ({ find, inspector, writeCode }) => {
      await find('Above the limit?');
      await inspector.getByRole('radio', { name: 'Code' }).first().click();
      await writeCode('When', 'totalMinor >= 500000');
    },
  },
  {
    name: 'change a simple condition',
    changes: 'flow',
    act: async ({ page, find, inspector }) => {
      await find('Above the limit?');
      await inspector.getByRole('radio', { name: 'Simple' }).first().click();
      await inspector.getByRole('combobox').filter({ hasText: 'is more than' }).click();
      await page.getByRole('option', { name: 'is at least' }).click();
    },
  },
  {
    name: 'add a case to a branch',
    changes: 'flow',
    entries: 2,
    act: async ({ find, inspector }) => {
      await find('Above the limit?');
      await inspector.getByRole('button', { name: 'Add to Cases' }).click();
      const outcome = inspector.getByRole('textbox', { name: 'Outcome', exact: true }).nth(1);
      await outcome.fill('huge');
      await outcome.blur();
    },
  },
  {
    name: 'change how often is tried',
    changes: 'flow',
    act: async ({ find, tab, fill }) => {
      await find('Create and confirm the order');
      await tab('Errors');
      await fill('Tries in all', '5');
    },
  },
  {
    name: 'never try again',
    changes: 'flow',
    act: async ({ find, tab, inspector }) => {
      await find('Create and confirm the order');
      await tab('Errors');
      await inspector.getByRole('switch', { name: 'Try again' }).click();
    },
  },
  {
    name: 'set the longest time for one try',
    changes: 'flow',
    act: async ({ find, tab, fill }) => {
      await find('Create and confirm the order');
      await tab('Policy');
      await fill('Longest time for one try', '2m');
    },
  },
  {
    name: 'write a note on a step',
    changes: 'flow',
    act: async ({ find, tab, fill }) => {
      await find('Above the limit?');
      await tab('Notes');
      await fill('Notes', 'The limit is a variable of the environment.');
    },
  },
  {
    name: 'rename the flow',
    changes: 'flow',
    act: async ({ rest, fill }) => {
      await rest();
      await fill('Name of the flow', 'Web shop orders to Odoo');
    },
  },
  {
    name: 'describe the flow',
    changes: 'flow',
    act: async ({ rest, fill }) => {
      await rest();
      await fill('Description', 'A shop order becomes a sales order.');
    },
  },
  {
    name: 'tick a class of data',
    changes: 'flow',
    act: async ({ rest, inspector }) => {
      await rest();
      await inspector.getByRole('checkbox', { name: 'Internal' }).click();
    },
  },
  {
    name: 'apply a quick fix',
    changes: 'flow',
    act: async ({ page }) => {
      const problems = page.getByRole('list', { name: 'Problems' });
      await problems.getByRole('button', { name: 'Fix …' }).first().click();
      await page.getByRole('dialog', { name: 'Wrap in [ ]' }).getByRole('button', { name: 'Apply the fix' }).click();
    },
  },
];
