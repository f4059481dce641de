import { create } from 'zustand';
import type { Flow } from '#flow/flow.ts';
import { printFlow } from '#flow/text/print.ts';
import { runTests, type TestReport, type TestResult } from '../data/tries.ts';
import { catalogue } from '../document/catalogue.ts';
import { presentDocument } from '../document/document.ts';

/** What a test came to, and the flow it was run on. */
export type KnownResult = { readonly result: TestResult; readonly flow: Flow };

/** What the tests of the open flow came to. */
export type TestResults = {
  readonly flowId: string | undefined;
  readonly results: ReadonlyMap<string, KnownResult>;
  /** How many are red. */
  readonly redCount: number;
  /** Of the last time all tests ran. */
  readonly coverage: TestReport['coverage'] | undefined;
  /** All, or the names that are run now. */
  readonly running: 'all' | ReadonlySet<string> | undefined;
  /** Why the tests could not run at all. */
  readonly refusal: string | undefined;
};

const blank: TestResults = {
  flowId: undefined,
  results: new Map(),
  redCount: 0,
  coverage: undefined,
  running: undefined,
  refusal: undefined,
};

/** What the tests of the open flow came to. */
export const useTestResults = create<TestResults>(() => blank);

/** Forgets everything where another flow is open. */
export function turnTestsToFlow(flowId: string | undefined): void {
  if (useTestResults.getState().flowId !== flowId) useTestResults.setState({ ...blank, flowId });
}

/** Takes over what one test came to, as when it was kept a moment ago. */
export function noteResult(name: string, known: KnownResult): void {
  setResults(new Map(useTestResults.getState().results).set(name, known));
}

/** Moves or forgets the result of a test that was renamed or deleted. */
export function moveResult(name: string, next: string | undefined): void {
  const results = new Map(useTestResults.getState().results);
  const known = results.get(name);
  results.delete(name);
  if (known !== undefined && next !== undefined) results.set(next, known);
  setResults(results);
}

/**
 * Runs the tests of a file on the flow as it is drawn now.
 *
 * @param names those to run; all when left out
 * @returns how many passed and how many ran; undefined where they could not run
 */
export async function runFlowTests(
  tests: string,
  names?: readonly string[],
): Promise<{ readonly passed: number; readonly count: number } | undefined> {
  const { flow } = presentDocument();
  if (flow === undefined || useTestResults.getState().running !== undefined) return undefined;
  useTestResults.setState({ running: names === undefined ? 'all' : new Set(names), refusal: undefined });
  try {
    const text = printFlow(flow, catalogue);
    const report = await runTests({ flow: text, tests, ...(names === undefined ? {} : { names: [...names] }) });
    if (useTestResults.getState().flowId !== flow.id) return undefined;
    const results = new Map(names === undefined ? [] : useTestResults.getState().results);
    for (const result of report.results) results.set(result.name, { result, flow });
    setResults(results);
    if (names === undefined) useTestResults.setState({ coverage: report.coverage });
    return { passed: report.results.filter(({ passed }) => passed).length, count: report.results.length };
  } catch (error) {
    useTestResults.setState({ refusal: error instanceof Error ? error.message : String(error) });
    return undefined;
  } finally {
    useTestResults.setState({ running: undefined });
  }
}

function setResults(results: ReadonlyMap<string, KnownResult>): void {
  const redCount = [...results.values()].filter(({ result }) => !result.passed).length;
  useTestResults.setState({ results, redCount });
}
