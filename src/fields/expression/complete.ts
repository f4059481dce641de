import { isJsonObject, type Json } from '#flow/json.ts';
import { findFunction, functions, variables } from './functions.ts';

/** What completion knows: the data at hand and the bindings. */
export type CompletionFacts = {
  readonly input?: Json | undefined;
  readonly bindings: Readonly<Record<string, Json>>;
  readonly stepNames: ReadonlyMap<string, string>;
};

/** One thing that may be written. */
export type Suggestion = {
  readonly label: string;
  readonly insert: string;
  readonly sort: 'field' | 'function' | 'variable' | 'step';
  /** Type and an example of the value, or a signature. */
  readonly detail: string;
  readonly help?: string;
};

/** What may be written at a place, and from where on it replaces what stands there. */
export type Completion = { readonly from: number; readonly suggestions: readonly Suggestion[] };

const nothing: readonly Suggestion[] = [];

/** Suggests fields of the data, bindings and functions at an offset of an expression. */
export function complete(text: string, offset: number, facts: CompletionFacts): Completion {
  const before = text.slice(0, offset);
  if (isInsideString(before)) return { from: offset, suggestions: nothing };
  const dotted =
    /((?:\$?[A-Za-z_][\w]*|`[^`]*`|\$\$?)(?:\[[^\]]*\])*(?:\.(?:[A-Za-z_]\w*|`[^`]*`)(?:\[[^\]]*\])*)*)\.(\w*)$/.exec(
      before,
    );
  if (dotted !== null) {
    const [, path = '', partial = ''] = dotted;
    const from = offset - partial.length;
    if (path === '$steps') return { from, suggestions: stepsOf(facts) };
    return { from, suggestions: fieldsOf(resolvePath(path, before.slice(0, before.length - dotted[0].length), facts)) };
  }
  const dollar = /\$(\w*)$/.exec(before);
  if (dollar !== null) return { from: offset - (dollar[1] ?? '').length - 1, suggestions: dollarNames(facts) };
  const partial = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
  const here = contextOf(before.slice(0, before.length - partial.length), facts);
  return { from: offset - partial.length, suggestions: [...fieldsOf(here), ...dollarNames(facts)] };
}

/** What stands at an offset, in words: the help of a function, or the value a path has in the sample. */
export function explainAt(
  text: string,
  offset: number,
  facts: CompletionFacts,
): { readonly from: number; readonly to: number; readonly title: string; readonly help: string } | undefined {
  const before = /[$`\w.]*$/.exec(text.slice(0, offset))?.[0] ?? '';
  const after = /^[\w`]*/.exec(text.slice(offset))?.[0] ?? '';
  const word = before + after;
  const from = offset - before.length;
  if (word === '' || /^\d/.test(word) || isInsideString(text.slice(0, from))) return undefined;
  const to = offset + after.length;
  const known = word.startsWith('$') ? findFunction(word.slice(1)) : undefined;
  if (known !== undefined) return { from, to, title: `$${known.name}${known.signature}`, help: known.help };
  const value = resolvePath(word, text.slice(0, from), facts);
  return value === undefined ? undefined : { from, to, title: word, help: describe(value) };
}

/** The call an offset stands in: which function, and which of its arguments. */
export function callAt(text: string, offset: number): { readonly name: string; readonly argument: number } | undefined {
  const open: { name: string; argument: number }[] = [];
  for (const { at, sign } of signsOf(text.slice(0, offset))) {
    if ('([{'.includes(sign)) {
      const name = sign === '(' ? /\$(\w+)\s*$/.exec(text.slice(0, at))?.[1] : undefined;
      open.push({ name: name ?? '', argument: 0 });
    } else if (')]}'.includes(sign)) open.pop();
    else if (sign === ',') {
      const last = open.at(-1);
      if (last !== undefined) last.argument += 1;
    }
  }
  const call = open.findLast(({ name }) => name !== '');
  return call === undefined || findFunction(call.name) === undefined ? undefined : call;
}

/** A short description of a value: its type and how it looks. */
export function describe(value: Json): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (value === null) return 'null';
  if (isJsonObject(value)) return `object: ${Object.keys(value).slice(0, 6).join(', ')}`;
  const text = JSON.stringify(value);
  return `${typeof value}: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`;
}

/** A field name as it stands in a path: backticks where it is no plain name. */
export function spellName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !['and', 'or', 'in', 'true', 'false', 'null'].includes(name)
    ? name
    : `\`${name}\``;
}

/** Follows field names into a value; lists on the way stand for their first row, as in a path of JSONata. */
export function valueAlong(value: Json | undefined, names: readonly string[]): Json | undefined {
  let here = value;
  for (const name of names) {
    const row = rowOf(here);
    if (!isJsonObject(row)) return undefined;
    here = Object.hasOwn(row, name) ? row[name] : undefined;
  }
  return here;
}

