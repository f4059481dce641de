import { isJsonList, type Json } from '../json.ts';
import { compareScalar } from './compare.ts';
import { type Environment, idsIn, listIn, modelOf } from './environment.ts';
import { valueError } from './errors.ts';
import { pythonRepr } from './python.ts';
import { displayName, fieldValue } from './read.ts';
import { type FieldDefinition, isRelational } from './schema.ts';
import type { FieldValue, StoredRow } from './store.ts';

/** A compiled domain: does this row belong to the answer? */
export type RowTest = (row: StoredRow) => boolean;

interface Leaf {
  readonly path: string;
  readonly operator: string;
  readonly value: Json;
}

const operators = new Set([
  ...['=', '!=', '<', '<=', '>', '>=', '=?', 'in', 'not in', 'any', 'not any', 'child_of', 'parent_of'],
  ...['like', 'not like', 'ilike', 'not ilike', '=like', '=ilike', 'not =like', 'not =ilike'],
]);

/** True when the domain speaks of this field itself, which switches off the hiding of archived records. */
export function mentions(domain: Json, field: string): boolean {
  return isJsonList(domain) && domain.some((term) => isJsonList(term) && term[0] === field);
}

/**
 * Compiles a domain in prefix notation; leaves that follow each other are joined by "and".
 *
 * @throws OdooError for unknown fields and operators, as the server does before it looks at any row
 */
export function compileDomain(env: Environment, model: string, domain: Json): RowTest {
  if (domain === null || domain === false) return () => true;
  if (!isJsonList(domain)) throw valueError(`Domain() invalid item in domain: ${pythonRepr(domain)}`);
  const stack: RowTest[] = [];
  for (const term of [...domain].reverse()) {
    if (term === '&' || term === '|') {
      const left = pop(stack, domain);
      const right = pop(stack, domain);
      stack.push(term === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row));
    } else if (term === '!') {
      const inner = pop(stack, domain);
      stack.push((row) => !inner(row));
    } else {
      stack.push(compileLeaf(env, model, leafIn(term)));
    }
  }
  return (row) => stack.every((test) => test(row));
}

function pop(stack: RowTest[], domain: Json): RowTest {
  const test = stack.pop();
  if (test === undefined) throw valueError(`Domain ${pythonRepr(domain)} is not well formed`);
  return test;
}

function leafIn(term: Json): Leaf {
  const [path, operator, value] = isJsonList(term) ? term : [];
  if (path === 0 || path === 1) return { path: String(path), operator: 'constant', value: null };
  if (typeof path !== 'string' || typeof operator !== 'string' || value === undefined) {
    throw valueError(`Invalid leaf ${pythonRepr(term)}`);
  }
  return { path, operator, value };
}

function compileLeaf(env: Environment, model: string, leaf: Leaf): RowTest {
  if (leaf.operator === 'constant') return () => leaf.path === '1';
  const operator = leaf.operator === '<>' ? '!=' : leaf.operator;
  const [first = '', ...rest] = leaf.path.split('.');
  const field = modelOf(env, model).fields.get(first);
  if (field === undefined) throw unknownField(env, model, leaf);
  if (!operators.has(operator)) throw valueError(`Invalid operator ${pythonRepr(operator)} in domain term`);
  if (operator === '=?' && (leaf.value === null || leaf.value === false)) return () => true;
  const known = operator === '=?' ? '=' : operator;
  const read: (row: StoredRow) => FieldValue = (row) => fieldValue(env, { model, row, field });
  if (field.relation !== undefined && (rest.length > 0 || known === 'any' || known === 'not any')) {
    const inner = rest.length > 0 ? [[rest.join('.'), known, leaf.value]] : leaf.value;
    const test = anyRelated(env, { relation: field.relation, domain: inner, read });
    return rest.length === 0 && known === 'not any' ? (row) => !test(row) : test;
  }
  if (isRelational(field)) return compileRelation(env, { field, operator: known, value: leaf.value, read });
  return (row) =>
    compareScalar({ version: env.version, field, actual: read(row), operator: known, expected: leaf.value });
}

function anyRelated(
  env: Environment,
  what: { readonly relation: string; readonly domain: Json; readonly read: (row: StoredRow) => FieldValue },
): RowTest {
  const test = compileDomain(env, what.relation, what.domain);
  return (row) =>
    relatedIds(what.read(row)).some((id) => {
      const related = env.store.get(what.relation, id);
      return related !== undefined && test(related);
    });
}

function relatedIds(value: FieldValue): readonly number[] {
  return typeof value === 'number' ? [value] : listIn(value);
}

/** A comparison of a many2one or x2many with ids, with names, or with nothing. */
function compileRelation(
  env: Environment,
  leaf: {
    readonly field: FieldDefinition;
    readonly operator: string;
    readonly value: Json;
    readonly read: (row: StoredRow) => FieldValue;
  },
): RowTest {
  const { field, operator, value, read } = leaf;
  const isNegative = operator === '!=' || operator.startsWith('not ');
  const positive = isNegative ? operator.replace('not ', '').replace('!=', '=') : operator;
  const wanted = isJsonList(value) ? value : [value];
  const acceptsEmpty = wanted.some((entry) => entry === false || entry === null);
  const ids = new Set(idsIn(wanted));
  const texts = wanted.filter((entry) => typeof entry === 'string');
  const nameOperator = positive === 'in' ? '=' : positive;
  const hasName = (id: number): boolean =>
    texts.some((text) =>
      compareScalar({
        version: env.version,
        field: { ...field, type: 'char' },
        actual: displayName(env, field.relation ?? '', id),
        operator: nameOperator,
        expected: text,
      }),
    );
  const isMatch = (row: StoredRow): boolean => {
    const related = relatedIds(read(row));
    if (related.length === 0) return acceptsEmpty;
    return related.some((id) => ids.has(id) || hasName(id)) || value === true;
  };
  return isNegative ? (row) => !isMatch(row) : isMatch;
}

function unknownField(env: Environment, model: string, leaf: Leaf): Error {
  const printed = `(${pythonRepr(leaf.path)}, ${pythonRepr(leaf.operator)}, ${pythonRepr(leaf.value)})`;
  const place = env.version === 19 ? 'condition' : 'leaf';
  return valueError(`Invalid field ${model}.${leaf.path} in ${place} ${printed}`);
}
