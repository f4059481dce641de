import { parseDuration } from '../../../duration.ts';
import type { StepProperty } from '../view.ts';
import { lastTryMs } from '../worst-time.ts';

/** No caller of this kind is still there after it. */
const mostMs = 5_000;

/** A system may ask for a longer pause than the policy has, for hours; only giving up bounds that. */
export const givesUpInTime: StepProperty = {
  name: 'gives-up-in-time',
  says: 'A step that is tried again has a `giveUpAfter` of at most 5s.',
  ask(step, view) {
    const { retry } = step.node;
    if (retry === undefined || retry.attempts < 2) return true;
    const givenMs = parseDuration(retry.giveUpAfter ?? '');
    if (givenMs !== undefined && givenMs <= mostMs) return true;
    // Late enough for every try the policy has by itself.
    const giveUpAfter = `${Math.min(mostMs, lastTryMs(step, view))}ms`;
    const value = { ...retry, giveUpAfter };
    const edit = { edit: 'set-node', arguments: { node: step.id, key: 'retry', value } };
    return { path: `${step.path}.retry.giveUpAfter`, fix: { title: 'Give up in time', edits: [edit] } };
  },
};
