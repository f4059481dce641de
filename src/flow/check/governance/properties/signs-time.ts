import { isJsonObject } from '../../../json.ts';
import type { StepProperty } from '../view.ts';

const timed: ReadonlySet<unknown> = new Set(['standard-webhooks', 'stripe']);

/** The sender of a webhook signs when it sent. */
export const signsTime: StepProperty = {
  name: 'signs-time',
  says: 'The proof of sender covers a time, so that an old call can be told from a new one.',
  ask({ node }) {
    const { auth } = node.config;
    if (!isJsonObject(auth)) return false;
    return timed.has(auth.scheme) || (auth.signed !== undefined && auth.signed !== 'body');
  },
};
