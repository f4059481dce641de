// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import type { Execute } from '#flow/node-type/work.ts';
import { execute as each } from './each/execute.ts';
import { execute as http } from './http/execute.ts';
import { execute as notify } from './notify/execute.ts';
import { execute as odoo } from './odoo/execute.ts';
import { execute as saas } from './saas/execute.ts';

/** Work of the effect node types, by `type@major`. */
export const executors: ReadonlyMap<string, Execute> = new Map([
  ['each@1', each],
  ['http@1', http],
  ['notify@1', notify],
  ['odoo@1', odoo],
  ['saas@1', saas],
]);
