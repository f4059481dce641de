import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
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

/** Fields that mappings before a step fill with something of the run. */
function madeOfRun(step: ExaminedNode, view: View): ReadonlySet<string> {
  const made = new Set<string>();
  for (const mapping of view.examination.nodes) {
    const { expression } = mapping.node.config;
    if (mapping.type !== 'map' || typeof expression !== 'string' || !isBefore(mapping, step)) continue;
    const read = readExpression(expression);
    const parts = read.ok ? (objectParts(read.tree) ?? []) : [];
    for (const [name, value] of parts) if (findOfRun(value, view, new Set()) !== undefined) made.add(name);
  }
  return made;
}

/** True where a way leads from one step to another, or to a scope around it that is no list of its own. */
function isBefore(mapping: ExaminedNode, step: ExaminedNode): boolean {
  for (let here: ExaminedNode | undefined = step; here !== undefined; here = here.scope) {
    const { body } = here;
    const [from, to] = [mapping, here].map(({ id }) => body?.graph.indexOf.get(id));
    if (body === mapping.body && body !== undefined && from !== undefined && to !== undefined)
      return leadsTo(body, from, to);
    if (here.scope?.type === 'each') return false;
  }
  return false;
}

function leadsTo(body: ExaminedBody, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [from];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here === to) return true;
    if (seen.has(here)) continue;
    seen.add(here);
    open.push(...(body.graph.outgoing[here] ?? []).map((edge) => edge.to));
  }
  return false;
}
