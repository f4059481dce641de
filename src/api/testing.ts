import { z } from 'zod';
import { call, noQuery } from './call.ts';
import { runStates } from './run-states.ts';
import { failure, id, instant, payload } from './shapes.ts';

/** Largest body of the calls that carry a flow and what was tried on it, in bytes. */
const largeBodyBytes = 20_000_000;

const flowText = z.string().min(1).max(5_000_000).meta({ description: 'The flow as its file would say it.' });

const testsText = z.string().max(5_000_000);

/** Path of the file the text belongs to; only for messages. */
const file = z.string().min(1).max(300).optional();

const nodeId = z.string().min(1).max(64);

const byNode = <Value extends z.ZodType>(value: Value) => z.record(nodeId, value);

const decision = z.enum(['approved', 'rejected', 'expired']);

const duration = z.string().regex(/^\d{1,9}(ms|s|m|h|d)$/, 'is no duration; write it as 90s or 3h');

const approvals = byNode(
  z.union([
    decision,
    z.strictObject({
      decision,
      by: z.string().min(1).max(200).exactOptional(),
      reason: z.string().min(1).max(2_000).exactOptional(),
      form: z.json().exactOptional(),
      after: duration.exactOptional(),
    }),
  ]),
);

const stub = z.strictObject({
  when: z.record(z.string(), z.json()).exactOptional(),
  answer: z.json().exactOptional(),
  port: z.string().min(1).max(64).exactOptional(),
  fail: z
    .strictObject({
      kind: failure.shape.kind,
      code: z.string().exactOptional(),
      title: z.string().exactOptional(),
      unknown: z.boolean().exactOptional(),
      retryAfter: duration.exactOptional(),
      times: z.int().min(1).exactOptional(),
    })
    .exactOptional(),
  delay: duration.exactOptional(),
  times: z.int().min(1).exactOptional(),
});

const scope = z
  .union([
    z.literal('flow'),
    z.strictObject({ step: nodeId, given: z.json().exactOptional() }),
    z.strictObject({ from: nodeId, given: z.json().exactOptional() }),
  ])
  .meta({
    description:
      'The whole flow, one step, or everything from a step on. `given` is what the step receives; without it the steps before it are pinned or simulated.',
  });

const stepFailure = z.strictObject({
  code: z.string(),
  kind: failure.shape.kind,
  title: z.string(),
  detail: z.json().exactOptional(),
  retryAfterMs: z.number().exactOptional(),
  unknown: z.boolean().exactOptional(),
  node: z.string().exactOptional(),
  attempt: z.number().exactOptional(),
});

const attempt = z.strictObject({
  number: z.int(),
  startedAt: instant,
  endedAt: instant.nullable(),
  failure: stepFailure.nullable(),
});

const triedStep = z.strictObject({
  path: z.string().meta({ description: 'Unique in the run; names items and scope attempts.' }),
  node: z.string(),
  name: z.string().nullable(),
  type: z.string().nullable(),
  state: z.enum(['ready', 'running', 'waiting', 'in doubt', 'done', 'failed', 'skipped', 'cancelled']),
  attempts: z.array(attempt),
  ports: z.array(z.string()),
  input: z.json().exactOptional().meta({ description: 'Absent for a step that was never reached.' }),
  output: z.json().exactOptional().meta({ description: 'What it handed on along its edges.' }),
  result: z.json().exactOptional().meta({ description: 'What it learned, where that is not the output.' }),
  failure: stepFailure.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  simulated: z.boolean(),
  simulation: z
    .strictObject({ source: z.enum(['pin', 'stub', 'sample', 'derived', 'decision']), sentence: z.string() })
    .nullable(),
  pinned: z.boolean(),
});

const edge = z.strictObject({ from: z.string(), port: z.string(), to: z.string() });

const countedEdge = edge.extend({ count: z.int() });

const effects = z.record(z.string(), z.int()).meta({ description: 'How many times each step acted on its system.' });

/** A run that was tried. Instants are those of its own clock, on which waits and retries take no real time. */
export const triedFlow = z.strictObject({
  state: z.enum([...runStates, 'refused']),
  waitingFor: z.string().nullable(),
  failure: stepFailure.nullable(),
  output: z.json().exactOptional(),
  simulatedEffects: z.boolean(),
  environment: z.strictObject({ name: z.string(), purpose: z.enum(['dev', 'test', 'live']) }),
  trigger: z.string(),
  input: z.json(),
  steps: z.array(triedStep),
  edges: z.array(countedEdge),
  effects,
  durationMs: z.number().meta({ description: 'How long it really took.' }),
  virtualMs: z.number().meta({ description: 'How long it would have taken.' }),
  ranInstead: z
    .string()
    .nullable()
    .meta({ description: 'The scope that ran, where the step asked for stands inside it.' }),
});

const difference = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), payload),
  sentence: z.string(),
});

const testResult = z.strictObject({
  name: z.string(),
  passed: z.boolean(),
  durationMs: z.number(),
  differences: z.array(difference),
  path: z.array(z.string()),
  effects,
  tried: triedFlow.exactOptional().meta({ description: 'The run itself; absent where there was none.' }),
});

const coverage = z.strictObject({
  nodes: z.record(z.string(), z.int()).meta({ description: 'Tests that ran each step.' }),
  edges: z.array(countedEdge),
  missing: z.strictObject({ nodes: z.array(z.string()), edges: z.array(edge), errorPaths: z.array(edge) }),
});

const place = z.strictObject({ line: z.int(), column: z.int(), offset: z.int() });

const evaluated = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: payload.optional().meta({ description: 'Absent for undefined.' }) }),
  z.strictObject({ ok: z.literal(false), failure, position: place.nullable() }),
]);

