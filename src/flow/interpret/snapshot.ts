import type { Entry } from './entry.ts';
import type { FrameFacts, State, StepFacts } from './state.ts';

/**
 * The entries that give this state when they are folded alone: what a journal comes to once everything that has left
 * memory is left out. As long as the state is large, and no longer.
 */
export function snapshotOf(state: State): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (...some: readonly (Entry | undefined)[]) => {
    for (const one of some) if (one !== undefined) entries.push(one);
  };
  add(state.started, state.cancel, state.finished);
  for (const facts of state.frames.values()) addFrame(facts, add);
  // Those of open frames are there already; the first of a key stands, so a second one does no harm.
  add(...state.intents.values(), ...state.outcomes.values(), ...state.verdicts.values());
  return entries;
}

type Add = (...some: readonly (Entry | undefined)[]) => void;

function addFrame(facts: FrameFacts, add: Add): void {
  add(facts.closing, facts.closed);
  for (const step of facts.steps.values()) addStep(step, add);
}

function addStep(step: StepFacts, add: Add): void {
  add(step.settled, step.prepared, ...step.intents.values(), ...step.attempts.values(), ...step.doubts.values());
  add(step.waiting, ...step.votes.values(), step.waitSettled, step.opened, ...step.scopeAttempts.values());
  add(...step.failedPages.values(), step.folded);
  for (const page of step.pages.values()) add(page.paged);
}
