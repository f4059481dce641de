import { hash } from 'node:crypto';
import type { Caller } from '#api/permission.ts';
import { validateContract } from '#flow/contract/validate-contract.ts';
import { isJsonObject, type Json, toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { AcceptOutcome, Engine, SignalOutcome } from '../engine/engine-port.ts';
import type { Clock } from '../engine/ports.ts';
import type { Store } from '../store/store.ts';
import { readPlan } from './runs.ts';

/** What starting by hand needs of the rest of the runtime. */
export type StartNeeds = {
  readonly store: Store;
  readonly engine: Pick<Engine, 'acceptEvent'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly environment: string;
};

/** A person who starts a flow, with what they filled in and why. */
export type StartAsk = {
  readonly flow: string;
  /** Which trigger, where the flow has several for this. */
  readonly trigger?: string;
  readonly input: Json;
  readonly reason: string;
  readonly caller: Caller;
};

/** Starts a flow by hand: the form is judged, the role asked for, the reason audited with the run. */
export async function startByHand(needs: StartNeeds, ask: StartAsk): Promise<AcceptOutcome | SignalOutcome> {
  const plan = await livePlan(needs, ask.flow);
  if (plan === undefined) return refuse('flow/unknown', `No flow "${ask.flow}" is live here.`);
  const found = findTrigger(plan, ask.trigger);
  if (typeof found === 'string') return refuse('flow/no-manual-trigger', found);
  const refusal = judgeCaller(found, ask.caller) ?? judgeForm(found, ask.input);
  if (refusal !== undefined) return refusal;
  const body = toJsonText(ask.input);
  return await needs.engine.acceptEvent({
    flow: ask.flow,
    triggerNode: found.id,
    event: { body, headers: {}, query: {} },
    receivedAt: needs.clock.now(),
    bodyHash: hash('sha256', body),
    actor: ask.caller.name,
    reason: ask.reason,
  });
}

function refuse(code: string, reason: string): SignalOutcome {
  return { kind: 'refused', code, reason };
}

async function livePlan({ store, environment }: StartNeeds, flow: string): Promise<Plan | undefined> {
  const live = (await store.liveDeployments(environment)).find((one) => one.flow === flow);
  return live === undefined ? undefined : await readPlan(store, live.plan);
}

function findTrigger(plan: Plan, name: string | undefined): PlanNode | string {
  const manual = plan.root.starts.flatMap((id) => plan.nodes[id] ?? []).filter((node) => node.type === 'manual');
  const chosen = name === undefined ? manual : manual.filter((node) => node.id === name);
  const [only, another] = chosen;
  if (only === undefined) return `The flow "${plan.flow}" has no such trigger for starting by hand.`;
  return another === undefined
    ? only
    : `The flow "${plan.flow}" can be started in several ways. Say which: ${manual.map((node) => node.id).join(', ')}.`;
}

function judgeCaller(trigger: PlanNode, caller: Caller): SignalOutcome | undefined {
  const roles = Array.isArray(trigger.config.roles) ? trigger.config.roles : ['operator'];
  if (caller.roles.some((role) => roles.includes(role))) return undefined;
  return refuse('flow/role-missing', `Only ${roles.join(', ')} may start "${trigger.name}".`);
}

function judgeForm(trigger: PlanNode, input: Json): SignalOutcome | undefined {
  const { form } = trigger.config;
  const [fault] = isJsonObject(form) ? validateContract(form, input) : [];
  return fault === undefined
    ? undefined
    : refuse('flow/form-invalid', `The form is not filled in as it must be: ${fault.sentence}`);
}
