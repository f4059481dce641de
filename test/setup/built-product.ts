import { join } from 'node:path';
import { build } from 'vite';
import { bundleInto } from '../../scripts/bundle.ts';

/** Where the product is built for tests, beside nothing a person uses. */
export const builtFolder = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'penstock-e2e');

/** Builds what is shipped, runtime and designer, once for the suite: the tests drive exactly that. */
export async function setup(): Promise<void> {
  await bundleInto(builtFolder);
  await build({ logLevel: 'warn', build: { outDir: join(builtFolder, 'designer'), emptyOutDir: true } });
}
