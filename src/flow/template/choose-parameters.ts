import { parseDuration } from '../duration.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { didYouMean } from '../text/nearest-name.ts';
import type { Template, TemplateParameter } from './template.ts';

/**
 * Judges the values somebody chose for the parameters of a template. Those equal to a default are left out, so that a
 * flow follows a default when it changes.
 */
export function chooseParameters(
  { id, parameters }: Pick<Template, 'id' | 'parameters'>,
  chosen: JsonObject,
): Result<JsonObject> {
  const problems: Problem[] = [];
  const kept: [string, Json][] = [];
  for (const [name, value] of Object.entries(chosen)) {
    const parameter = parameters.find((one) => one.name === name);
    if (parameter === undefined) {
      const near = didYouMean(
        name,
        parameters.map((one) => one.name),
      );
      problems.push(bad(`${id} has no parameter "${name}".${near} Leave it out, or correct its name.`));
    } else if (!fits(parameter, value)) {
      problems.push(bad(`"${name}" of ${id} must be ${sayKind(parameter)}. Choose another value.`));
    } else if (JSON.stringify(value) !== JSON.stringify(parameter.default)) kept.push([name, value]);
  }
  return problems.length > 0 ? refuse(...problems) : succeed(Object.fromEntries(kept));
}

function fits({ kind, choices = [] }: TemplateParameter, value: Json): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'duration':
      return typeof value === 'string' && parseDuration(value) !== undefined;
    case 'list':
      return Array.isArray(value);
    case 'choice':
      return typeof value === 'string' && choices.includes(value);
  }
}

function sayKind({ kind, choices = [] }: TemplateParameter): string {
  switch (kind) {
    case 'text':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'duration':
      return 'a duration such as 90s or 30d';
    case 'list':
      return 'a list';
    case 'choice':
      return `one of ${choices.join(', ')}`;
  }
}

function bad(message: string): Problem {
  return { code: 'template/bad-parameter', message };
}
