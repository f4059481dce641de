import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { allows, compareValues, type Difference } from './compare-values.ts';
import type { ContractChange } from './contract-change.ts';
import { fingerprint, words } from './fingerprint.ts';
import { type FlatSchema, flatten, ownOf } from './flat-schema.ts';

/** Places compared at most; a schema may be folded so that its places are more than anybody could read. */
const mostPlaces = 5_000;

/** Depth of fields compared at most. */
const deepest = 40;

type Walk = {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly changes: ContractChange[];
  places: number;
  isCut: boolean;
};

type Place = {
  readonly path: string;
  /** Pairs of references on the way here, so that a recursive contract is compared once. */
  readonly above: ReadonlySet<string>;
  readonly depth: number;
};

/**
 * Compares two versions of a contract. References within the file are followed, lists and groups are walked into,
 * `allOf` is merged where that is certain. What is not weighed (alternatives, conditions, patterns of names) is
 * `unknown` when it changed, and counts as major.
 *
 * @returns changes in the order of the fields of the new version, those gone last
 */
export function compareContracts(before: JsonObject, after: JsonObject): readonly ContractChange[] {
  const walk: Walk = { before, after, changes: [], places: 0, isCut: false };
  comparePlace(walk, { path: '', above: new Set(), depth: 0 }, before, after);
  if (walk.isCut) {
    const says = 'has more places than are compared; what changed beyond them is not known, so it counts as breaking.';
    note(walk, '', { kind: 'unknown', producers: true, consumers: true, says });
  }
  return walk.changes;
}

function comparePlace(walk: Walk, place: Place, before: Json | undefined, after: Json | undefined): void {
  if (before === after && walk.before === walk.after) return;
  walk.places += 1;
  if (walk.places > mostPlaces || place.depth > deepest) {
    walk.isCut ||= fingerprint(walk.before, before) !== fingerprint(walk.after, after);
    return;
  }
  const [was, is] = [flatten(walk.before, before), flatten(walk.after, after)];
  const above = climb(place.above, was, is);
  if (above === undefined) return;
  const here = { ...place, above };
  for (const difference of compareValues(was.schema, is.schema)) note(walk, place.path, difference);
  // Fields of what was no group before say nothing on their own.
  if (allows(was.schema, 'object') && allows(is.schema, 'object')) compareFields(walk, here, was.schema, is.schema);
  if (allows(was.schema, 'array') && allows(is.schema, 'array')) compareRows(walk, here, was.schema, is.schema);
  compareWholes(walk, here, was.schema, is.schema);
  compareWords(walk, here, was.schema, is.schema);
}

/** Undefined where this pair of references is being compared further out already. */
function climb(above: ReadonlySet<string>, was: FlatSchema, is: FlatSchema): ReadonlySet<string> | undefined {
  if (was.followed.length === 0 && is.followed.length === 0) return above;
  const pair = `${was.followed.join(' ')}|${is.followed.join(' ')}`;
  return above.has(pair) ? undefined : new Set(above).add(pair);
}

function compareFields(walk: Walk, place: Place, was: JsonObject, is: JsonObject): void {
  const [wasFields, isFields] = [asMap(was.properties), asMap(is.properties)];
  const [wasRequired, isRequired] = [namesIn(was.required), namesIn(is.required)];
  const below = (name: string) => (place.path === '' ? name : `${place.path}.${name}`);
  for (const name of unionOf(isFields, isRequired)) {
    const path = below(name);
    const known = Object.hasOwn(wasFields, name) || wasRequired.has(name);
    if (!known) {
      note(walk, path, isRequired.has(name) ? addedRequired : added);
      continue;
    }
    if (isRequired.has(name) && !wasRequired.has(name)) note(walk, path, madeRequired);
    if (!isRequired.has(name) && wasRequired.has(name)) note(walk, path, madeOptional);
    comparePlace(walk, { ...place, path, depth: place.depth + 1 }, ownOf(wasFields, name), ownOf(isFields, name));
  }
  for (const name of unionOf(wasFields, wasRequired)) {
    if (!Object.hasOwn(isFields, name) && !isRequired.has(name)) note(walk, below(name), removed(was, is));
  }
  compareOthers(walk, place, was.additionalProperties, is.additionalProperties);
}

function compareRows(walk: Walk, place: Place, was: JsonObject, is: JsonObject): void {
  if (was.items === undefined && is.items === undefined) return;
  comparePlace(walk, { ...place, depth: place.depth + 1 }, was.items, is.items);
}

/** Fields a contract does not name: let through (`true`, the default), shut out, or held to a schema. */
function compareOthers(walk: Walk, place: Place, was: Json | undefined, is: Json | undefined): void {
  const [from, to] = [othersOf(was), othersOf(is)];
  if (from === 'schema' && to === 'schema') {
    const path = place.path === '' ? '*' : `${place.path}.*`;
    comparePlace(walk, { ...place, path, depth: place.depth + 1 }, was, is);
  } else if (from !== to) {
    if (to === 'none' || from === 'any') note(walk, place.path, to === 'none' ? closed : held);
    else note(walk, place.path, opened);
  }
}

function othersOf(value: Json | undefined): 'any' | 'none' | 'schema' {
  if (value === false) return 'none';
  return isJsonObject(value) && Object.keys(value).some((key) => !words.has(key)) ? 'schema' : 'any';
}

/** Keywords that are compared as a whole: equal, or not weighed. */
const wholes = [
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
  'patternProperties',
  'dependentSchemas',
  'dependentRequired',
  'propertyNames',
  'contains',
  'minContains',
  'maxContains',
  'prefixItems',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
] as const;

