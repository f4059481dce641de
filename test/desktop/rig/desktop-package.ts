import { join } from 'node:path';

/** The checkout. */
export const checkout = join(import.meta.dirname, '..', '..', '..');

/** A package folder as it is installed, built for these tests: `bin`, `out`, `package.json`. */
export const desktopPackage = join(checkout, 'node_modules', '.cache', 'penstock-desktop');