const bindingName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]{0,63}$/,
    'cannot name a binding; use letters, digits and underscores, without the dollar',
  );

const previewed = z.strictObject({
  connection: z.string(),
  method: z.string(),
  url: z.string().nullable(),
  path: z.string(),
  headers: z.record(z.string(), z.string()).meta({ description: 'Secrets stand as `{{secret name}}`.' }),
  body: payload,
  operation: z.string().nullable(),
  looksUp: z.boolean().meta({ description: 'It only asks; nothing is written by it.' }),
  idempotencyKey: z.string().nullable(),
});

/** Calls that try and test flows before they are saved; nothing they do is kept. */
export const testingCalls = [
  call('tries.start', {
    method: 'POST',
    path: '/api/tries',
    permission: 'workspace.write',
    summary:
      'Runs a draft, one step of it, or the rest of it; effects are simulated unless the environment is for tests.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      file,
      flow: flowText,
      trigger: nodeId.exactOptional(),
      input: z.json().meta({ description: 'What the trigger hands on.' }),
      scope,
      pins: byNode(z.json()).exactOptional().meta({ description: 'Outputs that stand in for steps, by node id.' }),
      pinPorts: byNode(z.string()).exactOptional().meta({ description: 'Outcome a pinned step takes.' }),
      stubs: byNode(z.array(stub).min(1)).exactOptional(),
      approvals: approvals.exactOptional().meta({ description: 'Approvals not named are approved.' }),
      environment: z.string().min(1).max(128).exactOptional(),
    }),
    reply: triedFlow,
  }),
  call('expressions.evaluate', {
    method: 'POST',
    path: '/api/expressions/evaluate',
    permission: 'workspace.read',
    summary: 'Evaluates an expression, or a text with {{ }}, over up to five inputs in the sandbox flows run in.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      expression: z.string().max(100_000),
      kind: z.enum(['expression', 'text']),
      inputs: z.array(z.json()).min(1).max(5),
      bindings: z.record(bindingName, z.json()).exactOptional(),
    }),
    reply: z.strictObject({ results: z.array(evaluated) }),
  }),
  call('tests.run', {
    method: 'POST',
    path: '/api/tests/run',
    permission: 'workspace.read',
    summary: 'Runs the tests of a draft on virtual time, and says which steps and edges no test went through.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      file,
      flow: flowText,
      tests: testsText,
      names: z.array(z.string()).max(10_000).exactOptional(),
    }),
    reply: z.strictObject({ results: z.array(testResult), coverage }),
  }),
  call('tests.keep', {
    method: 'POST',
    path: '/api/tests/keep',
    permission: 'workspace.write',
    summary: 'Turns a run into a test: answers stubbed, personal data masked. Gives the new text; writes nothing.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      flow: flowText,
      tests: testsText.nullable().meta({ description: 'The test file as it is; null where there is none.' }),
      name: z.string().trim().min(1).max(180),
      from: z.union([z.strictObject({ run: id }), z.strictObject({ try: triedFlow })]),
      expect: z
        .enum(['success', 'as-it-was'])
        .meta({ description: 'What the test asks for: that it succeeds, or what happened.' }),
    }),
    reply: z.strictObject({
      tests: z.string(),
      samples: z.array(z.strictObject({ path: z.string(), text: z.string() })),
      masked: z.int().meta({ description: 'How many different values were replaced.' }),
      result: testResult.meta({ description: 'What the new test comes to on the flow as it is.' }),
    }),
  }),
  call('samples.propose', {
    method: 'POST',
    path: '/api/samples/propose',
    permission: 'workspace.read',
    summary: 'Proposes a contract for samples, and a mapping to another contract.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      samples: z.array(z.json()).min(1).max(100),
      title: z.string().min(1).max(200).exactOptional(),
      target: z.record(z.string(), z.json()).exactOptional().meta({ description: 'JSON Schema to map to.' }),
    }),
    reply: z.strictObject({
      contract: z.record(z.string(), payload),
      map: z
        .strictObject({
          expression: z.string(),
          matched: z.array(z.strictObject({ target: z.string(), source: z.string() })),
          unmatched: z.array(z.string()),
        })
        .nullable(),
    }),
  }),
  call('schedules.preview', {
    method: 'POST',
    path: '/api/schedules/preview',
    permission: 'workspace.read',
    summary: 'Says a schedule in words, and when it fires next.',
    query: noQuery,
    body: z.strictObject({
      config: z.record(z.string(), z.json()).meta({ description: 'Config of a schedule step.' }),
      count: z.int().min(1).max(50),
      from: instant.exactOptional().meta({ description: 'Default now.' }),
    }),
    reply: z.strictObject({ next: z.array(instant), sentence: z.string() }),
  }),
  call('previews.request', {
    method: 'POST',
    path: '/api/previews/request',
    permission: 'workspace.read',
    summary: 'Shows what a step would send for some data, without sending it and without secrets.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      flow: flowText,
      node: nodeId,
      input: z.json(),
      steps: byNode(z.json()).exactOptional().meta({ description: 'Results of other steps, for $steps.' }),
      environment: z.string().min(1).max(128).exactOptional(),
    }),
    reply: z.strictObject({
      node: z.string(),
      connection: z.string().nullable(),
      requests: z.array(previewed),
      key: z
        .strictObject({ value: z.string(), businessKey: z.string().nullable(), isOfRun: z.boolean() })
        .nullable()
        .meta({ description: '`isOfRun`: the real key differs from run to run; this one is an example.' }),
      assumptions: z.array(z.string()),
      unknown: z.strictObject({ code: z.string(), sentence: z.string() }).nullable(),
    }),
  }),
] as const;
