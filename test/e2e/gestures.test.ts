import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { arrangedGestures } from './gestures/arranged.ts';
import { drawnGestures } from './gestures/drawn.ts';
import type { Gesture } from './gestures/gesture.ts';
import { setGestures } from './gestures/set.ts';
import { type DesignerPage, openDesigner, startBrowser } from './rig/browser.ts';
import { type Drawing, type FlowFiles, openDrawing, readFlowFiles } from './rig/drawing.ts';
import { expectGolden } from './rig/golden.ts';
import { lineDifference } from './rig/line-difference.ts';
import { orderToCash, type Studio, startStudio } from './rig/studio.ts';
import { until } from './rig/until.ts';

const flow = 'order-to-cash';
const gestures: readonly Gesture[] = [...drawnGestures, ...setGestures, ...arrangedGestures];

let studio: Studio;
let browser: Browser;
let designer: DesignerPage;
let drawing: Drawing;
let drawn: FlowFiles;

beforeAll(async () => {
  studio = await startStudio({ from: orderToCash, prepare: forgetBrackets });
  browser = await startBrowser();
  designer = await openDesigner(browser, studio);
  drawing = await openDrawing(designer.page, studio, flow);
  // The example comes without a layout: tidied, with one step out of line, every later gesture changes files that exist.
  await drawing.keys('Shift+T');
  await until(
    'the steps are tidied',
    () => drawing.page.getByRole('button', { name: 'Undo: Tidy' }).count(),
    (count) => count > 0,
  );
  await drawing.find('Set aside, incomplete');
  await drawing.keys('Alt+Shift+ArrowDown', 'Alt+Shift+ArrowDown');
  await drawing.page.getByRole('button', { name: 'Undo: Move 1 step' }).waitFor();
  await drawing.rest();
  await drawing.keys('Control+s');
  await until(
    'the layout is stored',
    () => readFlowFiles(studio, flow),
    ({ layout }) => layout !== '',
  );
  await drawing.saved();
  drawn = await readFlowFiles(studio, flow);
});

// A gesture that failed leaves nothing to the next one.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await designer.page.goto('about:blank');
  await writeFile(join(studio.workspace, 'flows', `${flow}.flow.yaml`), drawn.flow);
  await writeFile(join(studio.workspace, 'flows', `${flow}.layout.json`), drawn.layout);
  drawing = await openDrawing(designer.page, studio, flow);
});

afterAll(async () => {
  await designer?.[Symbol.asyncDispose]();
  await browser?.close();
  await studio?.[Symbol.asyncDispose]();
});

describe('a gesture changes exactly its lines, and undo brings every byte back', () => {
  test.for(gestures)('$name', async ({ name, changes, entries = 1, act }) => {
    const before = await readFlowFiles(studio, flow);

    await act(drawing);
    const changed = changes === 'layout' ? 'layout' : 'flow';
    await until(
      'the change is on disk',
      () => readFlowFiles(studio, flow),
      (files) => files[changed] !== before[changed],
    );
    await drawing.saved();
    const after = await readFlowFiles(studio, flow);
    await undo(entries);

    expect(await readFlowFiles(studio, flow)).toEqual(before);
    if (changes !== 'both') {
      const other = changes === 'flow' ? 'layout' : 'flow';
      expect(after[other]).toBe(before[other]);
    }
    const parts = [
      `undo says: ${said.join(', ')}`,
      ...(changes === 'layout' ? [] : ['', `${flow}.flow.yaml`, lineDifference(before.flow, after.flow)]),
      ...(changes === 'flow' ? [] : ['', `${flow}.layout.json`, lineDifference(before.layout, after.layout)]),
    ];
    await expectGolden(`gestures/${name.replaceAll(' ', '-')}.diff`, `${parts.join('\n')}\n`);
  });
});

let said: string[] = [];

/** Plants the mistake that a quick fix mends: a list that becomes a single value where one item comes in. */
async function forgetBrackets(workspace: string): Promise<void> {
  const file = join(workspace, 'flows', `${flow}.flow.yaml`);
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(
      '[items.{ "sku": sku, "quantity": qty, "unitPriceMinor": $round(price * 100) }]',
      'items.{ "sku": sku, "quantity": qty, "unitPriceMinor": $round(price * 100) }',
    ),
  );
}

/** Undoes with the button of the toolbar, and waits until that is on disk. */
async function undo(entries: number): Promise<void> {
  said = [];
  for (let count = 0; count < entries; count += 1) {
    const button = drawing.page.getByRole('button', { name: /^Undo: / });
    said.push((await button.getAttribute('aria-label')) ?? '');
    await button.click();
  }
  await drawing.keys('Control+s');
  await drawing.saved();
}
