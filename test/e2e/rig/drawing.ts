import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { Studio } from './studio.ts';
import { until } from './until.ts';

/** The designer with one flow open, worked with by its visible controls. */
export type Drawing = {
  readonly page: Page;
  readonly canvas: Locator;
  readonly inspector: Locator;
  /** Selects a step by its name, as people do: Ctrl+F, the name, Enter. The canvas has the focus afterwards. */
  readonly find: (name: string) => Promise<void>;
  /** Presses keys one after another while the canvas has the focus. */
  readonly keys: (...keys: readonly string[]) => Promise<void>;
  /** Gives the canvas the focus, with nothing selected. */
  readonly rest: () => Promise<void>;
  /** Chooses a tab of the inspector. */
  readonly tab: (name: 'Setup' | 'Errors' | 'Policy' | 'Notes') => Promise<void>;
  /** Types into a text field of the inspector in place of what stands there, and leaves it. */
  readonly fill: (label: string, text: string) => Promise<void>;
  /** Goes into a code field of the inspector, writes in place of what stands there, and leaves it. */
  readonly writeCode: (label: string, text: string) => Promise<void>;
  /** Picks the first step type quick-add offers for a text. */
  readonly quickAdd: (text: string) => Promise<void>;
  /** Waits until the status bar says that everything is on disk. */
  readonly saved: () => Promise<void>;
};

/** Opens a flow and waits until its first steps stand on the canvas. */
export async function openDrawing(page: Page, studio: Studio, flow: string): Promise<Drawing> {
  await page.goto(`${studio.url}/#/f/${flow}`);
  const canvas = page.locator('[data-keys="canvas"]');
  await page.locator('.react-flow__node').first().waitFor();
  const inspector = page.locator('[data-region="inspector"]');
  const saved = async (): Promise<void> => {
    await page.locator('[data-region="status"]').getByText('Saved', { exact: true }).first().waitFor();
  };
  const keys = async (...all: readonly string[]): Promise<void> => {
    await canvas.focus();
    for (const key of all) await page.keyboard.press(key);
  };
  return {
    page,
    canvas,
    inspector,
    saved,
    keys,
    find: async (name) => {
      await keys('Control+f');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type(name);
      await page.getByRole('dialog').getByRole('option', { name }).first().waitFor();
      await page.keyboard.press('Enter');
      await until(
        `the inspector shows “${name}”`,
        async () => await inspector.getByRole('textbox', { name: 'Name of the step' }).inputValue(),
        (shown) => shown.includes(name),
      );
      await canvas.focus();
    },
    rest: async () => {
      await canvas.focus();
      await page.keyboard.press('Escape');
      await inspector.getByRole('textbox', { name: 'Name of the flow' }).waitFor();
    },
    tab: async (name) => {
      await inspector.getByRole('tab', { name }).click();
      await inspector.getByRole('tabpanel', { name }).waitFor();
    },
    fill: async (label, text) => {
      const field = inspector.getByRole('textbox', { name: label, exact: true });
      await field.fill(text);
      await field.blur();
    },
    writeCode: async (label, text) => {
      await inspector.getByRole('textbox', { name: label, exact: true }).first().click();
      await inspector.locator('.monaco-editor.focused').waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
    },
    quickAdd: async (text) => {
      const box = page.getByRole('dialog', { name: 'Add a step' });
      await box.waitFor();
      await page.keyboard.type(text);
      await box.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await box.waitFor({ state: 'hidden' });
    },
  };
}

/** The bytes of a flow's two files, as text. */
export type FlowFiles = { readonly flow: string; readonly layout: string };

/** Reads both files of a flow. */
export async function readFlowFiles(studio: Studio, flow: string): Promise<FlowFiles> {
  const folder = join(studio.workspace, 'flows');
  return {
    flow: await readFile(join(folder, `${flow}.flow.yaml`), 'utf8'),
    layout: await readFile(join(folder, `${flow}.layout.json`), 'utf8').catch(() => ''),
  };
}
