import { applyEdit } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Result, refuse } from '../problem.ts';
import { chooseParameters } from './choose-parameters.ts';
import type { Template } from './template.ts';
import { templateReference } from './template.ts';

/**
 * Makes a flow follow a template with chosen parameters; another major version of the same template makes room. What
 * else the flow follows stays as it is written.
 */
export function bindFlow(
  flow: Flow,
  { template, parameters }: { readonly template: Template; readonly parameters: JsonObject },
  catalogue: NodeCatalogue,
): Result<Flow> {
  const chosen = chooseParameters(template, parameters);
  if (!chosen.ok) return chosen;
  const follows = followAs(flow.follows, templateReference(template), chosen.value);
  return applyEdit(flow, { edit: 'set-flow', arguments: { key: 'follows', value: follows } }, catalogue);
}

/** Makes a flow stop following a template, of whichever major version. */
export function unbindFlow(flow: Flow, reference: string, catalogue: NodeCatalogue): Result<Flow> {
  const items = listOf(flow.follows);
  const left = items.filter((item) => !isOf(item, reference));
  if (left.length === items.length) {
    const message = `The flow "${flow.name}" does not follow ${reference}. Look at what it follows.`;
    return refuse({ code: 'template/unknown', message });
  }
  const value = left.length === 0 ? {} : { value: left };
  return applyEdit(flow, { edit: 'set-flow', arguments: { key: 'follows', ...value } }, catalogue);
}

/** What `follows` says with one template added, or in the place of its other versions. */
export function followAs(follows: Json | undefined, reference: string, parameters: JsonObject): Json[] {
  const item = Object.keys(parameters).length === 0 ? reference : { template: reference, parameters };
  const items = listOf(follows);
  const at = items.findIndex((one) => isOf(one, reference));
  const others = items.filter((one, index) => index === at || !isOf(one, reference));
  return at < 0 ? [...items, item] : others.map((one) => (isOf(one, reference) ? item : one));
}

function listOf(follows: Json | undefined): readonly Json[] {
  if (follows === undefined || follows === null) return [];
  return Array.isArray(follows) ? follows : [follows];
}

function isOf(item: Json, reference: string): boolean {
  const named = isJsonObject(item) ? item.template : item;
  return typeof named === 'string' && named.split('@')[0] === reference.split('@')[0];
}
