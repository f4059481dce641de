// `npm run build`: bundles the runtime into out/. The bundler's own command prints every file it writes; this says one line.
import { build } from 'rolldown';
import config from '../rolldown.config.ts';

const begun = performance.now();
await build(config);
console.log(`Built into out/ in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