const wholeWords: ReadonlyMap<string, string> = new Map([
  ['anyOf', 'alternatives'],
  ['oneOf', 'alternatives'],
  ['allOf', 'combined parts'],
  ['not', 'exclusion'],
  ['if', 'condition'],
  ['then', 'condition'],
  ['else', 'condition'],
]);

function compareWholes(walk: Walk, place: Place, was: JsonObject, is: JsonObject): void {
  const told = new Set<string>();
  for (const key of wholes) {
    if (print(walk.before, key, was[key]) === print(walk.after, key, is[key])) {
      if (textOf(was[key]) !== textOf(is[key])) told.add('');
      continue;
    }
    if (key === 'anyOf' && compareAlternatives(walk, place, was.anyOf, is.anyOf)) continue;
    const name = wholeWords.get(key) ?? key;
    if (told.has(name)) continue;
    told.add(name);
    const says = `has another ${name} now; what that means is not weighed, so it counts as breaking.`;
    note(walk, place.path, { kind: 'unknown', producers: true, consumers: true, says });
  }
  if (told.has('')) note(walk, place.path, otherWords);
}

/** The order of alternatives means nothing. */
function print(root: JsonObject, key: string, value: Json | undefined): string {
  const isSet = (key === 'anyOf' || key === 'oneOf' || key === 'allOf') && Array.isArray(value);
  return isSet ? JSON.stringify(branchesOf(root, value)) : fingerprint(root, value);
}

function branchesOf(root: JsonObject, value: readonly Json[]): readonly string[] {
  return [...new Set(value.map((branch) => fingerprint(root, branch)))].sort();
}

/** Alternatives that were only added to, or only taken from, can be judged. */
function compareAlternatives(walk: Walk, place: Place, was: Json | undefined, is: Json | undefined): boolean {
  if (!Array.isArray(was) || !Array.isArray(is)) return false;
  const [from, to] = [branchesOf(walk.before, was), branchesOf(walk.after, is)];
  if (from.every((branch) => to.includes(branch))) {
    const says = 'has a further alternative now; whoever reads it may meet what it does not expect.';
    note(walk, place.path, { kind: 'type-widened', producers: false, consumers: true, says });
    return true;
  }
  if (to.every((branch) => from.includes(branch))) {
    const says = 'has an alternative less now; whoever sends that one does not fit any more.';
    note(walk, place.path, { kind: 'type-narrowed', producers: true, consumers: false, says });
    return true;
  }
  return false;
}

/** Keywords judged above; everything else beside them is words, or somebody's own mark. */
const weighed: ReadonlySet<string> = new Set<string>([
  ...wholes,
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'x-class',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'multipleOf',
  'uniqueItems',
  'pattern',
  'format',
  '$ref',
  '$defs',
  'definitions',
  '$schema',
  '$id',
  '$anchor',
]);

function compareWords(walk: Walk, place: Place, was: JsonObject, is: JsonObject): void {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !weighed.has(key));
  const changed = keys.filter((key) => textOf(was[key]) !== textOf(is[key]));
  if (changed.length === 0) return;
  const shown = changed.length > 3 ? `${changed.slice(0, 3).join(', ')} and more` : changed.join(', ');
  const says = `has other words (${shown}); the data stays the same.`;
  note(walk, place.path, { kind: 'words', producers: false, consumers: false, says });
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}

const otherWords: Difference = {
  kind: 'words',
  producers: false,
  consumers: false,
  says: 'says the same in other words; the data stays the same.',
};
const added: Difference = {
  kind: 'field-added',
  producers: false,
  consumers: false,
  says: 'is new and optional; whoever does not know it goes on as before.',
};
const addedRequired: Difference = {
  kind: 'required-added',
  producers: true,
  consumers: false,
  says: 'is new and required; whoever does not send it does not fit any more.',
};
const madeRequired: Difference = {
  kind: 'required-added',
  producers: true,
  consumers: false,
  says: 'is required now; whoever leaves it out does not fit any more.',
};
const madeOptional: Difference = {
  kind: 'required-removed',
  producers: false,
  consumers: true,
  says: 'is optional now; whoever reads it may find nothing there.',
};
const closed: Difference = {
  kind: 'closed',
  producers: true,
  consumers: false,
  says: 'takes no fields now but those named; whoever sends others does not fit any more.',
};
const held: Difference = {
  kind: 'closed',
  producers: true,
  consumers: false,
  says: 'holds fields without a name of their own to a rule now; whoever sends others may not fit any more.',
};
const opened: Difference = {
  kind: 'opened',
  producers: false,
  consumers: false,
  says: 'lets fields through that are not named; more data fits than before.',
};

/** In a closed group, who still sends the field does not fit any more. */
function removed(was: JsonObject, is: JsonObject): Difference {
  const isClosed = othersOf(is.additionalProperties) !== 'any' || othersOf(was.additionalProperties) !== 'any';
  const says = isClosed
    ? 'is gone; whoever reads it finds nothing, and whoever still sends it does not fit.'
    : 'is gone; whoever reads it can no longer count on it.';
  return { kind: 'field-removed', producers: isClosed, consumers: true, says };
}

function note(walk: Walk, path: string, { kind, producers, consumers, says }: Difference): void {
  const name = path === '' ? 'The data itself' : path;
  const inside = path === '' ? 'the data itself' : path;
  const sentence = says.includes('{field}') ? says.replace('{field}', () => inside) : `${name} ${says}`;
  walk.changes.push({ path, kind, breaks: { producers, consumers }, sentence });
}

function asMap(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function namesIn(value: Json | undefined): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);
}

function unionOf(fields: JsonObject, required: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...Object.keys(fields), ...required]);
}
