import type { ExaminedNode } from '../../examination.ts';
import { readExpression } from '../../read-expression.ts';
import { startsOf } from '../passage.ts';
import type { FlowProperty } from '../view.ts';

/** Steps whose result is other data than what came in. */
const changing: ReadonlySet<string> = new Set(['map', 'script', 'redact', 'merge']);

/** A repaired event is held against its agreed shape, and is replayed exactly as it was found right. */
export const replaysWhatWasChecked: FlowProperty = {
  name: 'replays-what-was-checked',
  says: 'Where Replay sends a repaired event, every way to it passes Check shape by "valid", nothing changes the data behind that, and the event is named, not computed.',
  *ask(view) {
    for (const node of view.examination.nodes) {
      const { event } = node.node.config;
      if (node.type !== 'replay' || typeof event !== 'string') continue;
      if (!isName(event)) yield { node, path: `${node.path}.config.event`, detail: 'computes the event itself' };
      else if (isUnchecked(node)) yield { node, detail: 'sends an event nobody checked' };
    }
  },
};

/** True for `$`, `event`, `$steps.mend` and the like. */
function isName(text: string): boolean {
  const read = readExpression(text);
  if (!read.ok) return false;
  const { type, steps, group } = read.tree;
  if (type === 'variable') return true;
  const isPlain = (steps ?? []).every(
    (step) => (step.type === 'name' || step.type === 'variable') && (step.stages ?? []).length === 0,
  );
  return type === 'path' && group === undefined && isPlain;
}

/** True where some way arrives with data that was not checked since it was last changed. */
function isUnchecked(replay: ExaminedNode): boolean {
  const levels = [replay];
  for (let scope = replay.scope; scope !== undefined; scope = scope.scope) levels.unshift(scope);
  let arrivals = new Set([false]);
  for (const level of levels) {
    arrivals = arriveAt(level, arrivals);
    // A list hands on items, which nobody checked.
    if (level.type === 'each') arrivals = new Set([false]);
  }
  return arrivals.has(false);
}

function arriveAt(target: ExaminedNode, known: ReadonlySet<boolean>): Set<boolean> {
  const { body } = target;
  const arrivals = new Set<boolean>();
  if (body === undefined) return arrivals;
  const seen = new Set<string>();
  const open = startsOf(body).flatMap((index) => [...known].map((isChecked) => ({ index, isChecked })));
  for (const { index, isChecked } of open) {
    const node = body.nodes[index];
    if (node === undefined || seen.has(`${index} ${isChecked}`)) continue;
    seen.add(`${index} ${isChecked}`);
    if (node === target) arrivals.add(isChecked);
    for (const { port, to } of body.graph.outgoing[index] ?? []) {
      open.push({ index: to, isChecked: leave(node, port, isChecked) });
    }
  }
  return arrivals;
}

function leave(node: ExaminedNode, port: string, isChecked: boolean): boolean {
  if (node.type === 'validate') return port === 'valid' || isChecked;
  if (changing.has(node.type)) return false;
  const isAnswer =
    node.manifest?.kind === 'effect' && node.manifest.carries === 'result' && node.node.into === undefined;
  return isChecked && !isAnswer;
}
