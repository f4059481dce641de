import type { JsonText } from '../json.ts';
import type { Plan } from '../plan/plan.ts';
import type { Command } from './command.ts';
import type { Started } from './entry.ts';
import { decideFrame, stopFrame, type Walk } from './frame.ts';
import type { State } from './state.ts';

/**
 * What the driver must do next, given everything recorded. Pure: the same plan and the same set of entries give the
 * same commands, whatever order the entries came in.
 */
export function decide(plan: Plan, state: State): readonly Command[] {
  const { started } = state;
  if (started === undefined || state.finished !== undefined) return [];
  const walk: Walk = { plan, state, commands: [], degraded: state.degraded };
  const isCancelled = state.cancel !== undefined;
  const status = decideFrame(walk, {
    path: '',
    scope: '',
    body: plan.root,
    input: started.input,
    trigger: started.trigger,
    isClosing: isCancelled,
    bindings: { run: started.run, vars: started.vars, trigger: triggerBinding(started) },
    outer: {},
  });
  if (isCancelled && state.frames.get('')?.closing === undefined) {
    stopFrame(walk, 0, { do: 'close', frame: '', cause: { by: 'cancel' } });
    return walk.commands;
  }
  if (status.is === 'done')
    walk.commands.push({
      do: 'finish',
      state: 'succeeded',
      output: status.output,
      degraded: walk.degraded,
      setAside: false,
    });
  if (status.is === 'quiet') walk.commands.push(finishClosed(state, walk.degraded));
  return walk.commands;
}

function finishClosed(state: State, degraded: boolean): Command {
  const cause = state.frames.get('')?.closing?.cause;
  if (cause === undefined || cause.by === 'cancel')
    return { do: 'finish', state: 'cancelled', degraded, setAside: false };
  const failure = cause.failure === undefined ? {} : { failure: cause.failure };
  return { do: 'finish', state: 'failed', ...failure, degraded, setAside: cause.by === 'dead-letter' };
}

/** `$trigger` is the event with its body; the journal holds the body once, as the run's input. */
export function triggerBinding(started: Started): JsonText {
  // Assembled from JSON texts, so the whole is JSON text.
  return `{"body":${started.input}${started.event.length > 2 ? `,${started.event.slice(1)}` : '}'}` as JsonText;
}
