import type { Locator, Page } from 'playwright-core';
import { nodeManifests } from '#nodes/manifests.ts';

/** A page that is watched while somebody works on it: how often they click, and what they come to read. */
export type WatchedPage = {
  readonly click: (control: Locator) => Promise<void>;
  /** Waits until something stands there, and takes down everything that can be read by then. */
  readonly read: (awaited: Locator) => Promise<void>;
  /** Presses of the pointer, counted by the page itself, whoever made them. */
  readonly clicks: () => Promise<number>;
  /** What was read that names how versions are kept. */
  readonly machineryRead: () => readonly string[];
};

/** Words of the machinery below, which nobody who draws, reviews or operates is to meet. */
const machinery = /\b(git\b|commit|branch|push|merg|rebas|pull request)/i;

const stepTypes: ReadonlySet<string> = new Set(nodeManifests.map(({ title }) => title));

/** Two types of steps bear such a word as their name; alone on a line, or between commas, it is that name. */
function namesMachinery(line: string): boolean {
  return line.split(', ').some((part) => machinery.test(part) && !stepTypes.has(part));
}

/** Watches a page from now on, as long as it is not loaded anew. */
export async function watchPage(page: Page): Promise<WatchedPage> {
  const met = new Set<string>();
  await page.evaluate(() => {
    const seen = document.documentElement.dataset;
    seen.presses = '0';
    const count = (): void => {
      seen.presses = String(Number(seen.presses) + 1);
    };
    window.addEventListener('pointerdown', count, { capture: true });
  });
  const takeDown = async (): Promise<void> => {
    for (const line of await page.evaluate(readEverything)) {
      if (namesMachinery(line)) met.add(line);
    }
  };
  await takeDown();
  return {
    click: async (control) => await control.click(),
    read: async (awaited) => {
      await awaited.first().waitFor();
      await takeDown();
    },
    clicks: async () => {
      const presses = await page.evaluate(() => document.documentElement.dataset.presses);
      // Without the counter the page was loaded anew, and nobody knows how many there were.
      return presses === undefined ? Number.NaN : Number(presses);
    },
    machineryRead: () => [...met],
  };
}

/** Runs in the page: its visible text line by line, and the names and hints of its controls. */
function readEverything(): readonly string[] {
  const said = ['aria-label', 'title', 'placeholder', 'aria-description'];
  const named = [...document.querySelectorAll('[aria-label], [title], [placeholder], [aria-description]')];
  const hints = named.flatMap((element) => said.flatMap((name) => element.getAttribute(name) ?? []));
  return [...document.body.innerText.split('\n'), ...hints].map((line) => line.trim());
}
