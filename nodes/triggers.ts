// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.
import type { ClockTrigger, PollTrigger, PushTrigger } from '#flow/node-type/work.ts';
import { trigger as odooTrigger } from './odoo-trigger/trigger.ts';
import { trigger as schedule } from './schedule/trigger.ts';
import { trigger as webhook } from './webhook/trigger.ts';

/** Work of the triggers that are called from outside, by `type@major`. */
export const pushTriggers: ReadonlyMap<string, PushTrigger> = new Map([['webhook@1', webhook]]);

/** Work of the triggers the clock starts, by `type@major`. */
export const clockTriggers: ReadonlyMap<string, ClockTrigger> = new Map([['schedule@1', schedule]]);

/** Work of the triggers that look for themselves, by `type@major`. */
export const pollTriggers: ReadonlyMap<string, PollTrigger> = new Map([['odoo-trigger@1', odooTrigger]]);
