import { secretPlaceOf } from '../../../edit/move-secret.ts';
import type { FlowNode } from '../../../flow.ts';
import type { ExaminedNode } from '../../examination.ts';
import { fieldsOf } from '../../fields.ts';
import type { FindingFix } from '../../finding.ts';
import { findSecret } from '../secret-shape.ts';
import { textsIn } from '../texts-in.ts';
import { connectionOf, type PropertyAnswer, type StepProperty, type View } from '../view.ts';

/** No text of the step looks like a password, a key or a token. */
export const keepsSecretsOut: StepProperty = {
  name: 'keeps-secrets-out',
  says: 'No setting, fallback, note or expression holds text that looks like a secret.',
  ask(step, view) {
    const { connections } = view.examination.context;
    const known = kept.get(step.node);
    if (known?.path === step.path && known.connections === connections) return known.answer;
    const answer = look(step, view);
    kept.set(step.node, { path: step.path, connections, answer });
    return answer;
  },
};

type Kept = { readonly path: string; readonly connections: unknown; readonly answer: PropertyAnswer };

/** Texts are looked through once for as long as a node is the same value. */
const kept = new WeakMap<FlowNode, Kept>();

function look(step: ExaminedNode, view: View): PropertyAnswer {
  const { node, path } = step;
  const names = new Set(fieldsOf(step).flatMap((field) => (field.meta.field === 'secret' ? [field.path] : [])));
  for (const { path: place, text, key } of textsIn(node.config, `${path}.config`)) {
    const found = findSecret(text, names.has(place) ? 'secrets' : key);
    if (found === undefined) continue;
    const fix = offerMove(step, place.slice(`${path}.config.`.length), view);
    return { path: place, detail: found, ...(fix === undefined ? {} : { fix }) };
  }
  for (const key of ['notes', 'key', 'name'] as const) {
    const text = node[key];
    const found = text === undefined ? undefined : findSecret(text, key);
    if (found !== undefined) return { path: `${path}.${key}`, detail: found };
  }
  for (const { path: place, text, key } of textsIn(node.fallback ?? null, `${path}.fallback`)) {
    const found = findSecret(text, key);
    if (found !== undefined) return { path: place, detail: found };
  }
  return true;
}

/** Offered where a name can stand instead, or where the connection proves who we are anyway. */
function offerMove(step: ExaminedNode, place: string, { examination }: View): FindingFix | undefined {
  const kind = secretPlaceOf(step.node, place, examination.context.catalogue);
  if (kind === undefined) return undefined;
  const secret = kind === 'sent' ? connectionOf(step, examination)?.auth?.secret : undefined;
  const named = secret === undefined ? {} : { secret };
  const edit = { edit: 'move-secret', arguments: { node: step.id, path: place, ...named } };
  return { title: kind === 'sent' ? 'Leave it to the connection' : 'Name a stored secret instead', edits: [edit] };
}
