import { parseDuration } from '../../../duration.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { StepProperty } from '../view.ts';
import { flowDropsRepeats } from './flow-drops-repeats.ts';
import { signsTime } from './signs-time.ts';

/** For how long a delivery whose signature never ages must be known again. */
const shortest = '30d';

/** A stolen call without a signed time stays good for ever, so its delivery must be remembered for long. */
export const remembersDeliveries: StepProperty = {
  name: 'remembers-deliveries',
  says: `A webhook that signs a time, or whose flow drops repeats for at least ${shortest}. Absent means ${shortest}.`,
  ask(webhook, view) {
    if (signsTime.ask(webhook, view) === true) return true;
    const own = webhook.node.config.dedupe;
    if (isJsonObject(own)) return isLongEnough(own.for) || tooShort(webhook, ['dedupe', 'for']);
    const steps = view.examination.nodes.filter(({ type }) => type === 'dedupe');
    const [short] = steps;
    if (short === undefined) return flowDropsRepeats.ask(webhook, view);
    return steps.some(({ node }) => isLongEnough(node.config.for)) || tooShort(short, ['for']);
  },
};

function isLongEnough(value: Json | undefined): boolean {
  if (value === undefined) return true;
  const ms = typeof value === 'string' ? parseDuration(value) : undefined;
  return ms !== undefined && ms >= (parseDuration(shortest) ?? 0);
}

function tooShort({ node, path }: ExaminedNode, keys: readonly string[]) {
  const edit = { edit: 'set-config', arguments: { node: node.id, path: keys, value: shortest } };
  return { path: [path, 'config', ...keys].join('.'), fix: { title: 'Remember it for 30 days', edits: [edit] } };
}
