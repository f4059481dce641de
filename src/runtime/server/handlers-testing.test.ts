import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiCallOf, calls } from '#api/calls.ts';
import type { Caller } from '#api/permission.ts';
import { startBench } from '../bench-ground.ts';
import { createTestBench, type TestBench } from '../test-bench/test-bench.ts';
import { readWorkspace } from '../workspace/workspace.ts';
import { testingHandlers } from './handlers-testing.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'examples', 'order-to-cash');
const lone = startBench(folder);
let flow: string;
let small: never;
let bench: TestBench;

beforeAll(async () => {
  flow = await readFile(join(folder, 'flows', 'order-to-cash.flow.yaml'), 'utf8');
  // Only handed on; what it is does not matter here.
  small = JSON.parse(await readFile(join(folder, 'samples', 'small-order.json'), 'utf8')) as never;
  const store = { loadRun: async () => undefined, loadPlan: async () => undefined };
  bench = createTestBench(lone.needs, { workspace: () => readWorkspace(folder), environment: 'dev', store });
});

afterAll(() => lone.close());

describe('the calls', () => {
  const caller: Caller = { name: 'ann', roles: ['analyst'], groups: [] };
  const now = () => Date.UTC(2027, 0, 1);

  function replySchema<Id extends (typeof calls)[number]['id']>(id: Id): ApiCallOf<Id>['reply'] {
    const row = calls.find((one) => one.id === id);
    if (row === undefined) throw new Error(`There is no call ${id}.`);
    // Found by this very id.
    return row.reply as ApiCallOf<Id>['reply'];
  }

  test('answer as their rows say', async () => {
    const handlers = testingHandlers({ bench, now });
    const request = { params: {}, query: {}, caller };

    const tried = await handlers['tries.start']({ ...request, body: { flow, input: small, scope: 'flow' } });
    const tests = await readFile(join(folder, 'flows', 'order-to-cash.tests.yaml'), 'utf8');
    const ran = await handlers['tests.run']({
      ...request,
      body: { flow, tests, names: ['a small order goes straight to Odoo'] },
    });
    if (!tried.ok || !ran.ok) throw new Error(JSON.stringify([tried, ran]));
    const from = { try: replySchema('tries.start').parse(JSON.parse(JSON.stringify(tried.value))) };
    const kept = await handlers['tests.keep']({
      ...request,
      body: { flow, tests: null, name: 'kept', from, expect: 'as-it-was' },
    });
    const preview = await handlers['previews.request']({
      ...request,
      body: { flow, node: 'create_order', input: small },
    });
    const proposed = await handlers['samples.propose']({ ...request, body: { samples: [small] } });

    expect(replySchema('tests.run').safeParse(JSON.parse(JSON.stringify(ran.value))).success).toBe(true);
    expect(ran.value.results).toMatchObject([{ passed: true }]);
    expect(kept.ok && replySchema('tests.keep').safeParse(JSON.parse(JSON.stringify(kept.value))).success).toBe(true);
    expect(preview.ok && replySchema('previews.request').safeParse(preview.value).success).toBe(true);
    expect(proposed.ok && replySchema('samples.propose').safeParse(proposed.value).success).toBe(true);
  });

  test('evaluate over several inputs, with the place of a mistake', async () => {
    const handlers = testingHandlers({ bench, now });
    const evaluate = async (expression: string, kind: 'expression' | 'text', bindings = {}) => {
      const body = { expression, kind, inputs: [{ a: 1 }, { a: [1, 2] }], bindings };
      const done = await handlers['expressions.evaluate']({ params: {}, query: {}, caller, body });
      return done.ok ? done.value.results : [];
    };

    expect(await evaluate('$sum(a) + $steps.x.n', 'expression', { steps: { x: { n: 10 } } })).toEqual([
      { ok: true, value: 11 },
      { ok: true, value: 13 },
    ]);
    expect(await evaluate('missing', 'expression')).toEqual([{ ok: true }, { ok: true }]);
    expect(await evaluate('a: {{ a }}', 'text')).toMatchObject([
      { ok: true, value: 'a: 1' },
      { ok: false, failure: { code: 'expression/not-text' }, position: { line: 1, column: 6, offset: 5 } },
    ]);
    expect(await evaluate('a +\n  ) b', 'expression')).toMatchObject([
      { ok: false, failure: { code: 'expression/parse-error' }, position: { line: 2, column: 3 } },
      { ok: false },
    ]);
  });

  test('say a schedule in words, with its next firings', async () => {
    const handlers = testingHandlers({ bench, now });
    const ask = (config: Record<string, string>) =>
      handlers['schedules.preview']({ params: {}, query: {}, caller, body: { config, count: 2 } });

    expect(await ask({ cron: '30 6 * * 1-5', zone: 'Europe/Vienna' })).toEqual({
      ok: true,
      value: {
        next: ['2027-01-01T05:30:00.000Z', '2027-01-04T05:30:00.000Z'],
        sentence: 'At 06:30 on working days, Monday to Friday, in the time of Europe/Vienna.',
      },
    });
    expect(await ask({ cron: 'now', zone: 'Europe/Vienna' })).toMatchObject({ ok: false, refusal: { status: 422 } });
  });

  test('are refused where nothing is drawn', async () => {
    const handlers = testingHandlers({ bench: undefined, now });

    const refused = await handlers['tries.start']({
      params: {},
      query: {},
      caller,
      body: { flow, input: null, scope: 'flow' },
    });

    expect(refused).toMatchObject({ ok: false, refusal: { status: 404, code: 'workspace/not-in-studio' } });
  });
});
