import { isJsonObject, type Json } from '#flow/json.ts';
import { spellName } from './complete.ts';

/** A value that can be picked instead of written. */
export type FieldChoice = {
  /** The expression it stands for. */
  readonly path: string;
  /** What it is, beyond its path: the key of a text below `inspector.pick`, with its parts. */
  readonly kind: 'field' | 'count' | 'sum' | 'sumOfProducts' | 'variable';
  readonly parts: Readonly<Record<string, string>>;
  /** The value in the sample, where it is a plain one. */
  readonly example: string | undefined;
};

const deepest = 4;
/** Most choices out of one piece of data: more is found by typing code. */
const choiceLimit = 200;

/** Every plain value of the data, what lists of it count and add up to, and the variables of the environment. */
export function fieldChoices(input: Json | undefined, vars: Json | undefined): readonly FieldChoice[] {
  const found = [...choicesBelow(input, '', 0)].slice(0, choiceLimit);
  const variables = isJsonObject(vars) ? Object.entries(vars) : [];
  return [
    ...found,
    ...variables
      .filter(([, value]) => isPlain(value))
      .map(([name, value]) => choice('variable', `$vars.${spellName(name)}`, {}, value)),
  ];
}

function* choicesBelow(value: Json | undefined, prefix: string, depth: number): Generator<FieldChoice> {
  if (!isJsonObject(value) || depth > deepest) return;
  for (const [name, member] of Object.entries(value)) {
    const path = `${prefix}${spellName(name)}`;
    if (isPlain(member)) yield choice('field', path, {}, member);
    else if (Array.isArray(member)) yield* choicesOfList(path, member);
    else yield* choicesBelow(member, `${path}.`, depth + 1);
  }
}

/** A list has no one value: what people compare is how many rows it has and what they add up to. */
function* choicesOfList(path: string, rows: readonly Json[]): Generator<FieldChoice> {
  yield choice('count', `$count(${path})`, { list: path }, rows.length);
  const [row] = rows;
  const numbers = isJsonObject(row) ? Object.keys(row).filter((name) => typeof row[name] === 'number') : [];
  for (const field of numbers) yield choice('sum', `$sum(${path}.${spellName(field)})`, { list: path, field }, null);
  for (const [at, field] of numbers.entries()) {
    for (const other of numbers.slice(at + 1)) {
      const product = `$sum(${path}.(${spellName(field)} * ${spellName(other)}))`;
      yield choice('sumOfProducts', product, { list: path, field, other }, null);
    }
  }
}

function choice(kind: FieldChoice['kind'], path: string, parts: FieldChoice['parts'], value: Json): FieldChoice {
  return { kind, path, parts, example: value === null ? undefined : JSON.stringify(value) };
}

function isPlain(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
