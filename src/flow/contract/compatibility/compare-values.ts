import { canonicalJson, type Json, type JsonObject } from '../../json.ts';
import type { ChangeKind } from './contract-change.ts';
import { rankOf } from './flat-schema.ts';

/** A change before it knows its place; `says` continues the name of the field. */
export type Difference = {
  readonly kind: ChangeKind;
  readonly producers: boolean;
  readonly consumers: boolean;
  readonly says: string;
};

const everyType = ['null', 'boolean', 'object', 'array', 'number', 'string'] as const;

const typeWords: ReadonlyMap<string, string> = new Map([
  ['null', 'nothing'],
  ['boolean', 'yes or no'],
  ['object', 'a group'],
  ['array', 'a list'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['string', 'text'],
]);

/** Types a schema lets through; undefined where it names none and so lets all through. */
function typesOf({ type }: JsonObject): ReadonlySet<string> | undefined {
  if (type === undefined) return undefined;
  return new Set((Array.isArray(type) ? type : [type]).map(String));
}

/** Whether a schema lets a type through. */
export function allows(schema: JsonObject, type: string): boolean {
  const types = typesOf(schema);
  return types === undefined || types.has(type) || (type === 'integer' && types.has('number'));
}

/** Types that one side lets through and the other does not. */
function typesLost(from: JsonObject, to: JsonObject): readonly string[] {
  const types = typesOf(from) ?? new Set(everyType);
  return [...types].filter((type) => !allows(to, type));
}

function sayTypes(types: readonly string[] | ReadonlySet<string>): string {
  return [...types].map((type) => typeWords.get(type) ?? type).join(' or ');
}

/** What changed about the type, the choices, the bounds, the pattern and the class of one place. */
export function* compareValues(before: JsonObject, after: JsonObject): Generator<Difference> {
  yield* compareTypes(before, after);
  // Of something else altogether, bounds and choices say nothing more.
  if (typesLost(before, after).length === 0 || typesLost(after, before).length === 0) {
    yield* compareChoices(before, after);
    yield* compareBounds(before, after);
    yield* comparePatterns(before, after);
  }
  yield* compareClasses(before, after);
}

function* compareTypes(before: JsonObject, after: JsonObject): Generator<Difference> {
  const lost = typesLost(before, after);
  const gained = typesLost(after, before);
  const [was, is] = [typesOf(before), typesOf(after)];
  if (lost.length > 0 && gained.length > 0) {
    const says = `is ${sayTypes(is ?? [])} now and was ${sayTypes(was ?? [])}; both who sends it and who reads it must change.`;
    yield { kind: 'type-narrowed', producers: true, consumers: true, says };
  } else if (lost.length > 0) {
    const says =
      was === undefined
        ? `must be ${sayTypes(is ?? [])} now; before, anything was let through.`
        : `may no longer be ${sayTypes(lost)}; whoever sends that does not fit any more.`;
    yield { kind: 'type-narrowed', producers: true, consumers: false, says };
  } else if (gained.length > 0) {
    const says =
      is === undefined
        ? 'may be anything now; whoever reads it may meet what it does not expect.'
        : `may also be ${sayTypes(gained)} now; whoever reads it may meet what it does not expect.`;
    yield { kind: 'type-widened', producers: false, consumers: true, says };
  }
}

/** The list of choices, `const` being a list of one; undefined where there is none. */
function choicesOf(schema: JsonObject): readonly Json[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function* compareChoices(before: JsonObject, after: JsonObject): Generator<Difference> {
  const [was, is] = [choicesOf(before), choicesOf(after)];
  if (was === undefined && is === undefined) return;
  if (was === undefined) {
    const says = `must be one of ${sayChoices(is ?? [])} now; other values do not fit any more.`;
    yield { kind: 'enum-narrowed', producers: true, consumers: false, says };
    return;
  }
  if (is === undefined) {
    const says = 'is no longer bound to a list of choices; whoever tells the choices apart may meet others.';
    yield { kind: 'enum-widened', producers: false, consumers: true, says };
    return;
  }
  const gone = without(was, is);
  const fresh = without(is, was);
  if (gone.length > 0) {
    const says = `may no longer be ${sayChoices(gone)}; whoever sends that does not fit any more.`;
    yield { kind: 'enum-narrowed', producers: true, consumers: false, says };
  }
  if (fresh.length > 0) {
    const says = `may also be ${sayChoices(fresh)} now; whoever tells the choices apart has no case for it.`;
    yield { kind: 'enum-widened', producers: false, consumers: true, says };
  }
}

function without(all: readonly Json[], these: readonly Json[]): readonly Json[] {
  const known = new Set(these.map(canonicalJson));
  return all.filter((one) => !known.has(canonicalJson(one)));
}

function sayChoices(values: readonly Json[]): string {
  const shown = values.slice(0, 3).map((value) => shorten(typeof value === 'string' ? value : canonicalJson(value)));
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function shorten(text: string): string {
  const [word = ''] = text.split(/\s+/);
  const short = word === text ? text : `${word} …`;
  return short.length > 40 ? `${short.slice(0, 39)}…` : short;
}

/** A bound as a keyword says it. `isLeast` where a larger number lets less through. */
type Bound = { readonly keys: readonly string[]; readonly isLeast: boolean; readonly words: string };

const bounds: readonly Bound[] = [
  { keys: ['minimum', 'exclusiveMinimum'], isLeast: true, words: 'The least value' },
  { keys: ['maximum', 'exclusiveMaximum'], isLeast: false, words: 'The largest value' },
  { keys: ['minLength'], isLeast: true, words: 'The least length' },
  { keys: ['maxLength'], isLeast: false, words: 'The largest length' },
  { keys: ['minItems'], isLeast: true, words: 'The least number of rows' },
  { keys: ['maxItems'], isLeast: false, words: 'The largest number of rows' },
  { keys: ['minProperties'], isLeast: true, words: 'The least number of fields' },
  { keys: ['maxProperties'], isLeast: false, words: 'The largest number of fields' },
];

/** The strictest value of a bound, and whether it itself is shut out. */
function boundOf(schema: JsonObject, { keys, isLeast }: Bound): readonly [value: number, isShut: boolean] | undefined {
  const found = keys.flatMap((key): (readonly [number, boolean])[] => {
    const value = schema[key];
    return typeof value === 'number' ? [[value, key.startsWith('exclusive')]] : [];
  });
  // 0 items, characters or fields are no bound at all.
  const real = found.filter(([value]) => !(isLeast && value === 0 && keys.length === 1));
  return real.sort((one, other) => strictness(other, one, isLeast))[0];
}

type Value = readonly [value: number, isShut: boolean];

/** Above 0 where `one` lets less through than `other`. */
function strictness([one, oneShut]: Value, [other, otherShut]: Value, isLeast: boolean): number {
  return (isLeast ? one - other : other - one) || Number(oneShut) - Number(otherShut);
}

function* compareBounds(before: JsonObject, after: JsonObject): Generator<Difference> {
  for (const bound of bounds) {
    const [was, is] = [boundOf(before, bound), boundOf(after, bound)];
    const stricterBy =
      was === undefined ? (is === undefined ? 0 : 1) : is === undefined ? -1 : strictness(is, was, bound.isLeast);
    if (stricterBy !== 0) yield rangeDifference(stricterBy > 0, `${bound.words} of`, was?.[0], is?.[0]);
  }
  yield* compareSteps(before.multipleOf, after.multipleOf);
  const [wasUnique, isUnique] = [before.uniqueItems === true, after.uniqueItems === true];
  if (wasUnique !== isUnique) {
    const says = isUnique
      ? 'may hold no row twice now; whoever sends repeats does not fit any more.'
      : 'may hold a row twice now.';
    yield { kind: isUnique ? 'range-narrowed' : 'range-widened', producers: isUnique, consumers: false, says };
  }
}

function* compareSteps(was: Json | undefined, is: Json | undefined): Generator<Difference> {
  if (was === is) return;
  const isWider = typeof is !== 'number' || (typeof was === 'number' && was % is === 0);
  yield rangeDifference(!isWider, 'The step of', was, is);
}

/** `words` stand before the name of the field; the sentence is turned round for that. */
function rangeDifference(isStricter: boolean, words: string, was: Json | undefined, is: Json | undefined): Difference {
  const change =
    was === undefined
      ? `is ${is} now; there was none`
      : is === undefined
        ? `was ${was}; there is none now`
        : `is ${is} now and was ${was}`;
  const means = isStricter ? 'data outside of it does not fit any more' : 'more data fits than before';
  return {
    kind: isStricter ? 'range-narrowed' : 'range-widened',
    producers: isStricter,
    consumers: false,
    says: `${words} {field} ${change}; ${means}.`,
  };
}

function* comparePatterns(before: JsonObject, after: JsonObject): Generator<Difference> {
  for (const [key, words] of [
    ['pattern', 'pattern'],
    ['format', 'format'],
  ] as const) {
    const [was, is] = [before[key], after[key]];
    if (was === is) continue;
    const isGone = is === undefined;
    const says = isGone
      ? `follows no ${words} any more; more data fits than before.`
      : was === undefined
        ? `must follow a ${words} now; data that does not follow it does not fit any more.`
        : `follows another ${words} now; nobody can say whether what is sent today still fits.`;
    yield { kind: 'pattern-changed', producers: !isGone, consumers: false, says };
  }
}

function* compareClasses(before: JsonObject, after: JsonObject): Generator<Difference> {
  const [was, is] = [before['x-class'], after['x-class']];
  const [from, to] = [rankOf(was), rankOf(is)];
  if (from === to) return;
  // Saying "public" of what had no class asks nothing of anybody.
  if (from === -1 && to === 0)
    yield { kind: 'words', producers: false, consumers: false, says: 'is marked public now.' };
  else if (to > from) {
    const says = `is ${sayClass(is)} now and was ${sayClass(was)}; every system it reaches must be cleared for that.`;
    yield { kind: 'class-raised', producers: false, consumers: false, says };
  } else {
    const says = `is ${sayClass(is)} now and was ${sayClass(was)}; it may go to more systems than before.`;
    yield { kind: 'class-lowered', producers: false, consumers: false, says };
  }
}

function sayClass(value: Json | undefined): string {
  if (value === undefined) return 'without a class';
  return Array.isArray(value) ? value.join(' and ') : String(value);
}
