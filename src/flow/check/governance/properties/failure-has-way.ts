import { isJsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { scopesOf } from '../scopes-of.ts';
import type { StepProperty, View } from '../view.ts';
import { beforeAnswer } from './before-answer.ts';

/** Kinds of failure by which a system that is away, or too slow, shows. */
const away = ['transient', 'timeout'] as const;

/** When the system does not answer, somebody decided beforehand how the run goes on. */
export const failureHasWay: StepProperty = {
  name: 'failure-has-way',
  says: 'The failure of the step, or of a step around it, is drawn; or it is optional with a value to go on with.',
  ask(step, view) {
    if (isOptional(step) || isDrawn(step, 'error') || scopesOf(step).some(catches)) return true;
    const fix = offerWay(step, view);
    return { path: `${step.path}.next.error`, ...(fix === undefined ? {} : { fix }) };
  },
};

function isOptional({ node, manifest }: ExaminedNode): boolean {
  return node.importance === 'optional' && (node.fallback !== undefined || manifest?.carries === 'input');
}

/** True where a system that is away leaves the scope by an outcome that leads on. */
function catches(scope: ExaminedNode): boolean {
  if (isDrawn(scope, 'error')) return true;
  if (scope.type === 'retry') return isDrawn(scope, 'exhausted');
  const list = scope.node.config.catch;
  if (scope.type !== 'try' || !Array.isArray(list)) return false;
  return away.every((kind) =>
    list.some((item) => isJsonObject(item) && item.kind === kind && isDrawn(scope, String(item.port))),
  );
}

function isDrawn({ node }: ExaminedNode, wanted: string): boolean {
  return (node.next?.ports ?? []).some(({ port, targets }) => port === wanted && targets.length > 0);
}

/** An answer that says that nothing is known makes nothing up, but ends only ways that run alone, and no mere message. */
function offerWay(step: ExaminedNode, view: View): FindingFix | undefined {
  if (forks(view) || step.manifest?.carries === 'input') return goOnWithout(step);
  const outer = scopesOf(step).at(-1) ?? step;
  if (outer.type === 'saga' || beforeAnswer.ask(outer, view) !== true) return undefined;
  const port = outer.type === 'retry' ? 'exhausted' : 'error';
  const config = { status: 503, body: '{ "title": "The answer is not known at the moment" }' };
  const name = 'Say that nothing is known';
  const edit = { edit: 'add-node', arguments: { type: 'respond@1', name, config, after: { node: outer.id, port } } };
  return { title: 'Answer that nothing is known', edits: [edit] };
}

function goOnWithout({ node, manifest }: ExaminedNode): FindingFix {
  const set = (key: string, value: Record<string, never> | string) => ({
    edit: 'set-node',
    arguments: { node: node.id, key, value },
  });
  const stand = node.fallback === undefined && manifest?.carries !== 'input' ? [set('fallback', {})] : [];
  return { title: 'Go on without it', edits: [...stand, set('importance', 'optional')] };
}

/** True where several ways can run at the same time. */
function forks({ examination: { root } }: View): boolean {
  return root.nodes.some(
    ({ node }) => node.config.mode === 'all' || (node.next?.ports ?? []).some(({ targets }) => targets.length > 1),
  );
}
