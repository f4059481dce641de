import type { ReadExpression, SyntaxNode } from '../check/read-expression.ts';
import type { Value } from './functions.ts';
import type { ClassOrigins, DataShape } from './lineage.ts';
import { isClosedObject, joinOrigins, readField } from './shape.ts';

/** What stands around an expression. */
export type Surroundings = {
  /** `$` at the start. */
  readonly input: DataShape;
  /** `$item`, `$trigger`, `$inputs` and their like, by name without the dollar; undefined where there is none. */
  readonly variable: (name: string) => DataShape | undefined;
  /** `$steps.<id>`; undefined where nothing is known of it. */
  readonly step: (id: string) => DataShape | undefined;
};

/** A field that is read and that its contract does not have. */
export type UnknownRead = {
  /** Where the name begins in the expression. */
  readonly offset: number;
  readonly name: string;
  readonly contract: string;
  /** Every name the contract has there. */
  readonly known: readonly string[];
};

/** One expression being walked. */
export type Walk = {
  readonly text: string;
  readonly around: Surroundings;
  /** Every class in sight. */
  readonly everything: ClassOrigins;
  readonly guarded: ReadonlySet<string>;
  readonly unknown: Map<number, UnknownRead>;
  /** Functions being walked; one that calls itself is not walked again. */
  readonly active: Set<SyntaxNode>;
  /** Above zero where a field that is not there is no mistake. */
  silent: number;
  depth: number;
  visits: number;
};

/** Where in the expression the walk is: the context, and what was made on the way. */
export type Scope = { readonly here: DataShape; readonly variables: ReadonlyMap<string, Value> };

/** A node with the members only some kinds of it have. */
export type Tree = SyntaxNode & {
  readonly condition?: SyntaxNode;
  readonly body?: SyntaxNode;
  readonly thunk?: boolean;
  readonly expr?: SyntaxNode;
  readonly expression?: SyntaxNode;
  readonly terms?: readonly { readonly expression: SyntaxNode }[];
  readonly predicate?: readonly SyntaxNode[];
  readonly pattern?: SyntaxNode;
  readonly update?: SyntaxNode;
  readonly keepArray?: boolean;
  readonly tuple?: boolean;
};

/** Every class an expression can reach. */
export function everythingOf(read: ReadExpression & { readonly ok: true }, around: Surroundings): ClassOrigins {
  let all = around.input.carried;
  for (const { name, field } of read.variables) {
    const shape = name === 'steps' && field !== undefined ? around.step(field) : around.variable(name);
    if (shape !== undefined) all = joinOrigins(all, shape.carried);
  }
  return all;
}

/** True for nodes of the syntax tree. */
export function isTree(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Reads a field of the context, and notes it where a contract says that there is none. */
export function nameShape(walk: Walk, node: SyntaxNode, here: DataShape): DataShape {
  const name = String(node.value);
  if (walk.silent === 0 && !here.fields.has(name)) reportUnknown(walk, node, here);
  return readField(here, name);
}

function reportUnknown(walk: Walk, node: SyntaxNode, here: DataShape): void {
  const name = String(node.value);
  if (here.contract === undefined || !isClosedObject(here) || walk.guarded.has(name)) return;
  const end = node.position ?? 0;
  const isQuoted = '"\'`'.includes(walk.text.charAt(end - 1) || ' ');
  const offset = Math.max(0, end - name.length - (isQuoted ? 2 : 0));
  walk.unknown.set(offset, { offset, name, contract: here.contract, known: [...here.fields.keys()] });
}
