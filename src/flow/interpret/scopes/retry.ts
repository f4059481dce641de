import type { Failure } from '../../failure.ts';
import { type JsonText, toJsonText } from '../../json.ts';
import type { StepPlace, StepView, Walk } from '../frame.ts';
import { attemptFrame } from '../path.ts';
import { failureData } from '../segment.ts';
import { type StepFacts, stepFacts } from '../state.ts';
import { failed } from '../step.ts';
import { decideInner, failureOf, innerFrame } from './scope.ts';

/** `retry`: attempt after attempt of the whole body, until one succeeds or the policy is used up. */
export function decideRetry(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  const attempt = lastOpened(walk, place.path);
  const status = decideInner(
    walk,
    innerFrame(place, { path: attemptFrame(place.path, attempt), input: place.input }, walk),
  );
  if (status.is !== 'closed') return { is: 'working', inFlight: status.is === 'open' };
  const { entry } = status;
  if (entry.status === 'done') return { is: 'over', outcome: { ports: ['done'], output: entry.output ?? place.input } };
  const failure = failureOf(entry);
  if (!mayRepeat(failure) || attempt >= attemptsOf(place)) return exhausted(walk, place, failure, attempt);
  if (!place.frame.isClosing) pushNext(walk, place, facts, attempt);
  return { is: 'working', inFlight: false };
}

function lastOpened(walk: Walk, path: string): number {
  let attempt = 1;
  while (stepFacts(walk.state, attemptFrame(path, attempt + 1))?.opened !== undefined) attempt += 1;
  return attempt;
}

/** A body is repeated for what may pass by itself; the same refusal would come again. */
function mayRepeat(failure: Failure): boolean {
  return failure.kind === 'transient' || failure.kind === 'timeout';
}

function attemptsOf(place: StepPlace): number {
  const { attempts } = place.node.config;
  return typeof attempts === 'number' ? attempts : place.node.retry.attempts;
}

function pushNext(walk: Walk, place: StepPlace, facts: StepFacts | undefined, attempt: number): void {
  const scheduled = facts?.scopeAttempts.get(attempt);
  walk.commands.push({
    do: 'open',
    path: place.path,
    node: place.node,
    config: '{}' as JsonText,
    input: place.input,
    attempt: attempt + 1,
    notBefore: scheduled?.retryAt ?? 0,
    schedule: scheduled === undefined,
  });
}

function exhausted(walk: Walk, place: StepPlace, failure: Failure, attempts: number): StepView {
  if ((place.node.next.exhausted?.length ?? 0) === 0) return failed(walk, place, failure);
  const learned = toJsonText({ failure: failureData(failure), attempts });
  return { is: 'over', outcome: { ports: ['exhausted'], output: place.input, learned } };
}
