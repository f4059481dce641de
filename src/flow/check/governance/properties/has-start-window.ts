import { isJsonObject } from '../../../json.ts';
import { hoursOf, sayTime } from '../start-times.ts';
import type { StepProperty } from '../view.ts';

/** A schedule says between which times it may start. */
export const hasStartWindow: StepProperty = {
  name: 'has-start-window',
  says: 'A schedule with a window. One around its own times is offered.',
  ask({ node, path }) {
    const { window, cutoff, cron } = node.config;
    if (isJsonObject(window)) return true;
    const { first, last } = hoursOf(cron);
    const end = typeof cutoff === 'string' ? Number(cutoff.slice(0, 2)) + 1 : last + 5;
    const value = { from: sayTime(first), to: sayTime(end) };
    const edit = { edit: 'set-config', arguments: { node: node.id, path: 'window', value } };
    const title = `Start between ${value.from} and ${value.to} only`;
    return { path: `${path}.config.window`, fix: { title, edits: [edit] } };
  },
};
