import type { z } from 'zod';
import type { Handlers, RefusedCall } from '#api/call.ts';
import type { ApiCallOf, calls } from '#api/calls.ts';
import type { testingCalls } from '#api/testing.ts';
import { sayWhen } from '#flow/flow-test/cron-words.ts';
import { proposeContract } from '#flow/flow-test/propose-contract.ts';
import { proposeMap } from '#flow/flow-test/propose-map.ts';
import { formatInstant, parseInstant } from '#flow/instant.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import { type Problem, type Result, refuse as refuseWith, succeed } from '#flow/problem.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { clockTriggers } from '#nodes/triggers.ts';
import type { TestBench } from '../test-bench/test-bench.ts';
import { notInStudio, refuse, reply } from './outcomes.ts';

/** What the calls that try and test flows need; a server has no bench. */
export type TestingNeeds = { readonly bench: TestBench | undefined; readonly now: () => number };

type TestingIds = (typeof testingCalls)[number]['id'];

/** The work behind the calls that try and test flows. */
export function testingHandlers({ bench, now }: TestingNeeds): Pick<Handlers<typeof calls>, TestingIds> {
  const onBench = async <T, U>(
    work: (bench: TestBench) => Promise<Result<T>>,
    show: (value: T) => U,
  ): Promise<RefusedCall | { readonly ok: true; readonly value: U }> => {
    if (bench === undefined) return closed;
    const done = await work(bench);
    return done.ok ? { ok: true, value: show(done.value) } : notDone(done.problems);
  };
  return {
    'tries.start': ({ body: { file: _file, ...ask } }) => onBench((open) => open.startTry(ask), copy),
    'expressions.evaluate': async ({ body }) => {
      if (bench === undefined) return closed;
      return reply({ results: [...(await bench.evaluate(body))] });
    },
    'tests.run': ({ body: { file: _file, ...ask } }) =>
      onBench(
        (open) => open.runTests(ask),
        ({ results, coverage }) => ({ results: copy(results), coverage: copy(coverage) }),
      ),
    'tests.keep': ({ body }) =>
      onBench(
        (open) => open.keep(body),
        ({ result, samples, ...kept }) => ({ ...kept, samples: [...samples], result: copy(result) }),
      ),
    'samples.propose': async ({ body: { samples, title, target } }) => {
      const contract = proposeContract(samples, title);
      const map = target === undefined ? null : copy(proposeMap(contract, target));
      return reply({ contract, map });
    },
    'schedules.preview': async ({ body: { config, count, from } }) => {
      const ticks = nextTicks(config, { count, from: (from === undefined ? undefined : parseInstant(from)) ?? now() });
      return ticks.ok ? reply(ticks.value) : notDone(ticks.problems);
    },
    'previews.request': ({ body }) => onBench((open) => open.preview(body), copy),
  };
}

type JsonReply = z.core.util.JSONType;

type Writable<T> = [Json] extends [T]
  ? JsonReply
  : T extends readonly (infer Item)[]
    ? Writable<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Writable<T[Key]> }
      : T;

/** Replies are written to the wire at once, so what the bench keeps read-only may be handed out as it is. */
function copy<T>(value: T): Writable<T> {
  // Only the marks of the types differ.
  return value as unknown as Writable<T>;
}

type Preview = ApiCallOf<'schedules.preview'>;

function nextTicks(
  config: JsonObject,
  { count, from }: { readonly count: number; readonly from: number },
): Result<Preview['reply']['_zod']['input']> {
  const manifest = nodeCatalogue.find('schedule', 1);
  const trigger = clockTriggers.get('schedule@1');
  if (manifest === undefined || trigger === undefined) throw new Error('This build has no schedule.');
  const parsed = manifest.config.safeParse(config);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'It'} ${message}`);
    return refuseWith({ code: 'workspace/invalid-value', message: `This is no schedule: ${sentences.join('; ')}.` });
  }
  const next: string[] = [];
  let after = from;
  while (next.length < count) {
    const tick = trigger.nextTick(config, after);
    if (tick === undefined) break;
    next.push(formatInstant(tick));
    after = tick;
  }
  const { cron, zone, window } = config;
  const hours = isJsonObject(window) ? { window: { from: String(window.from), to: String(window.to) } } : {};
  return succeed({ next, sentence: sayWhen({ cron: String(cron), zone: String(zone), ...hours }) });
}

const closed = notInStudio('serves its workspace and tries nothing out');

const missing: ReadonlySet<string> = new Set(['try/no-such-step', 'try/no-such-run', 'workspace/no-environment']);

function notDone(problems: readonly Problem[]): RefusedCall {
  const [first] = problems;
  const code = first?.code ?? 'server/broke';
  const detail = problems
    .slice(0, 10)
    .map(({ line, message }) => (line === undefined ? message : `Line ${line}: ${message}`))
    .join(' ');
  return refuse({ status: missing.has(code) ? 404 : 422, code, title: 'Not done', detail });
}
