import { create } from 'zustand';
import type { Flow } from '#flow/flow.ts';
import { printFlow } from '#flow/text/print.ts';
import { clearOverlay, showRun } from '../canvas/overlay.ts';
import { runtime } from '../data/client.ts';
import { answerOf } from '../data/queries.ts';
import { pinnedSteps, pinPathOf } from '../data/sample-paths.ts';
import { readJson } from '../data/samples.ts';
import { startTry, type TriedFlow, type TryRequest } from '../data/tries.ts';
import { catalogue } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';
import { type ChosenInput, sampleInput, stepIds } from './choose-input.ts';
import { findJsonError } from './json-error.ts';
import { overlayOf } from './overlay-of.ts';

/** What of the flow runs. */
export type TestScope = 'flow' | { readonly step: string } | { readonly from: string };

/** What somebody does about an approval in a test. */
export type Decision = 'approved' | 'rejected' | 'expired';

/** A run that is shown. */
export type ShownTry = {
  /** The flow as it was tried; another value than the open one means that it was changed since. */
  readonly flow: Flow;
  readonly tried: TriedFlow;
  /** Epoch milliseconds at which it ended. */
  readonly at: number;
  readonly scope: TestScope;
  readonly input: ChosenInput;
  /** The flow test it belongs to, where it is one. */
  readonly test?: string;
};

/** Why a test did not run at all. */
export type TestRefusal = { readonly code: string; readonly sentence: string };

/** The test of the open flow: what it starts with, what is under way, what came of the last one. */
export type TestRun = {
  readonly flowId: string | undefined;
  readonly input: ChosenInput | undefined;
  readonly approvals: Readonly<Record<string, Decision>>;
  /** Environment chosen for tests; undefined for the one the runtime serves. */
  readonly environment: string | undefined;
  readonly running: { readonly number: number; readonly scope: TestScope; readonly since: number } | undefined;
  readonly shown: ShownTry | undefined;
  /** The last whole run that succeeded, other than the one shown. */
  readonly lastGood: ShownTry | undefined;
  readonly refusal: TestRefusal | undefined;
};

const blank: TestRun = {
  flowId: undefined,
  input: undefined,
  approvals: {},
  environment: undefined,
  running: undefined,
  shown: undefined,
  lastGood: undefined,
  refusal: undefined,
};

/** The test of the open flow. */
export const useTestRun = create<TestRun>(() => blank);

/** What a test of each flow was last started with, while the page is open. */
const remembered = new Map<string, TestRun>();

/** Where the chosen sample of each flow is remembered on this computer; data itself never is. */
const storageKey = 'penstock.test-input';

/** Turns to the tests of another flow. What was shown of the former one is still there when it is opened again. */
export function turnToFlow(flowId: string | undefined): void {
  const before = useTestRun.getState();
  if (before.flowId === flowId) return;
  if (before.flowId !== undefined) remembered.set(before.flowId, { ...before, running: undefined });
  const known = flowId === undefined ? undefined : remembered.get(flowId);
  const path = flowId === undefined ? undefined : storedSamples()[flowId];
  const input = path === undefined ? undefined : sampleInput(path);
  useTestRun.setState(known ?? { ...blank, flowId, input });
  if (known?.shown === undefined) clearOverlay();
  else draw(known.shown);
}

/** Chooses what the next test starts with. */
export function chooseInput(input: ChosenInput): void {
  const { flowId } = useTestRun.getState();
  useTestRun.setState({ input });
  if (flowId === undefined || input.path === undefined) return;
  localStorage.setItem(storageKey, JSON.stringify({ ...storedSamples(), [flowId]: input.path }));
}

/** Chooses what somebody does about an approval. */
export function chooseDecision(node: string, decision: Decision): void {
  useTestRun.setState(({ approvals }) => ({ approvals: { ...approvals, [node]: decision } }));
}

/** Shows a run that came from elsewhere, such as from a flow test. */
export function showTry(shown: ShownTry): void {
  useTestRun.setState(({ shown: before, lastGood }) => ({
    shown,
    refusal: undefined,
    lastGood: before !== undefined && isGood(before) ? before : lastGood,
  }));
  draw(shown);
}

/** Takes the run off the canvas. */
export function hideTry(): void {
  useTestRun.setState(({ shown, lastGood }) => ({
    shown: undefined,
    refusal: undefined,
    lastGood: shown !== undefined && isGood(shown) ? shown : lastGood,
  }));
  clearOverlay();
}

/** Forgets about a test that is under way: its outcome is not shown. */
export function abandonTest(): void {
  useTestRun.setState({ running: undefined });
}

let count = 0;

