import type { Examination, ExaminedNode } from '../../examination.ts';
import { readExpression, type SyntaxNode } from '../../read-expression.ts';
import { objectParts, pathsIn, type ReadPath } from '../syntax.ts';
import type { StepProperty, View } from '../view.ts';

/** Variables that are others in the next run, with what a sentence calls them. */
const ofTheRun: ReadonlyMap<string, string> = new Map([
  ['now', 'the date of the run'],
  ['millis', 'the time of the run'],
  ['random', 'a random number'],
  ['index', 'the place in the list'],
]);

const runFields: ReadonlyMap<string, string> = new Map([
  ['startedAt', 'the date of the run'],
  ['id', 'the number of the run'],
]);

/** The key of a write is the same in every run that brings the same item. */
export const keyOutlivesRun: StepProperty = {
  name: 'key-outlives-run',
  says: 'The key reads neither the clock, nor the run, nor the place in the list, also not by way of a mapping.',
  ask(step, view) {
    const { node, path } = step;
    if (node.key === undefined) return true;
    const read = readExpression(node.key);
    const found = read.ok ? findOfRun(read.tree, view, madeOfRun(step, view)) : undefined;
    return found === undefined || { path: `${path}.key`, detail: found };
  },
};

function findOfRun(tree: SyntaxNode, view: View, made: ReadonlySet<string>): string | undefined {
  for (const path of pathsIn(tree)) {
    const found =
      sayOfRun(path, view) ?? (path.names.some((name) => made.has(name)) ? 'the date of the run' : undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sayOfRun({ variable, names }: ReadPath, { examination }: View): string | undefined {
  const [first = '', second] = names;
  if (variable === 'run') return runFields.get(first);
  if (variable === 'steps') {
    const isTick = second === 'tick' && examination.byId.get(first)?.type === 'schedule';
    return isTick ? 'the time of the start' : undefined;
  }
  return ofTheRun.get(variable);
}

/** A mapping with the fields it fills with something of the run. */
type Filling = { readonly mapping: ExaminedNode; readonly fields: readonly string[] };

const kept = new WeakMap<Examination, readonly Filling[]>();

/** Read once a flow: every write asks. */
function fillingsOf(view: View): readonly Filling[] {
  const known = kept.get(view.examination) ?? view.examination.nodes.flatMap((mapping) => findFilling(mapping, view));
  kept.set(view.examination, known);
  return known;
}

function findFilling(mapping: ExaminedNode, view: View): readonly Filling[] {
  const { expression } = mapping.node.config;
  const read = mapping.type === 'map' && typeof expression === 'string' ? readExpression(expression) : undefined;
  const parts = read?.ok === true ? (objectParts(read.tree) ?? []) : [];
  const fields = [...parts].flatMap(([name, value]) => (findOfRun(value, view, new Set()) === undefined ? [] : [name]));
  return fields.length === 0 ? [] : [{ mapping, fields }];
}

/** Fields that mappings before a step fill with something of the run. */
function madeOfRun(step: ExaminedNode, view: View): ReadonlySet<string> {
  return new Set(fillingsOf(view).flatMap(({ mapping, fields }) => (isBefore(mapping, step) ? fields : [])));
}

/** True where a way leads from one step to another, or to a scope around it that is no list of its own. */
function isBefore(mapping: ExaminedNode, step: ExaminedNode): boolean {
  for (let here: ExaminedNode | undefined = step; here !== undefined; here = here.scope) {
    const { body } = here;
    if (body !== undefined && body === mapping.body) return body.ancestry().isAncestor(mapping.id, here.id);
    if (here.scope?.type === 'each') return false;
  }
  return false;
}
