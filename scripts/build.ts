// `npm run build`: bundles the runtime into out/, the designer's page into out/designer/, the desktop shell into out/main/.
import { build } from 'vite';
import { bundleInto } from './bundle.ts';
import { bundleDesktopInto } from './bundle-desktop.ts';

const begun = performance.now();
await bundleInto('out');
await bundleDesktopInto('out');
await build({ logLevel: 'warn' });
console.log(`Built into out/ in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
