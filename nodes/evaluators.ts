// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import type { Evaluate } from '#flow/node-type/work.ts';
import { evaluate as branch } from './branch/evaluate.ts';
import { evaluate as map } from './map/evaluate.ts';
import { evaluate as merge } from './merge/evaluate.ts';
import { evaluate as reconcile } from './reconcile/evaluate.ts';
import { evaluate as redact } from './redact/evaluate.ts';
import { evaluate as report } from './report/evaluate.ts';
import { evaluate as script } from './script/evaluate.ts';
import { evaluate as validate } from './validate/evaluate.ts';

/** Work of the pure node types, by `type@major`. Only the sandbox child imports this. */
export const evaluators: ReadonlyMap<string, Evaluate> = new Map([
  ['branch@1', branch],
  ['map@1', map],
  ['merge@1', merge],
  ['reconcile@1', reconcile],
  ['redact@1', redact],
  ['report@1', report],
  ['script@1', script],
  ['validate@1', validate],
]);
