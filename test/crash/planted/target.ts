import { setImmediate as nextTurn } from 'node:timers/promises';
import { permanent, transient } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult, EffectStep } from '#flow/node-type/work.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import { type Circuit, createCircuit } from '#runtime/egress/circuit.ts';
import type { Clock, Effects } from '#runtime/engine/ports.ts';
import type { TargetCall } from '#test/history/evidence.ts';
import { type History, recorderNow } from '#test/history/history.ts';

/** What goes wrong with a call: the answer is lost after the work was done, or the target is too busy to do it. */
export type TargetFault = 'lose' | 'busy';

/** Systems in memory that outlive every engine: two that remember keys, one that recognises nothing. */
export type Target = {
  readonly calls: readonly TargetCall[];
  /** The first calls of `event/step` meet these faults, in order. */
  readonly faults: Map<string, TargetFault[]>;
  /** The effects port of one engine over these systems. */
  readonly effects: (circuitOf: (connection: string, clock: Clock) => Circuit, clock: Clock) => Effects;
};

const day = 86_400_000;
const policy = { failurePercent: 50, of: 4, openForMs: 80 };

/** A circuit for each connection, as the runtime has it. */
export function circuitPerConnection(): (connection: string, clock: Clock) => Circuit {
  const circuits = new Map<string, Circuit>();
  return (connection, clock) => {
    const circuit = circuits.get(connection) ?? createCircuit(policy, clock.mono);
    circuits.set(connection, circuit);
    return circuit;
  };
}

/** Makes the systems; what the engine was told by a closed circuit goes into the history. */
export function createTarget(history: History): Target {
  const calls: TargetCall[] = [];
  const faults = new Map<string, TargetFault[]>();
  const remembered = new Map<string, EffectResult>();

  const invoke = async (node: PlanNode, step: EffectStep, circuit: Circuit): Promise<EffectResult> => {
    const admitted = circuit.admit();
    if (!admitted.ok)
      return { ok: false, failure: transient('egress/circuit-open', 'Paused.', { retryAfterMs: admitted.waitMs }) };
    await nextTurn();
    const { body } = step.config;
    const sent = { event: '', step: node.id, version: '', ...(isObject(body) ? body : {}) };
    const connection = String(node.config.connection);
    const key = connection === 'saas-plain' ? null : step.key;
    const fault = faults.get(`${sent.event}/${sent.step}`)?.shift();
    const known = key === null ? undefined : remembered.get(key);
    const isRefused = String(step.config.path).endsWith('/422');
    const applied = fault !== 'busy' && known === undefined && !isRefused;
    calls.push({
      seq: calls.length + 1,
      at: recorderNow(),
      event: String(sent.event),
      step: String(sent.step),
      version: String(sent.version),
      key,
      applied,
      mode: key === null ? 'neither' : 'keyed',
      connection,
      failed: fault !== undefined,
    });
    admitted.admission.settle(fault === undefined ? 'healthy' : 'failing');
    if (isRefused) return { ok: false, failure: permanent('http/rejected', 'The target refused.') };
    if (fault === 'busy') return { ok: false, failure: transient('http/busy', 'The target is busy.') };
    const answer: EffectResult = known ?? {
      ok: true,
      port: 'done',
      result: { status: 201, body: { number: calls.length } },
    };
    if (key !== null) remembered.set(key, answer);
    if (fault === 'lose') {
      return { ok: false, failure: transient('http/interrupted', 'The answer was lost.', { unknown: true }) };
    }
    return answer;
  };

  return {
    calls,
    faults,
    effects: (circuitOf, clock) => ({
      invoke: (node, step) => invoke(node, step, circuitOf(String(node.config.connection), clock)),
      gate: (node) => {
        const connection = String(node.config.connection);
        const waitMs = circuitOf(connection, clock).waitMs();
        if (waitMs === 0) return { open: true };
        history.note({ proc: 'engine', f: 'gate', type: 'fail', key: connection });
        return { open: false, why: `"${connection}" is paused`, untilMs: clock.now() + waitMs };
      },
      memory: (node) => ({
        keyKeptForMs: node.config.connection === 'saas-plain' ? undefined : day,
        maxRequestTimeMs: 1_000,
      }),
    }),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value);
}
