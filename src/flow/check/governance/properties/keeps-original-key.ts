import { isWrite } from '../../examination.ts';
import { readExpression } from '../../read-expression.ts';
import type { StepProperty } from '../view.ts';

/** What is different in every run. */
const fresh: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'run', 'uuid']);

/** A repair repeats nothing under a new name. */
export const keepsOriginalKey: StepProperty = {
  name: 'keeps-original-key',
  says: 'A write through a connection has a repeat protection key of its own that comes from the event, not from the run, the clock or chance; messages to people need none, nor do steps that ask first.',
  ask(step) {
    const { key, once } = step.node;
    if (!isWrite(step) || step.manifest?.connection === undefined || step.type === 'notify') return true;
    if (key === undefined) return once === 'ask' ? true : { path: `${step.path}.key`, detail: 'no key of its own' };
    const read = readExpression(key);
    const isFresh = read.ok && read.variables.some(({ name }) => fresh.has(name));
    return isFresh ? { path: `${step.path}.key`, detail: 'a key that is new in every run' } : true;
  },
};
