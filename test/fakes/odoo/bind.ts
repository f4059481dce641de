import { isJsonList, type Json, type JsonObject } from '../json.ts';
import { idsIn, type MethodDefinition } from './environment.ts';
import { httpError, typeError } from './errors.ts';
import { pythonClassName } from './python.ts';

/** A call with its arguments in place. */
export interface BoundCall {
  readonly ids: readonly number[];
  readonly args: JsonObject;
}

/** What is to be called with what. */
export interface Binding {
  readonly model: string;
  readonly method: string;
  readonly definition: MethodDefinition;
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

/** Binds positional and named arguments as Python does; the first argument of a method on records is ids. */
export function bindPositional(binding: Binding): BoundCall {
  const { definition, named } = binding;
  const title = `${pythonClassName(binding.model)}.${binding.method}()`;
  const rest = definition.on === 'records' ? binding.positional.slice(1) : binding.positional;
  if (definition.on === 'records' && binding.positional.length === 0)
    throw typeError(`${title} missing 1 required positional argument: 'self'`);
  const { parameters } = definition;
  if (rest.length > parameters.length) {
    throw typeError(`${title} takes ${parameters.length + 1} positional arguments but ${rest.length + 1} were given`);
  }
  const args: { [name: string]: Json } = {};
  for (const [index, parameter] of parameters.entries()) {
    const value = firstGiven(rest[index], named[parameter.name], parameter.byDefault);
    if (value === undefined) throw typeError(`${title} missing 1 required positional argument: '${parameter.name}'`);
    args[parameter.name] = value;
  }
  const unknown = Object.keys(named).find((name) => !(name in args) && name !== 'context');
  if (unknown !== undefined)
    throw typeError(
      `${definition.passesKeywordsTo ?? title.slice(0, -2)}() got an unexpected keyword argument '${unknown}'`,
    );
  return { ids: definition.on === 'records' ? idsIn(binding.positional[0]) : [], args };
}

/** Binds the members of a JSON-2 body: names only, `ids` apart, and refusals as HTTP errors. */
export function bindNamed(binding: Omit<Binding, 'positional'>): BoundCall {
  const { definition, named } = binding;
  const ids = idsIn(named.ids);
  if (definition.on === 'model' && ids.length > 0)
    throw httpError(422, `cannot call ${binding.model}.${binding.method} with ids`);
  const args: { [name: string]: Json } = {};
  for (const parameter of definition.parameters) {
    const value = firstGiven(named[parameter.name], parameter.byDefault);
    if (value === undefined) throw httpError(422, `missing a required argument: '${parameter.name}'`);
    args[parameter.name] = value;
  }
  const unknown = Object.keys(named).find((name) => !(name in args) && name !== 'context' && name !== 'ids');
  if (unknown === undefined) return { ids, args };
  const complaint = `got an unexpected keyword argument '${unknown}'`;
  if (definition.passesKeywordsTo !== undefined) throw typeError(`${definition.passesKeywordsTo}() ${complaint}`);
  throw httpError(422, complaint);
}

/** The first value that was given at all; null was given, it is Python's None. */
function firstGiven(...values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined);
}

/** The records of a method call that returns new records: JSON-2 always answers with a list of ids. */
export function asIdList(result: Json | undefined): Json | undefined {
  return typeof result === 'number' ? [result] : isJsonList(result) ? [...result] : result;
}
