import type { GraphEdge } from '../../graph/graph.ts';
import type { ExaminedNode } from '../examination.ts';
import { readExpression, type SyntaxNode } from '../read-expression.ts';
import { innerOf } from './selector.ts';
import { objectParts, pathsIn, type ReadPath } from './syntax.ts';
import type { View } from './view.ts';

/** What of the data at a place comes from another system. */
type Remote = {
  /** `answer`: the data is what a call gave; `made`: it was made of that. */
  readonly whole?: 'answer' | 'made';
  /** Fields that hold an answer, or what was made of one. */
  readonly fields: ReadonlyMap<string, 'answer' | 'made'>;
};

const nothing: Remote = { fields: new Map() };

/** Fields of an answer that say how the call went, and nothing about the business. */
const aboutTheCall: ReadonlySet<string> = new Set(['status', 'statusCode', 'success', 'ok', 'headers', 'complete']);

/** True for steps that ask another system, or tell it something; a message to people is neither. */
function isCall({ type, manifest }: ExaminedNode): boolean {
  return manifest?.kind === 'effect' && manifest.connection !== undefined && type !== 'notify';
}

/** The first business field of an answer that an expression of a step reads; undefined where it reads none. */
export function readOfAnswer(step: ExaminedNode, expression: string, view: View): string | undefined {
  const read = readExpression(expression);
  return read.ok ? findRead(read.tree, arriving(step, view), view)?.names.join('.') : undefined;
}

function findRead(tree: SyntaxNode, remote: Remote, view: View): ReadPath | undefined {
  return pathsIn(tree).find((path) => isBusiness(path, remote, view));
}

function isBusiness({ variable, names }: ReadPath, { whole, fields }: Remote, view: View): boolean {
  const [first, second] = names;
  if (variable === 'steps') {
    const step = first === undefined ? undefined : view.examination.byId.get(first);
    if (step === undefined) return false;
    if (isCall(step)) return !isAboutCall(second);
    return isBusiness({ variable: '', names: names.slice(1) }, leaving(step, view), view);
  }
  if (variable !== '') return false;
  if (whole === 'made' || (whole === 'answer' && !isAboutCall(first))) return true;
  const field = first === undefined ? undefined : fields.get(first);
  return field === 'made' || (field === 'answer' && !isAboutCall(second));
}

function isAboutCall(name: string | undefined): boolean {
  return name !== undefined && aboutTheCall.has(name);
}

/** What arrives at a step, all ways together. */
function arriving({ id, body, scope }: ExaminedNode, view: View): Remote {
  const index = body?.graph.indexOf.get(id);
  if (body === undefined || index === undefined) return nothing;
  const edges: readonly GraphEdge[] = body.graph.incoming[index] ?? [];
  if (edges.length === 0) return scope === undefined ? nothing : arriving(scope, view);
  return edges
    .map((edge) => body.nodes[edge.from])
    .map((from) => (from === undefined ? nothing : leaving(from, view)))
    .reduce(join);
}

const known = new WeakMap<View, Map<ExaminedNode, Remote>>();

/** Worked out once for each step. In a circle, which a rule of its own reports, nothing is known of the step before. */
function leaving(step: ExaminedNode, view: View): Remote {
  const kept = known.get(view) ?? new Map<ExaminedNode, Remote>();
  known.set(view, kept);
  const found = kept.get(step);
  if (found !== undefined) return found;
  kept.set(step, nothing);
  const remote = workOut(step, view);
  kept.set(step, remote);
  return remote;
}

function workOut(step: ExaminedNode, view: View): Remote {
  const { node, type, manifest } = step;
  const before = arriving(step, view);
  if (isCall(step)) {
    if (node.into === undefined) return { whole: 'answer', fields: new Map() };
    return { ...before, fields: new Map([...before.fields, [node.into, 'answer' as const]]) };
  }
  if (type === 'map') return mapped(String(node.config.expression ?? ''), before, view);
  if (node.body !== undefined) return ofScope(step, before, view);
  if (manifest?.carries === 'input') return before;
  return isClean(before) ? nothing : { whole: 'made', fields: new Map() };
}

function ofScope(scope: ExaminedNode, before: Remote, view: View): Remote {
  const calls = innerOf(scope, view).filter(isCall);
  if (calls.length === 0) return before;
  const joined = calls.flatMap(({ node: { into } }) =>
    into === undefined ? [] : [[into, 'answer' as const] as const],
  );
  return joined.length < calls.length ? { whole: 'answer', fields: new Map() } : { fields: new Map(joined) };
}

/** A mapping that builds an object says field by field what it is made of. */
function mapped(expression: string, before: Remote, view: View): Remote {
  const read = readExpression(expression);
  if (!read.ok) return before;
  const parts = objectParts(read.tree);
  if (parts === undefined) {
    return findRead(read.tree, before, view) === undefined ? nothing : { whole: 'made', fields: new Map() };
  }
  const made = [...parts].filter(([, value]) => findRead(value, before, view) !== undefined);
  return { fields: new Map(made.map(([name]) => [name, 'made' as const])) };
}

function isClean({ whole, fields }: Remote): boolean {
  return whole === undefined && fields.size === 0;
}

function join(one: Remote, other: Remote): Remote {
  const fields = new Map(one.fields);
  for (const [name, how] of other.fields) if (fields.get(name) !== 'made') fields.set(name, how);
  const wholes = [one.whole, other.whole];
  const whole = wholes.includes('made') ? 'made' : wholes.includes('answer') ? 'answer' : undefined;
  return { ...(whole === undefined ? {} : { whole }), fields };
}
