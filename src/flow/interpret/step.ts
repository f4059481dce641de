import { type Failure, permanent } from '../failure.ts';
import type { JsonText } from '../json.ts';
import type { Attempted } from './entry.ts';
import type { StepPlace, StepView, Walk } from './frame.ts';
import { decideScope } from './scopes/scope.ts';
import { failedOutcome, needsPreparing } from './segment.ts';
import { failureRoute, type Outcome } from './settle.ts';
import { type StepFacts, stepFacts } from './state.ts';

const working: StepView = { is: 'working', inFlight: false };
const unevaluated: StepView = { is: 'unevaluated' };
const emptyConfig = '{}' as JsonText;

/** Looks at one startable step: over, escaping, to be evaluated, or under way; pushes what is to be done for it. */
export function decideStep(walk: Walk, place: StepPlace): StepView {
  const facts = stepFacts(walk.state, place.path);
  if (facts?.settled?.failure !== undefined) return failed(walk, place, facts.settled.failure);
  switch (place.node.kind) {
    case 'trigger':
      return working;
    case 'pure':
      return facts?.settled === undefined ? whenOpen(place, unevaluated) : settled(place, facts.settled);
    case 'effect':
      if (!place.node.local) return decideEffect(walk, place, facts);
      if (facts?.settled !== undefined) return settled(place, facts.settled);
      return perform(walk, place, facts);
    case 'wait':
      return decideWait(walk, place, facts);
    case 'end':
      // A reached end fires nothing; its frame is closing by the entry written with it.
      return facts?.settled === undefined
        ? decideEnd(place, facts)
        : { is: 'over', outcome: { ports: [], output: place.input } };
    case 'scope':
      return decideScope(walk, place, facts);
  }
}

/** A failed step: settled on its error port or as optional, or escaping. */
export function failed(walk: Walk, place: StepPlace, failure: Failure): StepView {
  const outcome = failedOutcome(place.node, place.input, failure);
  if (outcome === undefined) return { is: 'escapes', failure };
  if (failureRoute(place.node) === 'optional') walk.degraded = true;
  return { is: 'over', outcome };
}

/** True when the config of a step is still to be computed. */
export function lacksConfig(place: StepPlace, facts: StepFacts | undefined): boolean {
  return needsPreparing(place.node) && facts?.prepared === undefined;
}

/** A closing frame starts nothing, so what has not begun there is simply not done. */
export function whenOpen(place: StepPlace, view: StepView): StepView {
  return place.frame.isClosing ? working : view;
}

function settled(
  place: StepPlace,
  entry: { readonly ports: readonly string[]; readonly output?: JsonText; readonly learned?: JsonText },
): StepView {
  return { is: 'over', outcome: outcomeOf(place, entry.ports, entry) };
}

function outcomeOf(
  place: StepPlace,
  ports: readonly string[],
  texts: { readonly output?: JsonText; readonly learned?: JsonText },
): Outcome {
  const learned = texts.learned === undefined ? {} : { learned: texts.learned };
  return { ports, output: texts.output ?? place.input, ...learned };
}

function perform(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  if (place.frame.isClosing) return working;
  if (lacksConfig(place, facts)) return unevaluated;
  const { path, node, input } = place;
  walk.commands.push({ do: 'perform', path, node, input, config: facts?.prepared?.config ?? emptyConfig });
  return working;
}

function decideEnd(place: StepPlace, facts: StepFacts | undefined): StepView {
  if (place.frame.isClosing) return working;
  if (lacksConfig(place, facts)) return unevaluated;
  const { path, frame, node, input } = place;
  const config = facts?.prepared?.config ?? emptyConfig;
  return {
    is: 'ends',
    command: { do: 'end', path, frame: frame.path, node, input, config, cause: causeOf(place) },
  };
}

/** The failure that led here, when the end was reached over an error port. */
function causeOf(place: StepPlace): Failure | undefined {
  for (const delivery of place.deliveries) {
    const learned = place.outcomes.get(delivery.from)?.learned;
    if (learned === undefined || !learned.startsWith('{"failure":')) continue;
    // Written by `failedOutcome`, which is the only writer of this shape.
    const { failure } = JSON.parse(learned) as { failure: Failure };
    return { ...failure, node: delivery.from };
  }
  return undefined;
}

