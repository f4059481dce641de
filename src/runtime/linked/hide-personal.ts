import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { type DataClass, fieldClasses } from '#flow/contract/field-classes.ts';
import { createMasker } from '#flow/flow-test/mask.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** One run as a runtime tells it. */
export type ToldRun = z.output<ApiCallOf<'runs.get'>['reply']>;

/** What stands for a value nobody here needs to see. */
export const hiddenValue = '•••';

/** A text shorter than this is not looked for inside sentences: it would be found where it is not meant. */
const shortestInside = 5;

const hiddenClasses: ReadonlySet<DataClass> = new Set(['personal', 'financial', 'regulated']);

/** Names that say little without what they belong to. */
const vagueNames = new Set(['id', 'name', 'code', 'type', 'date', 'value', 'note', 'number', 'title', 'state']);

/**
 * Hides personal, financial and regulated data of a run of another runtime. Contracts say which fields those are, by
 * name, because data changes its shape on its way through a flow; what looks like a person's data is hidden as well.
 */
export function hidePersonal(run: ToldRun, contracts: Iterable<JsonObject>): ToldRun {
  const hider = createHider(namesIn(contracts));
  // First everything structured, so that what was hidden there is known when sentences are read.
  const steps = run.steps.map((step) => ({
    ...step,
    ...hideIn(hider, step, ['input', 'output']),
    failure: hideDetail(hider, step.failure),
    tries: step.tries.map((one) => ({ ...one, failure: hideDetail(hider, one.failure) })),
  }));
  const told = { ...run, ...hideIn(hider, run, ['input', 'output']), steps, failure: hideDetail(hider, run.failure) };
  const cause = run.cause === null ? null : { ...run.cause, failure: hideDetail(hider, run.cause.failure) };
  const say = <T extends { readonly title: string } | null>(failure: T): T =>
    failure === null ? failure : { ...failure, title: hider.text(failure.title) };
  return {
    ...told,
    key: told.key === null ? null : hider.text(told.key),
    failure: say(told.failure),
    cause: cause === null ? null : { ...cause, sentence: hider.text(cause.sentence), failure: say(cause.failure) },
    steps: steps.map((step) => ({
      ...step,
      failure: say(step.failure),
      tries: step.tries.map((one) => ({ ...one, failure: say(one.failure) })),
    })),
  };
}

/** Field names of contracts that are to be hidden, with the name above them; the empty text where there is none. */
function namesIn(contracts: Iterable<JsonObject>): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const schema of contracts) {
    for (const [path, classes] of fieldClasses(schema)) {
      if (!classes.some((one) => hiddenClasses.has(one))) continue;
      const parts = path.split('.').filter((part) => part !== '' && part !== '*');
      const name = parts.at(-1);
      if (name !== undefined) names.set(name, (names.get(name) ?? new Set()).add(parts.at(-2) ?? ''));
    }
  }
  return names;
}

type Hider = { readonly value: (value: Json) => Json; readonly text: (text: string) => string };

function createHider(names: ReadonlyMap<string, ReadonlySet<string>>): Hider {
  const masker = createMasker();
  const hidden = new Set<string>();
  const hide = (value: Json): Json => {
    if (value === null) return null;
    if (typeof value === 'string' && value.length >= shortestInside) hidden.add(value);
    if (typeof value === 'number' && String(value).length >= shortestInside) hidden.add(String(value));
    return hiddenValue;
  };
  const isHidden = (name: string, above: string): boolean => {
    const owners = names.get(name);
    if (owners === undefined) return false;
    return !vagueNames.has(name) || owners.has(above) || owners.has('');
  };
  const walk = (value: Json, masked: Json | undefined, place: Place): Json => {
    if (Array.isArray(value)) {
      return value.map((row, at) => walk(row, Array.isArray(masked) ? masked[at] : undefined, place));
    }
    if (isJsonObject(value)) {
      const members = Object.entries(value).map(([name, member]): [string, Json] => [
        name,
        walk(member, isJsonObject(masked) ? masked[name] : undefined, {
          name,
          isHidden: place.isHidden || isHidden(name, place.name),
        }),
      ]);
      return Object.fromEntries(members);
    }
    return place.isHidden || value !== masked ? hide(value) : value;
  };
  return {
    value: (value) => walk(value, masker.mask(value), { name: '', isHidden: false }),
    text: (text) =>
      [...hidden]
        .sort((one, other) => other.length - one.length)
        .reduce((said, secret) => said.replaceAll(secret, hiddenValue), text),
  };
}

type Place = { readonly name: string; readonly isHidden: boolean };

function hideIn<Key extends string>(
  { value }: Hider,
  from: { readonly [Name in Key]?: unknown },
  keys: readonly Key[],
): { [Name in Key]?: Json } {
  const found: { [Name in Key]?: Json } = {};
  // Payloads came as JSON and are nothing else.
  for (const key of keys) if (from[key] !== undefined) found[key] = value(from[key] as Json);
  return found;
}

function hideDetail<T extends { readonly detail?: unknown } | null>(hider: Hider, failure: T): T {
  if (failure === null || failure.detail === undefined) return failure;
  return { ...failure, ...hideIn(hider, failure, ['detail']) };
}
