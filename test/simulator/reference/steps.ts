import type { Failure } from '#flow/failure.ts';
import type { Json } from '#flow/json.ts';
import {
  type Delivery,
  fieldsOf,
  find,
  joined,
  outputOf,
  owe,
  type Place,
  pathOf,
  type StepPicture,
  withdrawMoves,
} from './facts.ts';
import type { ReferenceNode } from './model.ts';
import { scopeStep } from './scopes.ts';

type BodyPicture = {
  /** Places and reasons to close the frame. */
  readonly causes: readonly string[];
  readonly isOver: boolean;
  readonly isBusy: boolean;
  readonly output: Json | undefined;
};

/** Runs one graph: every node is asked, and asks the nodes before it. */
export function runBody(place: Place, nodes: readonly ReferenceNode[]): BodyPicture {
  const known = new Set(place.facts.moves.keys());
  const steps = askAll(place, nodes);
  const escaped = nodes.filter((node) => steps.get(node.id)?.escapes === true);
  // An escaping failure stops its frame from that moment on, entry or not.
  if (escaped.length > 0 && !place.stopped) withdrawMoves(place.facts, known);
  for (const [id, step] of steps) place.facts.steps.set(pathOf(place, id), step);
  const all = [...steps.values()];
  const sinks = nodes.filter((node) => node.isSink && steps.get(node.id)?.state === 'done');
  return {
    causes: escaped.map((node) => `${node.type === 'dead-letter' ? 'dead-letter' : 'failure'} ${node.id}`),
    isOver: all.every(({ state }) => state === 'done' || state === 'skipped'),
    isBusy: all.some(({ busy }) => busy === true),
    output: joined(sinks.map((node) => [node.id, steps.get(node.id)?.output])),
  };
}

function askAll(place: Place, nodes: readonly ReferenceNode[]): Map<string, StepPicture> {
  const answers = new Map<string, StepPicture>();
  const ask = (id: string): StepPicture => {
    const known = answers.get(id);
    if (known !== undefined) return known;
    const node = nodes.find((other) => other.id === id);
    if (node === undefined) throw new Error(`The reference lost node "${id}".`);
    const answer = stepOf(place, node, ask);
    answers.set(id, answer);
    return answer;
  };
  for (const node of nodes) ask(node.id);
  return answers;
}

/** One step: what its edges say first, then what its own entries say. */
function stepOf(place: Place, node: ReferenceNode, ask: (id: string) => StepPicture): StepPicture {
  if (node.kind === 'trigger') return triggerStep(place, node);
  if (node.incoming.length === 0) return beginStep(place, node, [{ from: '', data: place.input }]);
  const edges = node.incoming.map(({ from, port }) => edgeOf(from, port, ask(from)));
  const delivered = edges.filter((edge) => edge.state === 'delivered');
  const isOpen = edges.some(({ state }) => state === 'open');
  if (delivered.length > 0 && (!isOpen || node.kind === 'end')) return beginStep(place, node, delivered);
  return { state: isOpen ? 'idle' : 'skipped', ports: [] };
}

function edgeOf(from: string, port: string, source: StepPicture) {
  if (source.state === 'skipped') return { from, state: 'dead' as const, data: null };
  if (source.state !== 'done') return { from, state: 'open' as const, data: null };
  if (!source.ports.includes(port)) return { from, state: 'dead' as const, data: null };
  return { from, state: 'delivered' as const, data: source.output ?? null };
}

function triggerStep(place: Place, node: ReferenceNode): StepPicture {
  const fired = find(place.facts, 'started')?.trigger === node.id;
  return fired ? { state: 'done', ports: ['out'], output: place.input } : { state: 'skipped', ports: [] };
}

function beginStep(place: Place, node: ReferenceNode, inputs: readonly Delivery[]): StepPicture {
  const input = inputs[0]?.data ?? null;
  switch (node.kind) {
    case 'pure':
    case 'merge':
    case 'local':
    case 'end':
      return settledStep(place, node, inputs);
    case 'read':
    case 'write':
      return attemptedStep(place, node, input);
    case 'wait':
      return waitingStep(place, node, input);
    case 'scope':
      return scopeStep(place, node, input);
    case 'trigger':
      throw new Error('A trigger begins nowhere but at the start.');
  }
}

