import { isJsonObject } from '../../../json.ts';
import { hoursOf, minuteOf, sayTime } from '../start-times.ts';
import type { StepProperty } from '../view.ts';

/** A schedule says which start still belongs to the batch of the night. */
export const hasCutoff: StepProperty = {
  name: 'has-cutoff',
  says: 'A schedule with a cut-off. One that leaves none of its times out is offered.',
  ask({ node, path }) {
    const { window, cutoff, cron } = node.config;
    if (cutoff !== undefined) return true;
    const end = isJsonObject(window) && typeof window.to === 'string' ? window.to : undefined;
    const value = end === undefined ? sayTime(hoursOf(cron).last + 4) : minuteBefore(end);
    const edit = { edit: 'set-config', arguments: { node: node.id, path: 'cutoff', value } };
    return { path: `${path}.config.cutoff`, fix: { title: `Set the cut-off to ${value}`, edits: [edit] } };
  },
};

/** A window ends with the first minute outside of it. */
function minuteBefore(time: string): string {
  const minutes = (minuteOf(time) + 1_439) % 1_440;
  return sayTime(Math.floor(minutes / 60), minutes % 60);
}
