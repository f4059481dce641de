import { readExpression, type SyntaxNode } from '../check/read-expression.ts';
import { callKnown, isKnownFunction, plainValue, type Value } from './functions.ts';
import { guardedNames } from './guards.ts';
import type { ClassOrigins, DataShape } from './lineage.ts';
import {
  anyField,
  asList,
  inherit,
  joinOrigins,
  literalShape,
  makeShape,
  noOrigins,
  nothing,
  objectShape,
  opaque,
  rowOf,
  single,
  unionShapes,
  unknownShape,
} from './shape.ts';
import {
  everythingOf,
  isTree,
  nameShape,
  type Scope,
  type Surroundings,
  type Tree,
  type UnknownRead,
  type Walk,
} from './walk.ts';

export type { Surroundings, UnknownRead } from './walk.ts';

/** What an expression gives, and what it reads in vain. */
export type Inferred = { readonly shape: DataShape; readonly unknown: readonly UnknownRead[] };

/** Deeper trees and longer walks are not followed: the answer is then "anything of what it can see". */
const bounds = { depth: 400, visits: 20_000 };

/**
 * Follows data through one expression without evaluating it. Where something is not understood, the answer has every
 * class of the input and of what the expression names; a choice is both its ways; a test tells nothing of what it
 * tests. Text that is no expression gives an unknown shape.
 */
export function inferExpression(text: string, around: Surroundings): Inferred {
  const read = readExpression(text);
  if (!read.ok) return { shape: opaque(around.input.carried), unknown: [] };
  const walk: Walk = {
    text,
    around,
    everything: everythingOf(read, around),
    guarded: guardedNames(read.tree),
    unknown: new Map(),
    active: new Set(),
    silent: 0,
    depth: 0,
    visits: 0,
  };
  const { shape } = evaluate(walk, read.tree, { here: around.input, variables: new Map() });
  return { shape, unknown: [...walk.unknown.values()] };
}

function shapeOf(walk: Walk, node: SyntaxNode | undefined, scope: Scope): DataShape {
  return node === undefined ? nothing : evaluate(walk, node, scope).shape;
}

function evaluate(walk: Walk, node: Tree, scope: Scope): Value {
  walk.visits += 1;
  if (walk.depth > bounds.depth || walk.visits > bounds.visits) return plainValue(opaque(walk.everything));
  walk.depth += 1;
  const bare = bareValue(walk, node, scope);
  const value = node.type === 'path' ? bare : withMarks(walk, node, { value: bare, scope });
  walk.depth -= 1;
  return value;
}

/** Filters, `[]` and grouping behind a value. */
function withMarks(walk: Walk, node: Tree, { value, scope }: { readonly value: Value; readonly scope: Scope }): Value {
  if (node.predicate === undefined && node.keepArray !== true && node.group === undefined) return value;
  let shape = value.shape;
  if (node.predicate !== undefined) shape = filtered(walk, node.predicate, { shape, scope });
  if (node.keepArray === true) shape = asList(shape, true);
  return plainValue(node.group === undefined ? shape : grouped(walk, node.group, { ...scope, here: rowOf(shape) }));
}

function bareValue(walk: Walk, node: Tree, scope: Scope): Value {
  switch (node.type) {
    case 'path':
      return plainValue(pathShape(walk, node, scope));
    case 'name':
      return plainValue(nameShape(walk, node, scope.here));
    case 'variable':
      return variableValue(walk, node, scope);
    case 'lambda':
      return lambdaValue(walk, node, scope);
    case 'function':
      return plainValue(callShape(walk, node, scope));
    case 'apply':
      return plainValue(appliedShape(walk, node, scope));
    case 'block':
      return blockValue(walk, node, scope);
    case 'bind':
      return evaluate(walk, node.rhs ?? {}, scope);
    case 'string':
    case 'number':
    case 'value':
      return plainValue(literalOf(node.value));
    case 'regex':
      return plainValue(unknownShape);
    default:
      return plainValue(builtShape(walk, node, scope));
  }
}

function builtShape(walk: Walk, node: Tree, scope: Scope): DataShape {
  switch (node.type) {
    case 'unary':
      return unaryShape(walk, node, scope);
    case 'binary':
      return binaryShape(walk, node, scope);
    case 'condition':
      shapeOf(walk, node.condition, scope);
      return unionShapes(shapeOf(walk, node.then, scope), shapeOf(walk, node.else, scope));
    case 'wildcard':
      return asList(anyField(scope.here), undefined);
    case 'descendant':
      return opaque(scope.here.carried);
    default:
      return notUnderstood(walk, node, scope);
  }
}

function literalOf(value: unknown): DataShape {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return literalShape(value);
  return value === null ? literalShape(null) : unknownShape;
}

