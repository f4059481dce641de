import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { baselineId, type Template } from './template.ts';

/** A template a flow says it follows, with the values it chose. */
export type Following = { readonly template: string; readonly parameters: JsonObject };

/**
 * Reads the header key `follows`: one reference such as `webhook-ingestion@1`, or a list of references and of maps
 * `{ template, parameters }`. What has another form is left out here; the checker names it.
 */
export function readFollows(follows: Json | undefined): readonly Following[] {
  const items: readonly Json[] = Array.isArray(follows) ? follows : [follows ?? null];
  return items.flatMap((item) => {
    if (typeof item === 'string') return [{ template: item, parameters: {} }];
    if (!isJsonObject(item) || typeof item.template !== 'string') return [];
    return [{ template: item.template, parameters: isJsonObject(item.parameters) ? item.parameters : {} }];
  });
}

/** A template bound to a flow: what it demands, with every parameter decided. */
export type Bound = { readonly reference: string; readonly template: Template; readonly parameters: JsonObject };

/** The templates a flow is held against: the baseline, and those it follows that are known. */
export function bindTemplates(follows: Json | undefined, known: ReadonlyMap<string, Template>): readonly Bound[] {
  const named = readFollows(follows);
  const baseline = [...known.keys()].filter((reference) => reference.startsWith(`${baselineId}@`)).sort();
  const wanted = [
    ...baseline.slice(-1).map((template) => ({ template, parameters: parametersFor(template, named) })),
    ...named.filter(({ template }) => !template.startsWith(`${baselineId}@`)),
  ];
  const seen = new Set<string>();
  return wanted.flatMap(({ template: reference, parameters }) => {
    const template = known.get(reference);
    if (template === undefined || seen.has(reference)) return [];
    seen.add(reference);
    return [{ reference, template, parameters: withDefaults(template, parameters) }];
  });
}

/** A flow may choose parameters of the baseline by naming it among what it follows. */
function parametersFor(reference: string, named: readonly Following[]): JsonObject {
  return named.find(({ template }) => template === reference)?.parameters ?? {};
}

function withDefaults(template: Template, chosen: JsonObject): JsonObject {
  const defaults = template.parameters.flatMap(({ name, default: value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(defaults), ...chosen };
}
