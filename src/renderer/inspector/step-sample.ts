import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EvaluateAsk, Evaluated, ExpressionTools } from '#fields/expression/expression-tools.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { exampleOf } from '#flow/flow-test/example-value.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { printFlow } from '#flow/text/print.ts';
import { runtime } from '../data/client.ts';
import { answerOf, useFacts } from '../data/queries.ts';
import { readJson } from '../data/samples.ts';
import { catalogue, manifestOf } from '../document/catalogue.ts';
import { presentDocument, useDocument } from '../document/document.ts';
import { nodesOf } from '../document/find-node.ts';
import { useTestRun } from '../test-run/test-run.ts';
import { asSent, membersAsSent } from './as-sent.ts';
import { type Contracts, shapeInto, stepsBefore } from './infer-shape.ts';

/** What a try says of one step and the steps before it. */
type Tried = { readonly input: Json | undefined; readonly steps: JsonObject };

/** The tools of a step's expressions: a sample of what it receives, results of the steps before, the environment. */
export function useStepTools(id: string | undefined): ExpressionTools {
  const flow = useDocument((state) => state.flow);
  const { data: facts } = useFacts();
  const sample = useStartSample(flow);
  const tried = useTried(flow, id, sample);
  const shape = useMemo(() => {
    const contracts = contractsOf(facts?.contracts);
    return flow === undefined || id === undefined ? undefined : shapeInto(flow, id, contracts);
  }, [flow, id, facts]);
  const stepNames = useMemo(
    () =>
      new Map(
        (flow === undefined || id === undefined ? [] : stepsBefore(flow, id)).map((one) => [
          one.id,
          one.name ?? one.id,
        ]),
      ),
    [flow, id],
  );
  const vars = facts?.environments.find(({ value }) => value.name === facts.environment)?.value.variables;
  return useMemo(() => {
    const input = tried?.input ?? (shape === undefined ? undefined : exampleOf(shape));
    return {
      evaluate,
      ...(input === undefined ? {} : { input }),
      isMadeUp: tried?.input === undefined,
      stepNames,
      bindings: {
        steps: tried?.steps ?? {},
        vars: vars ?? {},
        ...(sample === undefined ? {} : { trigger: { body: sample, headers: {}, query: {} } }),
        run: { id: 'run_sample', flow: flow?.id ?? '', version: flow?.version ?? '', key: 'sample' },
        ...(isJsonObject(input) ? { item: input } : {}),
      },
    };
    // The head of the flow only lends its names to the sample.
  }, [tried, shape, stepNames, vars, sample, flow?.id, flow?.version]);
}

/** JSON Schemas by name out of what the workspace tells. */
export function contractsOf(
  contracts: Readonly<Record<string, { readonly schema: JsonObject }>> | undefined,
): Contracts {
  return Object.fromEntries(Object.entries(contracts ?? {}).map(([name, { schema }]) => [name, schema]));
}

async function evaluate(ask: EvaluateAsk): Promise<readonly Evaluated[]> {
  const body = { ...ask, inputs: ask.inputs.map(asSent), bindings: membersAsSent(ask.bindings) };
  return answerOf(await runtime.send('expressions.evaluate', { body })).results.map((result): Evaluated => {
    if (!result.ok) return result;
    return result.value === undefined ? { ok: true } : { ok: true, value: result.value };
  });
}

/** Samples that are read to find one that fits. */
const samplesLookedAt = 12;