/** Every class in sight, and whatever the parts of the node bring along. */
function notUnderstood(walk: Walk, node: SyntaxNode, scope: Scope): DataShape {
  let all = joinOrigins(walk.everything, scope.here.carried);
  for (const { shape } of scope.variables.values()) all = joinOrigins(all, shape.carried);
  walk.silent += 1;
  for (const part of Object.values(node)) if (isTree(part)) all = joinOrigins(all, shapeOf(walk, part, scope).carried);
  walk.silent -= 1;
  return opaque(all);
}

// Paths

function pathShape(walk: Walk, node: Tree, outer: Scope): DataShape {
  // Bound rows and parents put further data beside the row; what is then read is not always a field of the row.
  const steps: readonly Tree[] = node.steps ?? [];
  const isPlain = !steps.some((step) => step.tuple === true || step.type === 'parent');
  if (!isPlain) walk.silent += 1;
  let scope: Scope = outer;
  for (const [index, step] of steps.entries()) {
    const before = index === 0 ? scope.here : rowOf(scope.here);
    const given = pathStep(walk, step, { scope: { ...scope, here: before }, isFirst: index === 0, rest: steps });
    scope = nextScope(step, { scope, given });
  }
  let shape = scope.here;
  if (node.keepSingletonArray === true) shape = asList(shape, true);
  if (node.group !== undefined) shape = grouped(walk, node.group, { ...scope, here: rowOf(shape) });
  if (!isPlain) walk.silent -= 1;
  return shape;
}

function isStepsVariable(step: Tree, scope: Scope): boolean {
  return step.type === 'variable' && step.value === 'steps' && !scope.variables.has('steps');
}

type StepWork = { readonly scope: Scope; readonly isFirst: boolean; readonly rest: readonly Tree[] };

function pathStep(walk: Walk, step: Tree, { scope, isFirst, rest }: StepWork): DataShape {
  if (step.type === 'sort') {
    for (const { expression } of step.terms ?? []) shapeOf(walk, expression, { ...scope, here: rowOf(scope.here) });
    return asList(scope.here, undefined);
  }
  const isSteps = isFirst && isStepsVariable(step, scope);
  const bare = isSteps ? stepsShape(walk, rest[1]) : shapeOf(walk, step, scope);
  const isKept = isFirst && step.type !== 'name';
  const shape = isKept || scope.here.isList === false ? bare : asList(bare, undefined);
  return step.stages === undefined ? shape : filtered(walk, step.stages, { shape, scope });
}

/** `$steps` as an object of the one step that is asked for, or of nobody knows which. */
function stepsShape(walk: Walk, next: Tree | undefined): DataShape {
  if (next?.type !== 'name' || typeof next.value !== 'string') return opaque(walk.everything);
  const shape = walk.around.step(next.value) ?? unknownShape;
  return objectShape(new Map([[next.value, shape]]));
}

function nextScope(step: Tree, { scope, given }: { readonly scope: Scope; readonly given: DataShape }): Scope {
  if (step.index === undefined && step.focus === undefined) return { here: given, variables: scope.variables };
  const variables = new Map(scope.variables);
  if (step.index !== undefined) variables.set(step.index, plainValue(single('number')));
  if (step.focus === undefined) return { here: given, variables };
  // A row that is bound to a name leaves the context where it was.
  return { here: scope.here, variables: variables.set(step.focus, plainValue(rowOf(given))) };
}

type Filtering = { readonly shape: DataShape; readonly scope: Scope };

function filtered(walk: Walk, stages: readonly Tree[], { shape, scope }: Filtering): DataShape {
  const row = rowOf(shape);
  for (const stage of stages) {
    if (stage.type === 'filter') shapeOf(walk, stage.expr, { ...scope, here: row });
  }
  return stages.length === 0 ? shape : asList(shape, undefined);
}

function grouped(walk: Walk, group: unknown, scope: Scope): DataShape {
  const pairs = typeof group === 'object' && group !== null && 'lhs' in group ? group.lhs : undefined;
  return pairsShape(walk, pairs, scope);
}

// Variables and functions

function variableValue(walk: Walk, node: SyntaxNode, scope: Scope): Value {
  const name = String(node.value);
  if (name === '') return plainValue(scope.here);
  if (name === '$') return plainValue(walk.around.input);
  const made = scope.variables.get(name);
  if (made !== undefined) return made;
  if (name === 'steps') return plainValue(opaque(walk.everything));
  const bound = walk.around.variable(name);
  if (bound !== undefined) return plainValue(bound);
  if (!isKnownFunction(name)) return plainValue(unknownShape);
  return { shape: unknownShape, call: (values) => callKnown(name, values, scope.here) };
}

function lambdaValue(walk: Walk, node: Tree, scope: Scope): Value {
  // A call in the last place of a function is wrapped in a function without parameters.
  if (node.thunk === true && node.body !== undefined) return evaluate(walk, node.body, scope);
  const call = (values: readonly Value[]): DataShape => {
    if (walk.active.has(node))
      return opaque(values.reduce(joinValues, joinOrigins(walk.everything, scope.here.carried)));
    const variables = new Map(scope.variables);
    for (const [index, { value }] of (node.arguments ?? []).entries()) {
      variables.set(String(value), values[index] ?? plainValue(nothing));
    }
    walk.active.add(node);
    const given = shapeOf(walk, node.body, { here: scope.here, variables });
    walk.active.delete(node);
    return given;
  };
  return { shape: unknownShape, call };
}

