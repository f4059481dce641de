// `npm run build`: bundles the runtime into out/ and the designer's page into out/designer/.
import { build } from 'vite';
import { bundleInto } from './bundle.ts';

const begun = performance.now();
await bundleInto('out');
await build({ logLevel: 'warn' });
console.log(`Built into out/ in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
