// `npm run build`: bundles the runtime into out/.
import { bundleInto } from './bundle.ts';

const begun = performance.now();
await bundleInto('out');
console.log(`Built into out/ in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
