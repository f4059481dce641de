import { isJsonObject, type JsonObject } from '../../json.ts';
import type { ExaminedNode } from '../examination.ts';
import type { FindingFix } from '../finding.ts';
import type { SyntaxNode } from '../read-expression.ts';
import { readExpression } from '../read-expression.ts';
import type { CheckRule } from '../rule.ts';
import { findValueSpan, type Span } from '../value-span.ts';
import { offerFix } from './offer-fix.ts';

/** Functions of JSONata that give a list of one as the bare element. */
const collapsing: ReadonlySet<string> = new Set(['map', 'filter', 'each', 'keys', 'spread', 'distinct', 'match']);

/** Where the contract wants a list, the expression keeps it a list. */
export const arrayNotKept: CheckRule = {
  id: 'map/array-not-kept',
  severity: 'warning',
  title: 'A list of one would come out bare',
  help: 'JSONata gives a list of one element as that element. Orders with two lines pass, and the first with one line does not fit its agreed shape. Wrap the expression in `[ ]`, which keeps none, one and many a list.',
  *check({ nodes, context }) {
    for (const node of nodes) {
      const { output, expression } = node.node.config;
      if (node.type !== 'map' || typeof output !== 'string' || typeof expression !== 'string') continue;
      const contract = context.contracts?.get(output);
      const read = readExpression(expression);
      if (contract === undefined || !read.ok) continue;
      const whole = { start: 0, end: expression.length };
      for (const bare of findBare({
        tree: read.tree,
        schema: contract,
        field: '',
        span: whole,
        expression,
        contract,
      })) {
        const what = bare.field === '' ? 'its result' : `"${bare.field}"`;
        const message = `${node.label} must give a list for ${what}, as agreed shape "${output}" says, but a single entry would come out bare. Wrap its value in [ ].`;
        const path = `${node.path}.config.expression`;
        yield { node: node.id, path, message, ...fixOf(node, expression, bare.span) };
      }
    }
  },
};

type Looking = {
  readonly tree: SyntaxNode;
  readonly schema: JsonObject;
  /** Field of the result, such as `lines.taxes`; empty for the result itself. */
  readonly field: string;
  /** Where the value's text stands in the expression, if it was found. */
  readonly span: Span | undefined;
  readonly expression: string;
  readonly contract: JsonObject;
};

/** Walks object constructors and contract side by side. */
function* findBare(looking: Looking): Generator<{ readonly field: string; readonly span: Span | undefined }> {
  const tree = unwrapBlock(looking.tree);
  const schema = follow(looking.schema, looking.contract);
  if (wantsList(schema)) {
    if (mayCollapse(tree)) yield { field: looking.field, span: looking.span };
    const element = elementOf(tree);
    if (element !== undefined && isJsonObject(schema.items)) {
      yield* findBare({ ...looking, tree: element, schema: schema.items, span: undefined });
    }
    return;
  }
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  for (const { key, keyEnd, value } of pairsOf(tree)) {
    const inner = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!isJsonObject(inner)) continue;
    const field = looking.field === '' ? key : `${looking.field}.${key}`;
    const span = findValueSpan(looking.expression, keyEnd);
    yield* findBare({ ...looking, tree: value, schema: inner, field, span });
  }
}

function unwrapBlock(tree: SyntaxNode): SyntaxNode {
  let here = tree;
  for (let last = blockEnd(here); last !== undefined; last = blockEnd(here)) here = last;
  return here;
}

function blockEnd(tree: SyntaxNode): SyntaxNode | undefined {
  return tree.type === 'block' ? tree.expressions?.at(-1) : undefined;
}

function wantsList(schema: JsonObject): boolean {
  return schema.type === 'array' || (schema.type === undefined && isJsonObject(schema.items));
}

/** Follows `$ref` inside the contract; a reference elsewhere, or in a circle, ends as an empty schema. */
function follow(schema: JsonObject, contract: JsonObject): JsonObject {
  let here = schema;
  for (let hops = 0; hops < 20; hops++) {
    if (typeof here.$ref !== 'string') return here;
    here = here.$ref.startsWith('#/') ? lookUp(contract, here.$ref.slice(2).split('/')) : {};
  }
  return {};
}

function lookUp(contract: JsonObject, keys: readonly string[]): JsonObject {
  let here = contract;
  for (const key of keys) {
    const inner = Object.hasOwn(here, key) ? here[key] : undefined;
    if (!isJsonObject(inner)) return {};
    here = inner;
  }
  return here;
}

/** A single name keeps its list; a longer path, a filter or a mapping does not. */
function mayCollapse(tree: SyntaxNode): boolean {
  if (tree.type === 'function') return collapsing.has(String(tree.procedure?.value));
  if (tree.type === 'condition')
    return [tree.then, tree.else].some((way) => way !== undefined && mayCollapse(unwrapBlock(way)));
  if (tree.type !== 'path' || tree.keepSingletonArray === true || tree.group !== undefined) return false;
  const steps = tree.steps ?? [];
  const isPlain = steps.length === 1 && steps[0]?.type === 'name' && steps[0].stages === undefined;
  return !isPlain && !isListConstructor(steps.at(-1));
}

function isListConstructor(step: SyntaxNode | undefined): boolean {
  return step?.type === 'unary' && step.value === '[';
}

/** What one element of a list is made of: the object at the end of a path, inside `[ ]` or not. */
function elementOf(tree: SyntaxNode): SyntaxNode | undefined {
  const inner = isListConstructor(tree) ? tree.expressions?.at(0) : tree;
  return inner?.type === 'path' ? inner.steps?.at(-1) : inner;
}

type Pair = { readonly key: string; readonly keyEnd: number; readonly value: SyntaxNode };

function* pairsOf(tree: SyntaxNode): Generator<Pair> {
  const step = tree.type === 'path' ? tree.steps?.at(-1) : tree;
  if (step?.type !== 'unary' || step.value !== '{' || !Array.isArray(step.lhs)) return;
  for (const pair of step.lhs) {
    if (!Array.isArray(pair)) continue;
    // An object constructor is a list of key and value expressions.
    const [key, value] = pair as readonly SyntaxNode[];
    if (key?.type !== 'string' || typeof key.value !== 'string' || value === undefined) continue;
    yield { key: key.value, keyEnd: key.position ?? 0, value };
  }
}

function fixOf(node: ExaminedNode, expression: string, span: Span | undefined): { readonly fix?: FindingFix } {
  if (span === undefined) return {};
  const { start, end } = span;
  const value = `${expression.slice(0, start)}[${expression.slice(start, end)}]${expression.slice(end)}`;
  return offerFix('Wrap in [ ]', [{ edit: 'set-config', arguments: { node: node.id, path: 'expression', value } }]);
}
