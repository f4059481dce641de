import type { Failure } from '#flow/failure.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';
import type { Json } from '#flow/json.ts';
import type { EgressRequest, EgressResult } from '#flow/node-type/egress.ts';
import type { EffectStep } from '#flow/node-type/work.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Effects } from '../engine/ports.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { BenchNeeds } from './bench-needs.ts';
import type { Draft } from './draft.ts';
import { createPretendOdoo } from './pretend-odoo.ts';
import { tryFlow } from './try-flow.ts';

/** One request as it would leave. Secrets stand as `{{secret name}}`. */
export type PreviewedRequest = {
  readonly connection: string;
  readonly method: string;
  /** Null where the environment does not say where the connection leads. */
  readonly url: string | null;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON where the body is JSON, else its text; null without one. */
  readonly body: Json;
  /** What the request is part of, such as `order.create`. */
  readonly operation: string | null;
  /** True for a request that only asks: before a write, or in place of one. */
  readonly looksUp: boolean;
  readonly idempotencyKey: string | null;
};

/** What a step would send for some data. */
export type RequestPreview = {
  readonly node: string;
  readonly connection: string | null;
  readonly requests: readonly PreviewedRequest[];
  /** The key under which the step's effect happens once. */
  readonly key: {
    readonly value: string;
    /** What the step's own `key` gave; null where it has none. */
    readonly businessKey: string | null;
    /** True where the key belongs to the run: the one shown is an example. */
    readonly isOfRun: boolean;
  } | null;
  /** What was taken for granted because no system was asked. */
  readonly assumptions: readonly string[];
  /** Why the requests are not, or not all, known. */
  readonly unknown: { readonly code: string; readonly sentence: string } | null;
};

/** What is to be previewed. */
export type PreviewAsk = {
  readonly draft: Draft;
  readonly workspace: Workspace;
  readonly environment: Environment;
  readonly node: string;
  /** What the step receives. */
  readonly input: Json;
  /** Results of other steps that it reads, by node id. */
  readonly steps: Readonly<Record<string, Json>>;
  readonly at: number;
};

type Recording = {
  readonly requests: PreviewedRequest[];
  readonly assumptions: Set<string>;
  step: EffectStep | undefined;
  refusal: Failure | undefined;
};

/** Runs the work of one step on a way out that writes requests down and opens no socket. */
export async function previewRequests(needs: BenchNeeds, ask: PreviewAsk): Promise<Result<RequestPreview>> {
  const recording: Recording = { requests: [], assumptions: new Set(), step: undefined, refusal: undefined };
  const { draft, workspace, environment, node, input } = ask;
  const tried = await tryFlow(needs, {
    draft,
    workspace,
    environment,
    input,
    scope: { step: node, given: input },
    pins: ask.steps,
    pinPorts: {},
    stubs: {},
    approvals: {},
    undecided: 'leave',
    effects: 'simulated',
    at: ask.at,
    isRepeatable: true,
    instead: recordingEffects(needs, ask, recording),
  });
  if (!tried.ok) return refuse(...tried.problems);
  return succeed(described(ask, recording, tried.value));
}

function recordingEffects(needs: BenchNeeds, ask: PreviewAsk, recording: Recording): Effects {
  const effects = needs.effectsOver(ask.workspace, ask.environment, (id) => {
    const connection = ask.workspace.connections.find((one) => one.id === id);
    const pretend = answersFor(connection, recording);
    return { send: async (request) => record(needs, ask, recording, { connection, request, pretend }) };
  });
  return {
    ...effects,
    invoke: async (node, step, signal) => {
      recording.step = step;
      const result = await effects.invoke(node, step, signal);
      if (!result.ok) recording.refusal = result.failure;
      // However it ends, one look is enough: a retry would only send the same again.
      return { ok: true, port: node.ports[0] ?? 'done', result: result.ok ? result.result : null };
    },
  };
}

type Pretend = (request: EgressRequest, body: Json) => { readonly json: Json; readonly looksUp: boolean };

function answersFor(connection: Connection | undefined, { assumptions }: Recording): Pretend {
  const odoo = connection?.kind === 'odoo' ? createPretendOdoo((sentence) => assumptions.add(sentence)) : undefined;
  return (request, body) => {
    if (odoo !== undefined) return odoo(request.path, body);
    return { json: {}, looksUp: request.method === 'GET' || request.method === 'HEAD' };
  };
}

function record(
  needs: BenchNeeds,
  { environment }: PreviewAsk,
  recording: Recording,
  sent: { readonly connection: Connection | undefined; readonly request: EgressRequest; readonly pretend: Pretend },
): EgressResult {
  const { connection, request, pretend } = sent;
  if (connection === undefined) {
    const title = 'The workspace has no such connection. Choose another one for the step.';
    return { ok: false, failure: { code: 'egress/not-bound', kind: 'policy', title } };
  }
  const wire = needs.describeRequest(connection, environment, request);
  if (!wire.ok) return wire;
  const body = jsonOrText(wire.body);
  const { json, looksUp } = pretend(request, body);
  recording.requests.push({
    connection: connection.id,
    method: request.method,
    url: wire.url,
    path: wire.path,
    headers: wire.headers,
    body,
    operation: request.operation ?? null,
    looksUp,
    idempotencyKey: request.idempotencyKey ?? null,
  });
  return { ok: true, response: { status: 200, headers: {}, body: { as: 'json', json } } };
}

function jsonOrText(text: string | null): Json {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    // JSON.parse gives JSON by construction.
    return value as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function described(ask: PreviewAsk, recording: Recording, tried: FlowTry): RequestPreview {
  const { step, requests, assumptions } = recording;
  const connection = step?.config.connection;
  return {
    node: ask.node,
    connection: typeof connection === 'string' ? connection : null,
    requests,
    key:
      step === undefined
        ? null
        : { value: step.key, businessKey: step.businessKey ?? null, isOfRun: step.businessKey === undefined },
    assumptions: [...assumptions],
    unknown: whyUnknown(ask, recording, tried),
  };
}

function whyUnknown(
  ask: PreviewAsk,
  { step, refusal, requests }: Recording,
  tried: FlowTry,
): RequestPreview['unknown'] {
  const failure = refusal ?? tried.steps.find(({ node }) => node === ask.node)?.failure ?? undefined;
  if (step === undefined) {
    if (failure !== undefined) {
      const sentence = `The settings of the step cannot be computed for this data: ${failure.title}`;
      return { code: 'try/config-refused', sentence };
    }
    return { code: 'try/not-sent-at-all', sentence: 'This step sends nothing by itself.' };
  }
  if (refusal === undefined) return null;
  if (requests.length === 0) return { code: refusal.code, sentence: refusal.title };
  const sentence = `What comes after these requests depends on what the system answers: ${refusal.title}`;
  return { code: 'try/depends-on-answer', sentence };
}