/**
 * Tries the open flow, a step of it, or everything from a step on, as it is drawn now.
 *
 * @returns what came of it; undefined where it did not run, was abandoned, or no flow is open
 */
export async function startTest(scope: TestScope): Promise<ShownTry | undefined> {
  const { flow } = presentDocument();
  if (flow === undefined) return undefined;
  count += 1;
  const number = count;
  const isPresent = (): boolean => useTestRun.getState().running?.number === number;
  useTestRun.setState({ running: { number, scope, since: Date.now() }, refusal: undefined });
  try {
    const prepared = await prepare(flow, scope);
    if ('refusal' in prepared) {
      if (isPresent()) useTestRun.setState({ running: undefined, refusal: prepared.refusal });
      return undefined;
    }
    const tried = await startTry(prepared.request);
    if (!isPresent()) return undefined;
    const shown: ShownTry = { flow, tried, at: Date.now(), scope, input: prepared.input };
    showTry(shown);
    return shown;
  } catch (error) {
    if (isPresent()) useTestRun.setState({ refusal: refusalOf(error) });
    return undefined;
  } finally {
    if (isPresent()) useTestRun.setState({ running: undefined });
  }
}

type Prepared = { readonly request: TryRequest; readonly input: ChosenInput } | { readonly refusal: TestRefusal };

async function prepare(flow: Flow, scope: TestScope): Promise<Prepared> {
  const { input = emptyInput, approvals, environment } = useTestRun.getState();
  const text = input.text ?? '';
  const error = input.path === undefined ? findJsonError(text) : undefined;
  const value =
    input.path === undefined ? (error === undefined ? JSON.parse(text) : undefined) : await readJson(input.path);
  if (value === undefined) return { refusal: { code: 'sample', sentence: input.label } };
  const ids = stepIds(flow);
  const known = Object.entries(approvals).filter(([node]) => ids.has(node));
  return {
    input,
    request: {
      flow: printFlow(flow, catalogue),
      input: value,
      scope: withGiven(scope),
      pins: await readPins(flow, scope),
      approvals: Object.fromEntries(known),
      ...(environment === undefined ? {} : { environment }),
    },
  };
}

/** What a test starts with where nothing was chosen: an empty object, which is what a timer or a button hands on. */
export const emptyInput: ChosenInput = { source: 'pasted', label: '{}', text: '{}' };

/** A single step gets what it got in the run that is shown; without one, the steps before it run, simulated. */
function withGiven(scope: TestScope): TryRequest['scope'] {
  if (scope === 'flow') return scope;
  const { shown, input } = useTestRun.getState();
  const wanted = 'step' in scope ? scope.step : scope.from;
  // Another input was chosen since: what the step got then is not what it would get now.
  if (shown === undefined || (input !== undefined && shown.input !== input)) return scope;
  const given = shown.tried.steps.find(({ node, input: got }) => node === wanted && got !== undefined)?.input;
  return given === undefined ? scope : { ...scope, given };
}

/** The pinned data of the steps; the step that is tried itself really runs. */
async function readPins(flow: Flow, scope: TestScope): Promise<NonNullable<TryRequest['pins']>> {
  const { samples } = answerOf(await runtime.send('workspace.facts', {}));
  const tried = scope === 'flow' ? undefined : 'step' in scope ? scope.step : scope.from;
  const paths = samples.map(({ path }) => path);
  const nodes = [...pinnedSteps(flow.id, paths, stepIds(flow))].filter((node) => node !== tried);
  const read = await Promise.all(nodes.map(async (node) => [node, await readJson(pinPathOf(flow.id, node))] as const));
  const pins: NonNullable<TryRequest['pins']> = {};
  // A file that holds no JSON pins nothing; the list of problems names it.
  for (const [node, value] of read) if (value !== undefined) pins[node] = asSent(value);
  return pins;
}

function asSent(value: unknown): NonNullable<TryRequest['pins']>[string] {
  // JSON read from a file is JSON; only the marks of the types differ.
  return value as NonNullable<TryRequest['pins']>[string];
}

function refusalOf(error: unknown): TestRefusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'runtime';
  return { code, sentence: error instanceof Error ? error.message : String(error) };
}

function draw({ tried }: ShownTry): void {
  const { steps, edges } = overlayOf(tried);
  clearOverlay();
  showRun(steps, edges);
}

/** True where the whole flow ran and succeeded. */
function isGood({ tried, scope }: ShownTry): boolean {
  return scope === 'flow' && tried.state === 'succeeded';
}

function storedSamples(): Readonly<Record<string, string>> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, path]) => typeof path === 'string'));
  } catch {
    // What was stored by hand and cannot be read counts as nothing stored.
    return {};
  }
}
