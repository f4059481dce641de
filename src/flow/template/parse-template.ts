import { flowPropertyNames, stepPropertyNames } from '../check/governance/property-names.ts';
import { readExpression } from '../check/read-expression.ts';
import { editNames } from '../edit/edit.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { formatDocument, type ReadDocument, readDocument } from '../text/document.ts';
import type { Template } from './template.ts';
import { templateSchema } from './template-schema.ts';

/**
 * Reads `template.yaml`. Beyond its shape it is judged whether everything a rule names exists: properties, roles,
 * parameters and edits; a rule that names nothing real would never speak.
 */
export function parseTemplate(text: string): Result<Template> {
  const read = readDocument(text, () => templateSchema);
  if (!read.ok) return read;
  const judged = templateSchema.safeParse(read.value.value);
  // `readDocument` has just judged the same value by the same schema.
  if (!judged.success) throw new Error(judged.error.message);
  const { parameters = [], roles = [], ...rest } = judged.data;
  // The schema holds the same shapes; its recursive parts are not typed.
  const template = { ...rest, parameters, roles } as unknown as Template;
  const problems = [...findUnknownNames(template, read.value)];
  return problems.length > 0 ? refuse(...problems) : succeed(template);
}

/** Writes `template.yaml` in its canonical form. */
export function formatTemplate(text: string): Result<string> {
  return formatDocument(text, () => templateSchema);
}

function* findUnknownNames(template: Template, { problemAtPath }: ReadDocument): Generator<Problem> {
  const roles = new Set(template.roles.map(({ id }) => id));
  const parameters = new Set(template.parameters.map(({ name }) => name));
  const unknown = (keys: readonly (string | number)[], what: string, name: string, known: Iterable<string>) => {
    const choice = [...known].sort().join(', ');
    const message = `There is no ${what} "${name}". ${choice === '' ? 'Declare it first.' : `Use one of ${choice}.`}`;
    return problemAtPath(keys, 'template/unknown-name', message);
  };
  for (const { keys, name, what } of namesIn(template.rules, ['rules'])) {
    if (what === 'role' && !roles.has(name)) yield unknown(keys, 'role', name, roles);
    if (what === 'parameter' && !parameters.has(name)) yield unknown(keys, 'parameter', name, parameters);
    if (what === 'property' && !stepPropertyNames.has(name)) yield unknown(keys, 'property', name, stepPropertyNames);
    if (what === 'flow' && !flowPropertyNames.has(name)) {
      yield unknown(keys, 'property of flows', name, flowPropertyNames);
    }
  }
  for (const [index, rule] of template.rules.entries()) {
    for (const [place, { edit }] of (rule.fix?.edits ?? []).entries()) {
      if (!editNames.includes(edit))
        yield unknown(['rules', index, 'fix', 'edits', place, 'edit'], 'edit', edit, editNames);
    }
    const { predicate } = rule.assert;
    const said = predicate === undefined ? undefined : readExpression(predicate);
    if (said !== undefined && !said.ok) {
      const message = `The predicate of ${rule.id} cannot be read: ${said.message}. Mend the expression.`;
      yield problemAtPath(['rules', index, 'assert', 'predicate'], 'template/predicate', message);
    }
  }
}

type NameUse = {
  readonly keys: readonly (string | number)[];
  readonly what: 'role' | 'parameter' | 'property' | 'flow';
  readonly name: string;
};

/** Every name a rule uses, by the key it stands under. Free keys (paths of settings) are looked past. */
function* namesIn(value: unknown, keys: readonly (string | number)[]): Generator<NameUse> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* namesIn(item, [...keys, index]);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const here = [...keys, key];
    if (key === 'fix') continue;
    if (key === 'role' || key === 'parameter') yield* textsOf(inner, here, key);
    else if (key === 'is' || key === 'isNot') yield* textsOf(inner, here, 'property');
    else if (key === 'flow' && keys.at(-1) === 'assert') yield* textsOf(inner, here, 'flow');
    else if (key === 'parameters' && keys.at(-1) === 'only' && isJsonObject(inner)) {
      for (const name of Object.keys(inner)) yield { keys: here, what: 'parameter', name };
    } else yield* namesIn(inner, here);
  }
}

function* textsOf(value: Json, keys: readonly (string | number)[], what: NameUse['what']): Generator<NameUse> {
  for (const name of Array.isArray(value) ? value : [value]) if (typeof name === 'string') yield { keys, what, name };
}
