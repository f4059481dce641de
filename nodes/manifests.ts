// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import { createCatalogue, type NodeCatalogue, type NodeManifest } from '#flow/node-type/manifest.ts';
import { manifest as approval } from './approval/manifest.ts';
import { manifest as branch } from './branch/manifest.ts';
import { manifest as deadLetter } from './dead-letter/manifest.ts';
import { manifest as deadLetterTrigger } from './dead-letter-trigger/manifest.ts';
import { manifest as dedupe } from './dedupe/manifest.ts';
import { manifest as each } from './each/manifest.ts';
import { manifest as fail } from './fail/manifest.ts';
import { manifest as http } from './http/manifest.ts';
import { manifest as manual } from './manual/manifest.ts';
import { manifest as map } from './map/manifest.ts';
import { manifest as merge } from './merge/manifest.ts';
import { manifest as milestone } from './milestone/manifest.ts';
import { manifest as notify } from './notify/manifest.ts';
import { manifest as odoo } from './odoo/manifest.ts';
import { manifest as odooTrigger } from './odoo-trigger/manifest.ts';
import { manifest as reconcile } from './reconcile/manifest.ts';
import { manifest as redact } from './redact/manifest.ts';
import { manifest as replay } from './replay/manifest.ts';
import { manifest as report } from './report/manifest.ts';
import { manifest as respond } from './respond/manifest.ts';
import { manifest as retry } from './retry/manifest.ts';
import { manifest as saas } from './saas/manifest.ts';
import { manifest as saga } from './saga/manifest.ts';
import { manifest as schedule } from './schedule/manifest.ts';
import { manifest as script } from './script/manifest.ts';
import { manifest as throttle } from './throttle/manifest.ts';
import { manifest as tryNode } from './try/manifest.ts';
import { manifest as validate } from './validate/manifest.ts';
import { manifest as wait } from './wait/manifest.ts';
import { manifest as webhook } from './webhook/manifest.ts';

/** Every node type of this build, by name. */
export const nodeManifests: readonly NodeManifest[] = [
  approval,
  branch,
  deadLetter,
  deadLetterTrigger,
  dedupe,
  each,
  fail,
  http,
  manual,
  map,
  merge,
  milestone,
  notify,
  odoo,
  odooTrigger,
  reconcile,
  redact,
  replay,
  report,
  respond,
  retry,
  saas,
  saga,
  schedule,
  script,
  throttle,
  tryNode,
  validate,
  wait,
  webhook,
];

/** Finds a node type by name and major version. */
export const nodeCatalogue: NodeCatalogue = createCatalogue(nodeManifests);
