import type { ApprovalDecision, DecisionFacts, Stub } from '#flow/flow-test/flow-test.ts';
import type { FlowTry } from '#flow/flow-test/flow-try.ts';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import type { Json } from '#flow/json.ts';
import { type Result, refuse } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { StoreReads } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { BenchNeeds } from './bench-needs.ts';
import type { TryScope } from './cut-out.ts';
import { readDraft } from './draft.ts';
import { type EvaluatedInput, evaluateInputs } from './evaluate-inputs.ts';
import { type KeptRun, keepRun, tellRecorded } from './keep-run.ts';
import { previewRequests, type RequestPreview } from './preview-requests.ts';
import { runTests, type TestReport } from './run-tests.ts';
import { tryFlow } from './try-flow.ts';

/** Tries and tests flows that are texts and not yet files; the calls of the designer about that end here. */
export type TestBench = {
  readonly startTry: (ask: {
    readonly flow: string;
    readonly input: Json;
    readonly scope: TryScope;
    readonly trigger?: string;
    readonly pins?: Readonly<Record<string, Json>>;
    readonly pinPorts?: Readonly<Record<string, string>>;
    readonly stubs?: Readonly<Record<string, readonly Stub[]>>;
    readonly approvals?: Readonly<Record<string, ApprovalDecision | DecisionFacts>>;
    readonly environment?: string;
  }) => Promise<Result<FlowTry>>;
  readonly evaluate: (ask: {
    readonly expression: string;
    readonly kind: 'expression' | 'text';
    readonly inputs: readonly Json[];
    readonly bindings?: Readonly<Record<string, Json>>;
  }) => Promise<readonly EvaluatedInput[]>;
  readonly runTests: (ask: {
    readonly flow: string;
    readonly tests: string;
    readonly names?: readonly string[];
  }) => Promise<Result<TestReport>>;
  readonly keep: (ask: {
    readonly flow: string;
    readonly tests: string | null;
    readonly name: string;
    readonly from: { readonly run: string } | { readonly try: FlowTry };
    readonly expect: 'success' | 'as-it-was';
  }) => Promise<Result<KeptRun>>;
  readonly preview: (ask: {
    readonly flow: string;
    readonly node: string;
    readonly input: Json;
    readonly steps?: Readonly<Record<string, Json>>;
    readonly environment?: string;
  }) => Promise<Result<RequestPreview>>;
};

/** What a bench knows of the place it stands in. */
export type BenchPlace = {
  /** The workspace as it is now. */
  readonly workspace: () => Promise<Workspace>;
  /** Environment that applies where a call names none. */
  readonly environment: string;
  /** Recorded runs. */
  readonly store: Pick<StoreReads, 'loadRun' | 'loadPlan'>;
};

/** Opens a bench over what trying needs and a workspace. */
export function createTestBench(needs: BenchNeeds, place: BenchPlace): TestBench {
  const now = () => needs.clock.now();
  return {
    startTry: async ({ flow, environment, ...ask }) => {
      const draft = readDraft(flow);
      if (!draft.ok) return draft;
      const workspace = await place.workspace();
      const found = environmentOf(workspace, environment ?? place.environment);
      if (!found.ok) return found;
      return await tryFlow(needs, {
        pins: {},
        pinPorts: {},
        stubs: {},
        approvals: {},
        ...ask,
        draft: draft.value,
        workspace,
        environment: found.value,
        undecided: 'approve',
        effects: 'by-purpose',
        at: now(),
        isRepeatable: false,
      });
    },
    evaluate: (ask) => evaluateInputs(needs.sandbox, { bindings: {}, ...ask, now: now() }),
    runTests: async ({ flow, tests, names }) => {
      const draft = readDraft(flow);
      if (!draft.ok) return draft;
      const read = parseFlowTests(tests);
      if (!read.ok) return read;
      if (read.value.flow !== draft.value.flow.id) return refuse(otherFlow(read.value.flow, draft.value.flow.id));
      const workspace = await place.workspace();
      const ask = { draft: draft.value, tests: read.value, workspace };
      return { ok: true, value: await runTests(needs, names === undefined ? ask : { ...ask, names }) };
    },
    keep: async ({ flow, tests, from, ...ask }) => {
      const draft = readDraft(flow);
      if (!draft.ok) return draft;
      const workspace = await place.workspace();
      const tried = 'try' in from ? from.try : await tellRecorded(place.store, workspace.environments, from.run);
      if (tried === undefined) return refuse(noSuchRun('run' in from ? from.run : ''));
      return await keepRun(needs, { ...ask, draft: draft.value, workspace, tests: tests ?? undefined, tried });
    },
    preview: async ({ flow, environment, ...ask }) => {
      const draft = readDraft(flow);
      if (!draft.ok) return draft;
      const workspace = await place.workspace();
      const found = environmentOf(workspace, environment ?? place.environment);
      if (!found.ok) return found;
      return await previewRequests(needs, {
        steps: {},
        ...ask,
        draft: draft.value,
        workspace,
        environment: found.value,
        at: now(),
      });
    },
  };
}

function environmentOf({ environments }: Workspace, name: string): Result<Environment> {
  const found = environments.find((one) => one.name === name);
  if (found !== undefined) return { ok: true, value: found };
  const known = environments.length === 0 ? 'none' : environments.map((one) => one.name).join(', ');
  const message = `The workspace has no environment "${name}". It has: ${known}.`;
  return refuse({ code: 'workspace/no-environment', message });
}

function otherFlow(tested: string, given: string) {
  return {
    code: 'flow-test/other-flow',
    message: `The tests are those of the flow "${tested}", and the flow given is "${given}". Correct the key \`flow\`.`,
  };
}

function noSuchRun(id: string) {
  return { code: 'try/no-such-run', message: `There is no run "${id}" here, or its flow version is no longer known.` };
}
