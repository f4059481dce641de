import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { bundleInto } from '../../scripts/bundle.ts';
import { bundleDesktopInto } from '../../scripts/bundle-desktop.ts';
import { checkout, desktopPackage } from '../desktop/rig/desktop-package.ts';
import { nameDriver } from '../desktop/rig/driver.ts';

/** Builds the package the desktop shell starts from, once for the suite: shell, launcher, runtime and designer. */
export async function setup(): Promise<void> {
  // Said by the setup, so that no reporter leaves it out: nobody shall take this run for one of Electron.
  console.log(nameDriver());
  const out = join(desktopPackage, 'out');
  await mkdir(desktopPackage, { recursive: true });
  for (const name of ['bin', 'package.json']) {
    await cp(join(checkout, name), join(desktopPackage, name), { recursive: true });
  }
  await bundleInto(out);
  await bundleDesktopInto(out);
  // Not made small: the suites of the designer judge its size, and this one starts sooner.
  await build({ logLevel: 'warn', build: { outDir: join(out, 'designer'), emptyOutDir: true, minify: false } });
}