/** Nodes that are over in one go. */
function settledStep(place: Place, node: ReferenceNode, inputs: readonly Delivery[]): StepPicture {
  const path = pathOf(place, node.id);
  // What a merge hands to whatever handles its failure is all that arrived.
  const all = Object.fromEntries(inputs.map(({ from, data }) => [from, data]));
  const input = node.kind === 'merge' && inputs.length > 1 ? all : (inputs[0]?.data ?? null);
  const settled = find(place.facts, 'settled', path);
  if (settled === undefined) {
    if (place.stopped) return { state: 'cancelled', ports: [] };
    owe(place, `settled:${path}`, node.kind === 'merge' || node.kind === 'end' ? { inputs } : { input });
    return { state: 'ready', ports: [] };
  }
  if (settled.failure !== undefined) return failedStep(place, node, input, settled.failure);
  if (node.kind === 'end') return { state: 'done', ports: [], escapes: true, input };
  return { state: 'done', ports: settled.ports, output: outputOf(settled.output, input) };
}

/** Effects: one attempt after the other. */
export function attemptedStep(place: Place, node: ReferenceNode, input: Json): StepPicture {
  const path = pathOf(place, node.id);
  const broken = find(place.facts, 'settled', path)?.failure;
  if (broken !== undefined) return failedStep(place, node, input, broken);
  let failure: Failure | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const end = find(place.facts, 'attempted', path, attempt);
    if (end === undefined) {
      if (find(place.facts, 'intended', path, attempt) !== undefined) {
        owe(place, `attempted:${path}@${attempt}`, { input });
        return { state: 'running', ports: [], busy: true };
      }
      if (place.stopped) return { state: failure ? 'failed' : 'cancelled', ports: [] };
      owe(place, `attempted:${path}@${attempt}`, { input });
      return { state: 'ready', ports: [] };
    }
    if (end.port !== undefined) return { state: 'done', ports: [end.port], output: outputOf(end.output, input) };
    failure = end.failure;
    if (end.doubt === true) {
      const verdict = find(place.facts, 'doubt-settled', path, attempt);
      if (verdict === undefined) return { state: 'in doubt', ports: [], busy: true };
      if (verdict.resolution === 'happened') {
        return { state: 'done', ports: [verdict.port ?? node.firstPort], output: outputOf(verdict.output, input) };
      }
      if (verdict.resolution === 'give-up') return failedStep(place, node, input, failure ?? givenUp);
    } else if (end.retryAt === undefined && failure) return failedStep(place, node, input, failure);
  }
}

/** What a write counts as that a person gave up without anything being known of it. */
const givenUp: Failure = {
  code: 'effect/given-up',
  kind: 'permanent',
  title: 'A person gave the step up while its outcome was unclear.',
};

function waitingStep(place: Place, node: ReferenceNode, input: Json): StepPicture {
  const path = pathOf(place, node.id);
  const settled = find(place.facts, 'wait-settled', path);
  const broken = find(place.facts, 'settled', path)?.failure;
  if (broken !== undefined) return failedStep(place, node, input, broken);
  if (settled !== undefined) return { state: 'done', ports: [settled.port], output: input };
  if (place.stopped) return { state: 'cancelled', ports: [] };
  if (find(place.facts, 'waiting', path) === undefined) {
    owe(place, `waiting:${path}`, { input });
    return { state: 'ready', ports: [] };
  }
  return { state: 'waiting', ports: [] };
}

/** A step that gave up: a wired `error` port takes the input, optional ones go on, the rest escapes. */
export function failedStep(place: Place, node: ReferenceNode, input: Json, failure: Failure): StepPicture {
  if (node.hasErrorEdge) return { state: 'done', ports: ['error'], output: input, failure };
  if (!node.optional) return { state: 'failed', ports: [], escapes: true, failure };
  place.facts.optional.degraded = true;
  const { fallback, into } = node.source;
  const instead = into === undefined || fallback === undefined ? fallback : { ...fieldsOf(input), [into]: fallback };
  return { state: 'done', ports: [node.firstPort], output: instead ?? input, failure };
}
