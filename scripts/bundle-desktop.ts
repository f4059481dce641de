import { join } from 'node:path';
import { type RolldownOptions, rolldown } from 'rolldown';

/** The desktop shell: an ES module for Electron's main process, and a preload that a sandboxed page can only have as CommonJS. */
const parts: readonly (RolldownOptions & { readonly file: string; readonly format: 'esm' | 'cjs' })[] = [
  { file: 'main.mjs', format: 'esm', input: 'src/main/main.ts', platform: 'node' },
  { file: 'preload.cjs', format: 'cjs', input: 'src/main/preload.ts', platform: 'browser' },
];

/** Bundles the desktop shell into the folder `main` of a build folder; run it after what empties that folder. */
export async function bundleDesktopInto(folder: string): Promise<void> {
  for (const { file, format, ...input } of parts) {
    await using bundle = await rolldown({ ...input, external: ['electron'] });
    await bundle.write({ file: join(folder, 'main', file), format, codeSplitting: false });
  }
}
