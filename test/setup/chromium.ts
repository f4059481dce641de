import { aptLine, findChromium } from '../../scripts/ensure-chromium.ts';

/** Fails the whole suite with what to do where there is no Chromium: a test that cannot run is no green test. */
export function setup(): void {
  if (findChromium() !== undefined) return;
  throw new Error(
    `The end-to-end tests need Chromium and found none. Run\n\n  ${aptLine}\n\nor set CHROMIUM to the path of a Chromium 140 or newer.`,
  );
}