/** Splits a path of plain steps into names; undefined for anything else. */
export function namesOf(path: string): readonly string[] | undefined {
  const plain = path.replaceAll(/\[[^\]]*\]/g, '').trim();
  if (!/^(\$?\$?[A-Za-z_]?\w*|`[^`]*`)(\.([A-Za-z_]\w*|`[^`]*`))*$/.test(plain)) return undefined;
  return [...plain.matchAll(/`([^`]*)`|([^.`]+)/g)].map(([, quoted, name]) => quoted ?? name ?? '');
}

function rowOf(value: Json | undefined): Json | undefined {
  if (!Array.isArray(value)) return value;
  const objects = value.slice(0, 5).filter(isJsonObject);
  // The first rows together, because fields may be left out in one of them.
  return objects.length === 0 ? value[0] : Object.assign({}, ...objects.toReversed());
}

function resolvePath(path: string, before: string, facts: CompletionFacts): Json | undefined {
  const [first = '', ...rest] = namesOf(path) ?? [];
  if (first === '$$') return valueAlong(facts.input, rest);
  if (first === '$') return valueAlong(contextOf(before, facts), rest);
  if (!first.startsWith('$')) return valueAlong(contextOf(before, facts), [first, ...rest]);
  const bound = first.slice(1);
  return Object.hasOwn(facts.bindings, bound) ? valueAlong(facts.bindings[bound], rest) : undefined;
}

/** What a path means at the end of a text: inside `items.{ … }` it is a row of items. */
function contextOf(before: string, facts: CompletionFacts): Json | undefined {
  const open: string[] = [];
  for (const { at, sign } of signsOf(before)) {
    if ('([{'.includes(sign)) open.push(ownerBefore(before.slice(0, at), sign));
    else if (')]}'.includes(sign)) open.pop();
  }
  let here = facts.input;
  for (const owner of open) {
    if (owner === '') continue;
    const [first = '', ...rest] = namesOf(owner) ?? [''];
    if (first === '') return undefined;
    if (first.startsWith('$') && first.length > 2) here = valueAlong(facts.bindings[first.slice(1)], rest);
    else here = valueAlong(first === '$$' ? facts.input : here, first.startsWith('$') ? rest : [first, ...rest]);
  }
  return rowOf(here);
}

/** The path a bracket belongs to: `items.(`, `items.{`, `items[`; empty where it belongs to none. */
function ownerBefore(before: string, sign: string): string {
  const path = /(?:\$?\$?[A-Za-z_]\w*|`[^`]*`)(?:\[[^\]]*\])*(?:\.(?:[A-Za-z_]\w*|`[^`]*`)(?:\[[^\]]*\])*)*/.source;
  const tail = sign === '[' ? '$' : '\\.\\s*$';
  return new RegExp(`(${path})${tail}`).exec(before)?.[1] ?? '';
}

function fieldsOf(value: Json | undefined): readonly Suggestion[] {
  const row = rowOf(value);
  if (!isJsonObject(row)) return nothing;
  return Object.entries(row).map(([name, member]) => ({
    label: name,
    insert: spellName(name),
    sort: 'field',
    detail: describe(member),
  }));
}

function stepsOf({ bindings, stepNames }: CompletionFacts): readonly Suggestion[] {
  const results = isJsonObject(bindings.steps) ? bindings.steps : {};
  return [...stepNames].map(([id, name]) => {
    const value = Object.hasOwn(results, id) ? results[id] : undefined;
    return {
      label: id,
      insert: id,
      sort: 'step',
      detail: name,
      ...(value === undefined ? {} : { help: describe(value) }),
    };
  });
}

function dollarNames({ bindings }: CompletionFacts): readonly Suggestion[] {
  const known = variables.filter(
    ({ name }) => Object.hasOwn(bindings, name) || ['steps', 'vars', 'trigger', 'run'].includes(name),
  );
  return [
    ...known.map(({ name, help }) => ({
      label: `$${name}`,
      insert: `$${name}`,
      sort: 'variable' as const,
      detail: help,
    })),
    ...functions.map(({ name, signature, help }) => ({
      label: `$${name}`,
      insert: `$${name}`,
      sort: 'function' as const,
      detail: signature,
      help,
    })),
  ];
}

/** Brackets and commas of an expression, without those inside texts and comments. */
function* signsOf(text: string): Generator<{ readonly at: number; readonly sign: string }> {
  for (const match of text.matchAll(
    /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|\/\*[\s\S]*?(?:\*\/|$)|[()[\]{},]/g,
  )) {
    if (match[0].length === 1 && '()[]{},'.includes(match[0])) yield { at: match.index, sign: match[0] };
  }
}

function isInsideString(before: string): boolean {
  const rest = before.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\*[\s\S]*?\*\//g, '');
  return /["']/.test(rest) || rest.includes('/*');
}
