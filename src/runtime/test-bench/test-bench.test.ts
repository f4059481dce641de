import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFlowTests } from '#flow/flow-test/parse-tests.ts';
import { toJsonText } from '#flow/json.ts';
import { createBenchNeeds, startBench } from '../bench-ground.ts';
import { admitWorkspace } from '../deployments/deployments.ts';
import { runDirectly } from '../direct-run.ts';
import { createMachineClock } from '../machine/clock.ts';
import { openStoreInThread } from '../store/sqlite/in-thread.ts';
import { readWorkspace, type Workspace } from '../workspace/workspace.ts';
import { createTestBench, type TestBench } from './test-bench.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'examples', 'order-to-cash');
const lone = startBench(folder);
let workspace: Workspace;
let flow: string;
let small: never;
let bench: TestBench;

beforeAll(async () => {
  workspace = await readWorkspace(folder);
  flow = await readFile(join(folder, 'flows', 'order-to-cash.flow.yaml'), 'utf8');
  small = JSON.parse(await readFile(join(folder, 'samples', 'small-order.json'), 'utf8')) as never;
  bench = benchOn(workspace);
});

afterAll(() => lone.close());

const noRuns = { loadRun: async () => undefined, loadPlan: async () => undefined };

function benchOn(on: Workspace, needs = lone.needs): TestBench {
  return createTestBench(needs, { workspace: async () => on, environment: 'dev', store: noRuns });
}

