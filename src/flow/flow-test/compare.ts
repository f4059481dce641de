import type { Json, JsonObject } from '../json.ts';
import { missingFrom, unequalIn, type ValueDifference } from './contains.ts';
import type { Expectation, StepExpectation } from './flow-test.ts';
import type { FlowTry, TriedStep } from './flow-try.ts';

/** One way in which a run was not as a test expects. */
export type TestDifference = {
  readonly code: string;
  /** What a screen needs to say it in its own words. */
  readonly params: JsonObject;
  readonly sentence: string;
};

/** What the comparison must know of the flow: which steps come after which. */
export type StepOrder = { readonly isAfter: (later: string, earlier: string) => boolean };

/**
 * Holds a run against what a test expects.
 *
 * @returns every difference; none when the test passes
 */
export function compareTry(expect: Expectation, tried: FlowTry, order: StepOrder): readonly TestDifference[] {
  return [
    ...compareState(expect, tried),
    ...compareFailure(expect.failure, tried.failure?.code, { where: 'The run' }),
    ...comparePath(expect.path, tried, order),
    ...compareValues(expect, tried.output, { place: 'output', what: 'The output of the run' }),
    ...compareEffects(expect.effects, tried),
    ...Object.entries(expect.steps ?? {}).flatMap(([node, step]) => compareStep(node, step, tried)),
  ];
}

/** Ids of the steps that ran, in the order in which they began; steps inside items and attempts once. */
export function stepsThatRan(tried: FlowTry): readonly string[] {
  return [
    ...new Set(tried.steps.filter(({ state }) => state !== 'skipped' && state !== 'ready').map((one) => one.node)),
  ];
}

function compareState(expect: Expectation, tried: FlowTry): readonly TestDifference[] {
  if (expect.state === undefined || expect.state === tried.state) return [];
  const because = tried.failure === null ? '' : `: ${tried.failure.title} (${tried.failure.code})`;
  const waits = tried.waitingFor === null || tried.state !== 'waiting' ? '' : `, for ${tried.waitingFor}`;
  return [
    {
      code: 'flow-test/state-differs',
      params: {
        expected: expect.state,
        actual: tried.state,
        ...(tried.failure === null
          ? {}
          : { failure: tried.failure.code, title: tried.failure.title, node: tried.failure.node ?? null }),
      },
      sentence: `The run was expected to be ${expect.state}, and is ${tried.state}${waits}${because}`.replace(
        /\.?$/,
        '.',
      ),
    },
  ];
}

function compareFailure(
  expected: string | undefined,
  actual: string | undefined,
  { where, node }: { readonly where: string; readonly node?: string },
): readonly TestDifference[] {
  if (expected === undefined || expected === actual) return [];
  return [
    {
      code: 'flow-test/failure-differs',
      params: { expected, actual: actual ?? null, node: node ?? null },
      sentence: `${where} was expected to fail with ${expected}, and ${actual === undefined ? 'has no failure' : `failed with ${actual}`}.`,
    },
  ];
}

function comparePath(
  expected: readonly string[] | undefined,
  tried: FlowTry,
  order: StepOrder,
): readonly TestDifference[] {
  if (expected === undefined) return [];
  const actual = stepsThatRan(tried);
  const missing = expected.filter((node) => !actual.includes(node));
  const extra = actual.filter((node) => !expected.includes(node));
  // Steps that run side by side have no order of their own.
  const swapped = expected.find((node, at) => expected.slice(at + 1).some((later) => order.isAfter(node, later)));
  if (missing.length === 0 && extra.length === 0 && swapped === undefined) return [];
  const parts = [
    ...(missing.length === 0 ? [] : [`did not run: ${missing.join(', ')}`]),
    ...(extra.length === 0 ? [] : [`ran unexpectedly: ${extra.join(', ')}`]),
    ...(swapped === undefined || missing.length + extra.length > 0
      ? []
      : [`"${swapped}" can only run after a step that the test names behind it`]),
  ];
  return [
    {
      code: 'flow-test/path-differs',
      params: { expected, actual, missing, extra },
      sentence: `The run took another path; ${parts.join('; ')}.`,
    },
  ];
}

type Values = { readonly output?: Json; readonly outputEquals?: Json };

function compareValues(
  expect: Values,
  actual: Json | undefined,
  { place, what, node }: { readonly place: string; readonly what: string; readonly node?: string },
): readonly TestDifference[] {
  const found = [
    ...(expect.output === undefined ? [] : missingFrom(expect.output, actual)),
    ...(expect.outputEquals === undefined ? [] : unequalIn(expect.outputEquals, actual)),
  ];
  return found.map((difference) => valueDiffers(difference, { place, what, ...(node === undefined ? {} : { node }) }));
}

function valueDiffers(
  { at, expected, actual }: ValueDifference,
  { place, what, node }: { readonly place: string; readonly what: string; readonly node?: string },
): TestDifference {
  const where = at === '' ? what : `${what}, at ${at},`;
  const is = actual === undefined ? 'is not there' : `is ${shorten(actual)}`;
  return {
    code: 'flow-test/value-differs',
    params: { node: node ?? null, place, at, expected, ...(actual === undefined ? {} : { actual }) },
    sentence: `${where} was expected to be ${shorten(expected)}, and ${is}.`,
  };
}

function shorten(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}

function compareEffects(
  expected: Readonly<Record<string, number>> | undefined,
  tried: FlowTry,
): readonly TestDifference[] {
  return Object.entries(expected ?? {}).flatMap(([node, count]) => {
    const actual = Object.hasOwn(tried.effects, node) ? (tried.effects[node] ?? 0) : 0;
    if (actual === count) return [];
    return [
      {
        code: 'flow-test/effects-differ',
        params: { node, expected: count, actual },
        sentence: `"${node}" was expected to act ${countWords(count)}, and acted ${countWords(actual)}.`,
      },
    ];
  });
}

function countWords(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function compareStep(node: string, expect: StepExpectation, tried: FlowTry): readonly TestDifference[] {
  const ran = tried.steps.filter((step) => step.node === node);
  const step = ran.find(({ state }) => state !== 'skipped') ?? ran[0];
  if (step === undefined) {
    return [stepDiffers(node, 'state', expect.state ?? 'done', 'not reached')];
  }
  return [
    ...(expect.state === undefined || expect.state === step.state
      ? []
      : [stepDiffers(node, 'state', expect.state, step.state)]),
    ...(expect.port === undefined || step.ports.includes(expect.port)
      ? []
      : [stepDiffers(node, 'outcome', expect.port, step.ports.join(', ') || 'none')]),
    ...(expect.attempts === undefined || expect.attempts === attemptsOf(step)
      ? []
      : [stepDiffers(node, 'number of attempts', String(expect.attempts), String(attemptsOf(step)))]),
    ...compareFailure(expect.failure, step.failure?.code, { where: `"${node}"`, node }),
    ...compareValues(expect, step.output, { place: 'output', what: `What "${node}" hands on`, node }),
    ...(expect.input === undefined
      ? []
      : compareValues({ output: expect.input }, step.input, { place: 'input', what: `What "${node}" receives`, node })),
  ];
}

function attemptsOf(step: TriedStep): number {
  return step.attempts.length;
}

function stepDiffers(node: string, what: string, expected: string, actual: string): TestDifference {
  return {
    code: 'flow-test/step-differs',
    params: { node, what, expected, actual },
    sentence: `The ${what} of "${node}" was expected to be ${expected}, and is ${actual}.`,
  };
}