/** What the flow begins with: what was chosen for tests, else the first sample that fits the shape of the trigger. */
function useStartSample(flow: Flow | undefined): Json | undefined {
  const { data: facts } = useFacts();
  const chosen = useTestRun((state) => (state.flowId === flow?.id ? state.input : undefined));
  const paths = (facts?.samples ?? []).filter(({ path }) => path.endsWith('.json')).slice(0, samplesLookedAt);
  const wanted = chosen?.path === undefined ? paths : (facts?.samples ?? []).filter(({ path }) => path === chosen.path);
  const { data: samples } = useQuery({
    queryKey: ['samples', ...wanted.map(({ path, etag }) => `${path} ${etag}`)],
    queryFn: async () =>
      (await Promise.all(wanted.map(({ path }) => readJson(path)))).filter((one) => one !== undefined),
    enabled: wanted.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const contract = flow?.nodes.map(({ config }) => config.contract).find((name) => typeof name === 'string');
  const schema = typeof contract === 'string' ? facts?.contracts[contract]?.schema : undefined;
  const fitting = useFittingSample(schema, samples);
  return useMemo(() => {
    if (chosen !== undefined) return chosen.text === undefined ? samples?.[0] : parse(chosen.text);
    if (schema === undefined) return samples?.[0];
    return fitting === null ? exampleOf(schema) : fitting;
  }, [chosen, samples, schema, fitting]);
}

/** The first sample that fits an agreed shape; null where none does, undefined until that is known. */
function useFittingSample(
  schema: JsonObject | undefined,
  samples: readonly Json[] | undefined,
): Json | null | undefined {
  const { data } = useQuery({
    queryKey: ['fitting-sample', schema, samples],
    queryFn: async () => {
      // Judging data takes a library that nothing else on the canvas needs.
      const { validateContract } = await import('#flow/contract/validate-contract.ts');
      return samples?.find((sample) => validateContract(schema ?? {}, sample).length === 0) ?? null;
    },
    enabled: schema !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}

function parse(text: string): Json | undefined {
  try {
    // JSON.parse gives JSON by construction.
    return JSON.parse(text) as Json;
  } catch {
    // Half typed; until it is JSON there is nothing to try on.
    return undefined;
  }
}

/** Runs the flow up to the step, everything simulated, to learn what the step receives. */
function useTried(flow: Flow | undefined, id: string | undefined, sample: Json | undefined): Tried | undefined {
  const isTrigger =
    id !== undefined && manifestOf(nodesOf(flow ?? emptyFlow).get(id)?.node ?? { type: '' })?.kind === 'trigger';
  const { data } = useQuery({
    queryKey: ['step-sample', id, flow === undefined || id === undefined ? '' : signatureOf(flow, id), sample],
    queryFn: () => tryUpTo(id ?? '', sample ?? null),
    enabled: flow !== undefined && id !== undefined && sample !== undefined && !isTrigger,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    placeholderData: (previous, query) => (query?.queryKey[1] === id ? previous : undefined),
  });
  // What a trigger's own expressions see is the event itself.
  return useMemo(
    () => (isTrigger && sample !== undefined ? { input: sample, steps: {} } : (data ?? undefined)),
    [isTrigger, sample, data],
  );
}

const emptyFlow: Flow = { penstock: 1, id: '', name: '', nodes: [], comments: new Map() };

async function tryUpTo(id: string, input: Json): Promise<Tried | null> {
  const { flow } = presentDocument();
  const found = flow === undefined ? undefined : nodesOf(flow).get(id);
  if (flow === undefined || found === undefined) return null;
  const root = found.inside[0] === undefined ? found.node : nodesOf(flow).get(found.inside[0])?.node;
  // A stub for everything that could act: looking at a step must never do anything, not even in a test environment.
  const stubs = Object.fromEntries(effectsIn(root === undefined ? [] : [root]).map((one) => [one, [{ answer: {} }]]));
  const answer = await runtime.send('tries.start', {
    body: { flow: printFlow(flow, catalogue), input: asSent(input), scope: { step: id }, stubs },
  });
  if (!answer.ok) return null;
  const { steps } = answer.value;
  const results = steps.flatMap((step) => {
    const result = step.result ?? step.output;
    return result === undefined || step.node === id ? [] : [[step.node, result] as const];
  });
  return { input: steps.find((step) => step.node === id)?.input, steps: Object.fromEntries(results) };
}

function effectsIn(nodes: readonly FlowNode[]): readonly string[] {
  return nodes.flatMap((node) => [
    ...(manifestOf(node)?.kind === 'effect' && manifestOf(node)?.local !== true ? [node.id] : []),
    ...effectsIn([...(node.body ?? []), ...(node.compensations ?? [])]),
  ]);
}

const numbers = new WeakMap<FlowNode, number>();
let last = 0;

/** Stays the same while only the step itself is changed, so that typing in it does not try the flow anew. */
function signatureOf(flow: Flow, id: string): string {
  const index = nodesOf(flow);
  const around = new Set([id, ...(index.get(id)?.inside ?? [])]);
  return [...index.values()]
    .filter(({ node }) => !around.has(node.id))
    .map(({ node }) => {
      const known = numbers.get(node);
      if (known !== undefined) return known;
      last += 1;
      numbers.set(node, last);
      return last;
    })
    .join(' ');
}