function decideWait(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  const { path, node, input } = place;
  if (facts?.waitSettled !== undefined)
    return settled(place, { ports: [facts.waitSettled.port], ...facts.waitSettled, output: input });
  if (place.frame.isClosing) return working;
  if (facts?.waiting !== undefined) {
    walk.commands.push({ do: 'await', path, node, dueAt: facts.waiting.dueAt, duePort: facts.waiting.duePort });
    return working;
  }
  if (lacksConfig(place, facts)) return unevaluated;
  walk.commands.push({ do: 'begin-wait', path, node, input, config: facts?.prepared?.config ?? emptyConfig });
  return working;
}

/** Looks at an effect that runs outside: its attempts, intents and doubts. */
export function decideEffect(walk: Walk, place: StepPlace, facts: StepFacts | undefined): StepView {
  const last = facts === undefined ? 0 : Math.max(0, ...facts.intents.keys(), ...facts.attempts.keys());
  const attempted = facts?.attempts.get(last);
  if (facts === undefined || last === 0) return startEffect(walk, place, facts, { attempt: 1, notBefore: 0 });
  if (attempted === undefined) return resolveIntent(walk, place, facts, last);
  if (attempted.port !== undefined) return { is: 'over', outcome: outcomeOf(place, [attempted.port], attempted) };
  if (attempted.doubt) return decideDoubt(walk, place, facts, attempted);
  if (attempted.retryAt !== undefined) {
    return startEffect(walk, place, facts, { attempt: last + 1, notBefore: attempted.retryAt });
  }
  return failed(
    walk,
    place,
    attempted.failure ?? permanent('engine/no-failure', 'The attempt ended without a port and without a failure.'),
  );
}

function startEffect(
  walk: Walk,
  place: StepPlace,
  facts: StepFacts | undefined,
  next: { readonly attempt: number; readonly notBefore: number },
): StepView {
  if (place.frame.isClosing) return working;
  if (lacksConfig(place, facts)) return unevaluated;
  walk.commands.push({ do: 'invoke', ...invocation(place, facts, next.attempt), notBefore: next.notBefore });
  return working;
}

function resolveIntent(walk: Walk, place: StepPlace, facts: StepFacts, attempt: number): StepView {
  const intent = facts.intents.get(attempt);
  if (intent === undefined) return working;
  walk.commands.push({
    do: 'resolve',
    ...invocation(place, facts, attempt),
    idempotencyKey: intent.key,
    generation: intent.generation,
  });
  return { is: 'working', inFlight: true };
}

function invocation(place: StepPlace, facts: StepFacts | undefined, attempt: number) {
  const earlier = [...(facts?.attempts.values() ?? [])];
  return {
    path: place.path,
    node: place.node,
    attempt,
    input: place.input,
    config: facts?.prepared?.config ?? emptyConfig,
    key: facts?.prepared?.key,
    firstIntentAt: facts?.intents.get(1)?.at,
    repeated: earlier.some((one) => one.failure?.unknown === true || one.doubt === true),
  };
}

function decideDoubt(walk: Walk, place: StepPlace, facts: StepFacts, attempted: Attempted): StepView {
  const verdict = facts.doubts.get(attempted.attempt);
  if (verdict === undefined) {
    const { path, node, input } = place;
    walk.commands.push({ do: 'doubt', path, node, attempt: attempted.attempt, input });
    // A closing frame waits for the person: whether there is something to undo depends on what they say.
    return { is: 'working', inFlight: true };
  }
  switch (verdict.resolution) {
    case 'happened':
      return { is: 'over', outcome: outcomeOf(place, [verdict.port ?? place.node.ports[0] ?? 'done'], verdict) };
    case 'send':
      return startEffect(walk, place, facts, { attempt: attempted.attempt + 1, notBefore: 0 });
    case 'give-up':
      return failed(
        walk,
        place,
        attempted.failure ?? permanent('effect/given-up', 'A person gave the step up while its outcome was unclear.'),
      );
  }
}