function joinValues(all: ClassOrigins, { shape }: Value): ClassOrigins {
  return joinOrigins(all, shape.carried);
}

function callShape(walk: Walk, node: SyntaxNode, scope: Scope, piped: readonly Value[] = []): DataShape {
  const { procedure } = node;
  if (procedure === undefined) return notUnderstood(walk, node, scope);
  const isTest = procedure.type === 'variable' && procedure.value === 'exists';
  if (isTest) walk.silent += 1;
  const values = [...piped, ...(node.arguments ?? []).map((argument) => evaluate(walk, argument, scope))];
  if (isTest) walk.silent -= 1;
  const { call } = evaluate(walk, procedure, scope);
  if (call !== undefined && procedure.value !== 'eval') return call(values);
  return opaque(values.reduce(joinValues, joinOrigins(walk.everything, scope.here.carried)));
}

/** `a ~> $f(b)` is `$f(a, b)`. */
function appliedShape(walk: Walk, node: SyntaxNode, scope: Scope): DataShape {
  const { rhs } = node;
  if (!isTree(node.lhs) || rhs === undefined) return notUnderstood(walk, node, scope);
  const first = evaluate(walk, node.lhs, scope);
  if (rhs.type === 'function') return callShape(walk, rhs, scope, [first]);
  if (rhs.type === 'transform') return transformed(walk, rhs, { ...scope, here: first.shape });
  const { call } = evaluate(walk, rhs, scope);
  return call === undefined || first.call !== undefined ? notUnderstood(walk, node, scope) : call([first]);
}

/** Which rows a transformation changes is not followed: what was there, with the new values among it. */
function transformed(walk: Walk, node: Tree, scope: Scope): DataShape {
  walk.silent += 1;
  const row = shapeOf(walk, node.pattern, scope);
  const update = shapeOf(walk, node.update, { ...scope, here: rowOf(row) });
  walk.silent -= 1;
  return opaque(joinOrigins(scope.here.carried, update.carried));
}

function blockValue(walk: Walk, node: SyntaxNode, outer: Scope): Value {
  let scope = outer;
  let last = plainValue(nothing);
  for (const expression of node.expressions ?? []) {
    last = evaluate(walk, expression, scope);
    const name = boundName(expression);
    if (name === undefined) continue;
    scope = { ...scope, variables: new Map(scope.variables).set(name, last) };
  }
  return last;
}

function boundName(node: SyntaxNode): string | undefined {
  if (node.type !== 'bind' || !isTree(node.lhs)) return undefined;
  return typeof node.lhs.value === 'string' ? node.lhs.value : undefined;
}

// Operators and constructors

function unaryShape(walk: Walk, node: Tree, scope: Scope): DataShape {
  if (node.value === '{') return pairsShape(walk, node.lhs, { ...scope, here: rowOf(scope.here) });
  if (node.value === '[') {
    const rows = (node.expressions ?? []).map((expression) => asList(shapeOf(walk, expression, scope), undefined));
    return asList(rows.reduce(unionShapes, nothing), true);
  }
  return node.value === '-'
    ? single('number', shapeOf(walk, node.expression, scope).carried)
    : notUnderstood(walk, node, scope);
}

/** A field whose name is computed makes an object nobody knows the names of. */
function pairsShape(walk: Walk, pairs: unknown, scope: Scope): DataShape {
  const fields = new Map<string, DataShape>();
  let origin: ClassOrigins = noOrigins;
  let open = false;
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    // An object constructor is a list of key and value expressions.
    const [key, value] = pair as readonly SyntaxNode[];
    const shape = shapeOf(walk, value, scope);
    if (key?.type === 'string' && typeof key.value === 'string') {
      fields.set(key.value, shape);
      continue;
    }
    open = true;
    origin = joinOrigins(joinOrigins(origin, shapeOf(walk, key, scope).carried), shape.carried);
  }
  return objectShape(fields, { origin, open });
}

const arithmetic: ReadonlySet<unknown> = new Set(['+', '-', '*', '/', '%', '..']);

function binaryShape(walk: Walk, node: SyntaxNode, scope: Scope): DataShape {
  const one = isTree(node.lhs) ? shapeOf(walk, node.lhs, scope) : nothing;
  const classes = joinOrigins(one.carried, shapeOf(walk, node.rhs, scope).carried);
  if (node.value === '..') return makeShape({ origin: classes, kinds: new Set(['number']), isList: true });
  if (arithmetic.has(node.value)) return single('number', classes);
  if (node.value === '&') return single('text', classes);
  return inherit(single('yes-no'), classes);
}
