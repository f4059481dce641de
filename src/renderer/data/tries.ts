import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import type { triedFlow } from '#api/testing.ts';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** A tried run as the runtime tells it. */
export type TriedFlow = z.output<typeof triedFlow>;

/** One step of a tried run. */
export type TriedStep = TriedFlow['steps'][number];

/** What the runtime is asked to try. */
export type TryRequest = z.input<ApiCallOf<'tries.start'>['body']>;

/** What the tests of a flow came to. */
export type TestReport = z.output<ApiCallOf<'tests.run'>['reply']>;

/** What one test came to. */
export type TestResult = TestReport['results'][number];

/** A run that became a test, not yet written. */
export type KeptRun = z.output<ApiCallOf<'tests.keep'>['reply']>;

/** Tries a draft; throws a `RefusedCall` whose sentence says what keeps it from running. */
export async function startTry(request: TryRequest): Promise<TriedFlow> {
  return answerOf(await runtime.send('tries.start', { body: request }));
}

/** Runs the tests of a draft, or those with the given names. */
export async function runTests(request: z.input<ApiCallOf<'tests.run'>['body']>): Promise<TestReport> {
  return answerOf(await runtime.send('tests.run', { body: request }));
}

/** Turns a run into a test; nothing is written. */
export async function keepRun(request: z.input<ApiCallOf<'tests.keep'>['body']>): Promise<KeptRun> {
  return answerOf(await runtime.send('tests.keep', { body: request }));
}

/** A step of the last good run, as far as a comparison needs it. */
export type GoodStep = { readonly node: string; readonly input?: unknown; readonly output?: unknown };

/** The last recorded run of a flow that succeeded; undefined where there is none. */
export async function readLastGoodRun(
  flow: string,
): Promise<{ readonly startedAt: string; readonly steps: readonly GoodStep[] } | undefined> {
  const { runs } = answerOf(await runtime.send('runs.list', { query: { flow, state: 'succeeded', limit: 1 } }));
  const [last] = runs;
  if (last === undefined) return undefined;
  return answerOf(await runtime.send('runs.get', { params: { id: last.id } }));
}

/** The last recorded runs of a flow, newest first. */
export async function listRuns(flow: string) {
  return answerOf(await runtime.send('runs.list', { query: { flow, limit: 10 } })).runs;
}

/** What a recorded run was started with; undefined where it is not kept. */
export async function readRunInput(id: string): Promise<unknown> {
  return answerOf(await runtime.send('runs.get', { params: { id } })).input;
}
