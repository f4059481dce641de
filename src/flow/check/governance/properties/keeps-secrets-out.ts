import type { FlowNode } from '../../../flow.ts';
import type { Json } from '../../../json.ts';
import { isJsonObject } from '../../../json.ts';
import { findSecret } from '../secret-shape.ts';
import type { PropertyAnswer, StepProperty } from '../view.ts';

/** No text of the step looks like a password, a key or a token. */
export const keepsSecretsOut: StepProperty = {
  name: 'keeps-secrets-out',
  says: 'No setting, fallback, note or expression holds text that looks like a secret.',
  ask({ node, path }) {
    const known = kept.get(node);
    if (known?.path === path) return known.answer;
    const answer = look(node, path);
    kept.set(node, { path, answer });
    return answer;
  },
};

/** Texts are looked through once for as long as a node is the same value. */
const kept = new WeakMap<FlowNode, { readonly path: string; readonly answer: PropertyAnswer }>();

function look(node: FlowNode, path: string): PropertyAnswer {
  for (const [place, text, key] of textsIn(node.config, `${path}.config`, '')) {
    const found = findSecret(text, key);
    if (found !== undefined)
      return { path: place, detail: found, values: { place: place.slice(`${path}.config.`.length) } };
  }
  for (const key of ['notes', 'key', 'name'] as const) {
    const text = node[key];
    const found = text === undefined ? undefined : findSecret(text, key);
    if (found !== undefined) return { path: `${path}.${key}`, detail: found };
  }
  for (const [place, text, key] of textsIn(node.fallback ?? null, `${path}.fallback`, '')) {
    const found = findSecret(text, key);
    if (found !== undefined) return { path: place, detail: found };
  }
  return true;
}

function* textsIn(value: Json, path: string, key: string): Generator<readonly [string, string, string]> {
  if (typeof value === 'string') yield [path, value, key];
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, `${path}.${index}`, key);
  else if (isJsonObject(value))
    for (const [name, item] of Object.entries(value)) yield* textsIn(item, `${path}.${name}`, name);
}
