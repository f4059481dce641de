import type { SegmentAsk } from '#flow/interpret/segment.ts';
import type { SegmentOutcome } from '#flow/interpret/segment-shape.ts';
import { bodyOf, type Outcome, readiness, skippedOutcome, triggerOutcome } from '#flow/interpret/settle.ts';
import { canonicalJson, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { Hash, Sandbox } from '../engine/ports.ts';
import type { PinnedStep } from './cut-out.ts';

type Request = Parameters<Sandbox['evaluate']>[1];
type Segment = Extract<Request, { readonly kind: 'segment' }>;

/**
 * Makes pinned steps steps that the engine takes for evaluated. The plan gets a hash of its own: a sandbox child keeps
 * programs by their hash.
 */
export function pinPlan(plan: Plan, pins: ReadonlyMap<string, PinnedStep>, hash: Hash): Plan {
  if (pins.size === 0) return plan;
  const nodes = Object.fromEntries(
    Object.entries(plan.nodes).map(([id, node]) => [id, pins.has(id) ? standIn(node) : node]),
  );
  // Pins are JSON by type; only their names decide what the program is.
  const names: Json = [plan.hash, ...[...pins.keys()].sort()];
  return { ...plan, nodes, hash: hash(canonicalJson(names)) };
}

function standIn({ pages: _pages, ...node }: PlanNode): PlanNode {
  return {
    ...node,
    type: 'map',
    major: 1,
    kind: 'pure',
    local: false,
    effect: 'none',
    joins: false,
    config: {},
    prepare: [],
    uses: [],
    key: undefined,
    body: undefined,
    into: undefined,
  };
}

/** A sandbox that answers pinned steps by itself and hands everything else on. */
export function pinSandbox(sandbox: Sandbox, pins: ReadonlyMap<string, PinnedStep>): Sandbox {
  if (pins.size === 0) return sandbox;
  return {
    evaluate: async (plan, request) => {
      if (request.kind !== 'segment' || plan === undefined || request.body.startsWith('undo:'))
        return await sandbox.evaluate(plan, request);
      return await evaluatePinned({ sandbox, pins, plan }, request);
    },
  };
}

type Pinned = {
  readonly sandbox: Sandbox;
  readonly pins: ReadonlyMap<string, PinnedStep>;
  readonly plan: Plan;
};

/** In turns: the child evaluates up to the pinned steps, those that became startable are settled, and so on. */
async function evaluatePinned({ sandbox, pins, plan }: Pinned, request: Segment): ReturnType<Sandbox['evaluate']> {
  const here = bodyOf(plan, request.body).order.filter((id) => pins.has(id));
  const settled: { id: string; ports: readonly string[]; output?: JsonText; learned?: JsonText }[] = [];
  let { outcomes } = request;
  let keys: object = {};
  for (let turn = 0; ; turn += 1) {
    const { keys: _keys, ...rest } = request;
    const result = await sandbox.evaluate(plan, {
      ...rest,
      ...(turn === 0 && request.keys === true ? { keys: true } : {}),
      outcomes,
      underWay: [...request.underWay, ...here.filter((id) => !Object.hasOwn(outcomes, id))],
    });
    if (result.kind !== 'segment') return result;
    settled.push(...result.settled);
    if (result.keys !== undefined) keys = { keys: result.keys };
    const hasFailed = result.settled.some(({ failure }) => failure !== undefined);
    outcomes = { ...outcomes, ...outcomesOf(result.settled) };
    const ready = hasFailed ? [] : readyPins(plan, { ...request, outcomes }, here);
    const found = ready.map((id) => ({ id, ...answerOf(pins.get(id)) }));
    if (found.length === 0) return { ...result, settled, ...keys };
    settled.push(...found);
    outcomes = { ...outcomes, ...outcomesOf(found) };
  }
}

function answerOf(pin: PinnedStep | undefined): { readonly ports: readonly string[]; readonly output: JsonText } {
  return { ports: pin?.ports ?? [], output: toJsonText(pin?.output ?? null) };
}

function outcomesOf(
  steps: readonly { readonly id: string; readonly ports: readonly string[]; readonly output?: JsonText }[],
): Readonly<Record<string, SegmentOutcome>> {
  return Object.fromEntries(steps.map(({ id, ...outcome }) => [id, outcome]));
}

/** Pinned steps whose edges have settled with a delivery. */
function readyPins(plan: Plan, ask: SegmentAsk, here: readonly string[]): readonly string[] {
  const known = new Map<string, Outcome>();
  const ready: string[] = [];
  for (const id of bodyOf(plan, ask.body).order) {
    const node = plan.nodes[id];
    const outcome = Object.hasOwn(ask.outcomes, id) ? ask.outcomes[id] : undefined;
    if (outcome !== undefined) {
      known.set(id, outcome.skipped ? skippedOutcome : { output: toJsonText(null), ...outcome });
      continue;
    }
    if (node === undefined) continue;
    if (node.kind === 'trigger') {
      known.set(id, triggerOutcome(node, ask.trigger, ask.input));
      continue;
    }
    const standing = readiness(node, known, ask.input);
    if (standing.is === 'skipped') known.set(id, skippedOutcome);
    if (standing.is === 'ready' && here.includes(id)) ready.push(id);
  }
  return ready;
}
