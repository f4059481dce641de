import { isJsonObject, type Json } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { StepProperty, View } from '../view.ts';
import { dropsRepeats } from './drops-repeats.ts';

/** Where senders whose scheme is known put the id they keep through their retries. */
const deliveryIds: Readonly<Record<string, string>> = {
  'standard-webhooks': "$trigger.headers.'webhook-id'",
  github: "$trigger.headers.'x-github-delivery'",
  shopify: "$trigger.headers.'x-shopify-webhook-id'",
  stripe: 'id',
};

/** Somewhere in the flow repeats are dropped; where exactly is another question. */
export const flowDropsRepeats: StepProperty = {
  name: 'flow-drops-repeats',
  says: 'Some step of the flow drops repeats. True of every step or of none.',
  ask(step, view) {
    if (view.examination.nodes.some((one) => dropsRepeats.ask(one, view) === true)) return true;
    if (step.type !== 'webhook') return false;
    const key = deliveryKey(step, view);
    const edit = { edit: 'set-config', arguments: { node: step.id, path: 'dedupe', value: { key: key ?? '' } } };
    const fix = key === undefined ? {} : { fix: { title: 'Drop repeats by the delivery id', edits: [edit] } };
    return { path: `${step.path}.config.dedupe`, ...fix };
  },
};

/** The id of a delivery where the scheme or the agreed shape tells it; a guess would drop what is no repeat. */
function deliveryKey({ node }: ExaminedNode, { examination }: View): string | undefined {
  const { auth, contract } = node.config;
  const scheme = isJsonObject(auth) ? String(auth.scheme) : '';
  if (Object.hasOwn(deliveryIds, scheme)) return deliveryIds[scheme];
  const schema: Json | undefined =
    typeof contract === 'string' ? examination.context.contracts?.get(contract) : undefined;
  const required = isJsonObject(schema) ? schema.required : undefined;
  return ['eventId', 'event_id'].find((name) => Array.isArray(required) && required.includes(name));
}