async function settled<T>(
  result: Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false }>,
): Promise<T> {
  const outcome = await result;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const step = (tried: Awaited<ReturnType<typeof tryAll>>, node: string) => tried.steps.find((one) => one.node === node);

function tryAll(ask: Partial<Parameters<TestBench['startTry']>[0]> = {}) {
  return settled(bench.startTry({ flow, input: small, scope: 'flow', ...ask }));
}

describe('a try', () => {
  test('shows what every step received and handed on, and which edges delivered', async () => {
    const tried = await tryAll();

    expect(tried).toMatchObject({
      state: 'succeeded',
      simulatedEffects: true,
      environment: { name: 'dev', purpose: 'dev' },
      effects: { create_order: 1 },
    });
    expect(step(tried, 'canonical_order')).toMatchObject({
      input: { number: 'SO-1001' },
      output: { reference: 'SO-1001', totalMinor: 88_800 },
      simulated: false,
    });
    expect(step(tried, 'create_order')).toMatchObject({
      input: { reference: 'SO-1001' },
      output: { reference: 'SO-1001', odooOrder: { name: 'S00001', state: 'sale' } },
      result: { name: 'S00001' },
      simulated: true,
      simulation: { source: 'derived', sentence: expect.stringContaining('The environment "dev" is for dev') },
      attempts: [{ number: 1, failure: null }],
    });
    expect(step(tried, 'manager_approval')).toMatchObject({ state: 'skipped' });
    expect(tried.edges).toContainEqual({ from: 'above_limit', port: 'small', to: 'create_order', count: 1 });
  });

  test('of one step runs that step alone', async () => {
    const tried = await tryAll({ scope: { step: 'canonical_order', given: small }, input: null });

    expect(tried.steps.map(({ node, state }) => [node, state])).toEqual([
      ['order_received', 'done'],
      ['canonical_order', 'done'],
    ]);
    expect(step(tried, 'canonical_order')?.output).toMatchObject({ totalMinor: 88_800 });
    expect(tried.edges).toEqual([]);
  });

  test('from a step on uses the pinned data of the one before it', async () => {
    const order = { reference: 'SO-9', totalMinor: 5_000_000, customer: { name: 'A' }, lines: [], currency: 'EUR' };

    const tried = await tryAll({
      scope: { from: 'above_limit' },
      pins: { canonical_order: order },
      approvals: { manager_approval: { decision: 'rejected', reason: 'no', after: '2h' } },
    });

    expect(step(tried, 'canonical_order')).toMatchObject({ pinned: true, type: 'map@1', output: order });
    expect(step(tried, 'order_complete')).toBeUndefined();
    expect(step(tried, 'manager_approval')).toMatchObject({
      ports: ['rejected'],
      simulated: true,
      simulation: { source: 'decision' },
    });
    expect(step(tried, 'rejected_order')).toMatchObject({ state: 'done', input: { reference: 'SO-9' } });
    expect(tried.virtualMs).toBe(7_200_000);
  });

  test('a pinned effect is not called, and the run goes on from its data', async () => {
    const tried = await tryAll({ pins: { create_order: { reference: 'SO-1001', odooOrder: { id: 99 } } } });

    expect(tried.effects).toEqual({});
    expect(tried.state).toBe('succeeded');
    expect(step(tried, 'create_order')).toMatchObject({ pinned: true, ports: ['done'], type: 'odoo@1' });
    expect(step(tried, 'order_done')?.input).toEqual({ reference: 'SO-1001', odooOrder: { id: 99 } });
  });

  test('retries and a day of waiting take no time', async () => {
    const stubs = { create_order: [{ fail: { kind: 'transient', times: 8 } }] } as const;

    const tried = await tryAll({ stubs });

    expect(tried).toMatchObject({ state: 'failed', failure: { code: 'try/transient' } });
    expect(step(tried, 'create_order')?.attempts).toHaveLength(8);
    expect(step(tried, 'set_aside')).toMatchObject({ state: 'done', input: { reference: 'SO-1001' } });
    expect(tried.durationMs).toBeLessThan(10_000);
  });

  test('an answer slower than its step allows is a timeout', async () => {
    const tried = await tryAll({ stubs: { create_order: [{ answer: {}, delay: '10m', times: 1 }, { answer: {} }] } });

    expect(step(tried, 'create_order')?.attempts).toMatchObject([
      { failure: { kind: 'timeout', unknown: true } },
      { failure: null },
    ]);
    expect(tried.state).toBe('succeeded');
  });

  test('an event that is not taken says why', async () => {
    const tried = await tryAll({ input: { nothing: true } });

    expect(tried).toMatchObject({ state: 'refused', failure: { code: 'ingress/no-key', node: 'order_received' } });
  });

  test('really acts only where the environment is for tests', async () => {
    const sent: string[] = [];
    const needs = {
      ...lone.needs,
      realEffects: () => ({
        effects: {
          invoke: async (node: { readonly id: string }) => {
            sent.push(node.id);
            return { ok: true as const, port: 'done', result: { id: 5 } };
          },
          gate: () => ({ open: true as const }),
          memory: () => ({ keyKeptForMs: undefined, maxRequestTimeMs: 1 }),
        },
        close: async () => undefined,
      }),
    };
    const [dev] = workspace.environments;
    if (dev === undefined) throw new Error('The example has no environment.');
    const both = { ...workspace, environments: [dev, { ...dev, name: 'qa', purpose: 'test' as const }] };
    const ask = { flow, input: small, scope: 'flow' as const };

    await settled(benchOn(both, needs).startTry(ask));
    const before = [...sent];
    const tried = await settled(benchOn(both, needs).startTry({ ...ask, environment: 'qa' }));
    await settled(benchOn(both, needs).startTry({ ...ask, environment: 'qa', scope: { step: 'order_done' } }));

    expect(before).toEqual([]);
    expect(sent).toEqual(['create_order']);
    expect(tried.simulatedEffects).toBe(false);
    expect(step(tried, 'create_order')).toMatchObject({ simulated: false, result: { id: 5 } });
  });

  test('a flow with errors is refused at its place, and a sound step of it can be tried', async () => {
    const broken = flow.replace('$sum([items', '$sum(([items');

    const whole = await bench.startTry({ flow: broken, input: small, scope: 'flow' });
    const one = await bench.startTry({ flow: broken, input: small, scope: { step: 'order_complete' } });

    expect(whole).toMatchObject({ ok: false, problems: [{ node: 'canonical_order', line: expect.any(Number) }] });
    expect(one).toMatchObject({ ok: true, value: { state: 'succeeded' } });
  });

  test('steps in bodies are told per item, and one alone gets its item', async () => {
    const text = `penstock: 1
id: lines
name: Lines
nodes:
  begin:
    type: manual@1
    next: each_line
  each_line:
    type: each@1
    config:
      items: lines
      key: sku
    body:
      price:
        type: map@1
        config:
          expression: '{ "sku": $item.sku, "sum": $item.qty * 2 }'
`;
    const input = {
      lines: [
        { sku: 'a', qty: 1 },
        { sku: 'b', qty: 2 },
      ],
    };

    const whole = await settled(bench.startTry({ flow: text, input, scope: 'flow' }));
    const one = await settled(
      bench.startTry({ flow: text, input: null, scope: { step: 'price', given: { sku: 'c', qty: 3 } } }),
    );

    expect(whole.steps.map(({ path, output }) => [path, output])).toEqual([
      ['begin', input],
      [
        'each_line',
        {
          items: [
            { sku: 'a', sum: 2 },
            { sku: 'b', sum: 4 },
          ],
          failed: [],
        },
      ],
      ['each_line[a]/price', { sku: 'a', sum: 2 }],
      ['each_line[b]/price', { sku: 'b', sum: 4 }],
    ]);
    expect(one.steps.find(({ node }) => node === 'price')).toMatchObject({
      input: { sku: 'c', qty: 3 },
      output: { sku: 'c', sum: 6 },
    });
  });
});

describe('keeping', () => {
  // Above the limit, so that it waits for a manager.
  const large = () => ({ ...(small as object), items: [{ sku: 'PMP-100', qty: 40, price: 349.5 }] }) as never;

  test('a failed run becomes a red test that is green after the fix', async () => {
    const broken = flow
      .replace('"reference": number,', '"reference": number.text,')
      .replace('$round(price * 100)', '$round(price.x * "a")');
    const tried = await settled(bench.startTry({ flow: broken, input: small, scope: 'flow' }));

    const kept = await settled(
      bench.keep({ flow: broken, tests: null, name: 'SO-1001 works', from: { try: tried }, expect: 'success' }),
    );
    const again = await settled(bench.runTests({ flow, tests: withSamples(kept) }));

    expect(tried.state).toBe('failed');
    expect(kept.result.passed).toBe(false);
    expect(kept.tests).not.toMatch(/azure/i);
    expect(JSON.stringify(kept.samples)).not.toMatch(/azure/i);
    expect(again.results).toMatchObject([{ name: 'SO-1001 works', passed: true }]);
  });

  test('a run that failed before anybody decided is kept as a test that can pass: the decision is taken in it', async () => {
    const broken = flow.replace('$round(price * 100)', '$round(price.x * "a")');
    const tried = await settled(bench.startTry({ flow: broken, input: large(), scope: 'flow' }));

    const kept = await settled(
      bench.keep({ flow: broken, tests: null, name: 'large works', from: { try: tried }, expect: 'success' }),
    );
    const again = await settled(bench.runTests({ flow, tests: withSamples(kept) }));

    expect(kept.tests).toContain('manager_approval: approved');
    expect(again.results).toMatchObject([{ name: 'large works', passed: true }]);
  });

  test('a run as it was keeps its answers, its decision and its way', async () => {
    const stubs = {
      create_order: [{ fail: { kind: 'transient', code: 'odoo/busy', times: 2 } }, { answer: { id: 3, name: 'S3' } }],
    } as const;
    const tried = await settled(bench.startTry({ flow, input: large(), scope: 'flow', stubs }));

    const kept = await settled(
      bench.keep({ flow, tests: null, name: 'large', from: { try: tried }, expect: 'as-it-was' }),
    );
    const twice = await settled(
      bench.keep({ flow, tests: kept.tests, name: 'large', from: { try: tried }, expect: 'as-it-was' }),
    );

    expect(kept.result).toMatchObject({ passed: true, differences: [] });
    const read = parseFlowTests(twice.tests);
    expect(read).toMatchObject({
      ok: true,
      value: {
        tests: [
          {
            name: 'large',
            stubs: { create_order: [{ fail: { code: 'odoo/busy', times: 2 } }, { answer: { id: 3, name: 'S3' } }] },
            approvals: { manager_approval: { decision: 'approved' } },
            expect: { state: 'succeeded', effects: { create_order: 1 } },
          },
          { name: 'large (2)' },
        ],
      },
    });
  });

  test('a refusal by a system stays red until another request is sent', async () => {
    const stubs = { create_order: [{ fail: { kind: 'validation', code: 'odoo/refused' } }] } as const;
    const tried = await settled(bench.startTry({ flow, input: small, scope: 'flow', stubs }));
    const mended = flow.replace('"currency": currency', '"currency": "USD"');

    const kept = await settled(
      bench.keep({ flow, tests: null, name: 'refused', from: { try: tried }, expect: 'success' }),
    );
    const after = await settled(bench.runTests({ flow: mended, tests: withSamples(kept) }));

    expect(kept.result).toMatchObject({ passed: false, differences: [{ code: 'flow-test/state-differs' }] });
    expect(after.results).toMatchObject([{ passed: true }]);
  });

  test('a recorded run is kept as well as a tried one', async () => {
    const { flows, environments, connections } = workspace;
    const judged = admitWorkspace({ ...workspace, flows, connections }, lone.needs.hash).admitted[0];
    const [environment] = environments;
    if (judged === undefined || environment === undefined) throw new Error('The example is not sound.');
    const data = await mkdtemp(join(tmpdir(), 'penstock-keep-'));
    try {
      const ran = await settled(
        runDirectly({
          workspace,
          environment,
          flow: judged,
          body: toJsonText(small),
          data,
          isKept: false,
          env: {},
          stub: async () => ({ port: 'exists', result: { id: 21, name: 'S00021' } }),
          patienceMs: 0,
          writeLog: () => undefined,
        }),
      );
      const store = openStoreInThread({ directory: data, now: Date.now, ballastBytes: 0, synchronous: 'off' });
      const place = { workspace: async () => workspace, environment: 'dev', store };

      const kept = await settled(
        createTestBench(lone.needs, place).keep({
          flow,
          tests: null,
          name: 'recorded',
          from: { run: ran.story.row.id },
          expect: 'as-it-was',
        }),
      );
      await store[Symbol.asyncDispose]();

      expect(kept.result).toMatchObject({ passed: true, effects: { create_order: 1 } });
      expect(parseFlowTests(kept.tests)).toMatchObject({
        value: { tests: [{ stubs: { create_order: [{ answer: { id: 21 }, port: 'exists' }] } }] },
      });
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });

  test('a run nobody knows is refused', async () => {
    const from = { run: 'run_none' };

    const kept = await bench.keep({ flow, tests: null, name: 'a', from, expect: 'success' });

    expect(kept).toMatchObject({ ok: false, problems: [{ code: 'try/no-such-run' }] });
  });

  /** As if the designer had written the sample; the test starts from the value instead. */
  function withSamples(kept: { readonly tests: string; readonly samples: readonly { path: string; text: string }[] }) {
    return kept.samples.reduce((text, { path, text: sample }) => {
      const value = sample.trim().split('\n');
      const block = toBlock(JSON.parse(value.join('\n')), 6);
      return text.replace(`given: ${path}`, `given:\n${block}`);
    }, kept.tests);
  }

  function toBlock(value: Record<string, unknown>, indent: number): string {
    return Object.entries(value)
      .map(([key, member]) => {
        const pad = ' '.repeat(indent);
        if (Array.isArray(member)) {
          const rows = member.map((row) =>
            toBlock(row as Record<string, unknown>, indent + 4)
              .replace(/^ {2}/, '')
              .replace(/^( *) {2}/, '$1- '),
          );
          return `${pad}${key}:\n${rows.join('\n')}`;
        }
        if (typeof member === 'object')
          return `${pad}${key}:\n${toBlock(member as Record<string, unknown>, indent + 2)}`;
        return `${pad}${key}: ${String(member)}`;
      })
      .join('\n');
  }
});

describe('what would be sent', () => {
  test('goes up to the write, with names in place of secrets', async () => {
    const input = {
      reference: 'SO-1',
      customer: { name: 'Ann', email: 'ann@example.com' },
      lines: [{ sku: 'PMP-100', quantity: 2, unitPriceMinor: 34_950 }],
      totalMinor: 69_900,
      currency: 'EUR',
    };

    const preview = await settled(bench.preview({ flow, node: 'create_order', input }));

    expect(preview).toMatchObject({
      connection: 'odoo-main',
      key: { businessKey: 'SO-1', isOfRun: false },
      unknown: null,
    });
    const writes = preview.requests.filter(({ looksUp }) => !looksUp);
    expect(writes.map(({ path }) => path)).toEqual([
      '/json/2/res.partner/load',
      '/json/2/sale.order/load',
      '/json/2/sale.order/action_confirm',
    ]);
    expect(writes[1]).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:8069/json/2/sale.order/load',
      headers: { authorization: 'Bearer {{secret odoo-main-key}}', 'x-odoo-database': 'demo' },
      operation: 'order.create',
    });
    expect(JSON.stringify(writes[1]?.body)).toContain('349.5');
    expect(preview.assumptions).toContainEqual(expect.stringContaining('version 19'));
  });

  test('cannot be told where the settings cannot be computed, or nothing is sent', async () => {
    const broken = flow.replace('"partner": customer,', '"partner": $error("no partner"),');

    const refused = await settled(bench.preview({ flow: broken, node: 'create_order', input: { reference: 'a' } }));
    const nothing = await settled(bench.preview({ flow, node: 'canonical_order', input: small }));

    expect(refused).toMatchObject({ requests: [], unknown: { code: 'try/config-refused' } });
    expect(nothing).toMatchObject({ requests: [], unknown: { code: 'try/not-sent-at-all' } });
  });
});

test('a bench leaves samples outside the workspace alone', async () => {
  const clock = createMachineClock();
  const { log, sandbox } = lone.needs;
  const needs = createBenchNeeds({ folder, sandbox, clock, log });

  expect(await needs.readSample('../../package.json')).toBeUndefined();
  expect(await needs.readSample('samples/small-order.json')).toMatchObject({ number: 'SO-1001' });
});
