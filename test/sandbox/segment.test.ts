import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxPool } from '#runtime/sandbox-pool/sandbox-pool.ts';
import { evalRequest, json, keepingLog, openPool, planOf, segmentRequest } from './battery.ts';

let pool: SandboxPool;
beforeAll(() => {
  pool = openPool();
});
afterAll(() => pool.close());

test('a pure node is evaluated over its input, the variables and the run', async () => {
  const expression = '{ "reference": number, "limit": $vars.limit, "run": $run.id, "at": $millis() }';
  const plan = planOf('map', { type: 'map', kind: 'pure', config: { expression } });

  const result = await pool.evaluate(plan, segmentRequest(plan, json({ number: 'S1' })));

  const output = json({ reference: 'S1', limit: 10, run: 'run_1', at: 1_700_000_000_000 });
  expect(result).toEqual({ kind: 'segment', settled: [{ id: 'work', ports: ['done'], output }], prepared: [] });
});

test('an expression that changes its own copy of the input leaves it as it was for the next one', async () => {
  // Grouping over an empty list puts something into that list.
  const cases = [
    { port: 'grouped', when: 'lines{ sku: price } = 1' },
    { port: 'empty', when: '$count(lines) = 0' },
  ];
  const plan = planOf('group', {
    type: 'branch',
    kind: 'pure',
    carries: 'input',
    ports: ['grouped', 'empty', 'other'],
    config: { cases, otherwise: 'other' },
  });

  const result = await pool.evaluate(plan, segmentRequest(plan, json({ lines: [] })));

  expect(result).toMatchObject({ settled: [{ id: 'work', ports: ['empty'] }] });
});

test('the config of an effect is prepared: expressions, escaped texts and its key', async () => {
  const config = {
    values: 'lines',
    subject: 'Order {{ number }} & {{ "<b>" }}',
    gone: 'missing',
    path: '/o/{{ number }}',
  };
  const plan = planOf('effect', {
    type: 'http',
    kind: 'effect',
    effect: 'write',
    config,
    key: 'number',
    prepare: [
      { path: 'values', kind: 'expression', escaping: undefined, source: config.values },
      { path: 'subject', kind: 'text', escaping: 'html', source: config.subject },
      { path: 'gone', kind: 'expression', escaping: undefined, source: config.gone },
      { path: 'path', kind: 'text', escaping: 'url-part', source: config.path },
    ],
  });

  const result = await pool.evaluate(plan, segmentRequest(plan, json({ number: 'S 1', lines: [1] })));

  const prepared = { values: [1], subject: 'Order S 1 & &lt;b&gt;', path: '/o/S%201' };
  expect(result).toEqual({
    kind: 'segment',
    settled: [],
    prepared: [{ id: 'work', config: json(prepared), key: 'S 1' }],
  });
});

test('a header with a line break, and a key that is no text, fail their step before anything is sent', async () => {
  const text = 'Order {{ number }}';
  const field = { path: 'title', kind: 'text', escaping: 'header', source: text } as const;
  const header = planOf('header', { type: 'http', kind: 'effect', config: { title: text }, prepare: [field] });
  const keyed = planOf('keyed', { type: 'http', kind: 'effect', config: {}, key: 'lines' });

  const results = await Promise.all(
    [header, keyed].map((plan) => pool.evaluate(plan, segmentRequest(plan, json({ number: 'a\r\nX: y', lines: [1] })))),
  );

  const failures = results.map((result) => (result.kind === 'segment' ? result.prepared[0]?.failure : undefined));
  expect(failures).toMatchObject([
    { code: 'expression/header-break', kind: 'validation', detail: { field: 'title' } },
    { code: 'effect/bad-key', kind: 'validation', detail: { field: 'key' } },
  ]);
});

test('before accept the keys of the trigger come with the first segment', async () => {
  const plan = planOf('keys', { type: 'map', kind: 'pure', config: { expression: 'id' } });
  const start = plan.nodes.start;
  if (start === undefined) throw new Error('The plan has no trigger.');
  const config = { dedupe: { key: 'id' }, sequence: { key: 'customer.id', order: 'missing' } };
  const withKeys = { ...plan, correlation: '"order " & id', nodes: { ...plan.nodes, start: { ...start, config } } };

  const result = await pool.evaluate(
    withKeys,
    segmentRequest(withKeys, json({ id: 7, customer: { id: 'c' } }), { keys: true }),
  );

  expect(result).toMatchObject({ keys: { dedupe: '7', lane: '"c"', correlation: '"order 7"' } });
  expect(result).not.toHaveProperty('keys.order');
});

test('time and randomness are the recorded ones, and differ by place', async () => {
  const expression = '[$now(), $random(), $shuffle([1..20])]';
  const plan = planOf('random', { type: 'map', kind: 'pure', config: { expression } });

  const [first, again, elsewhere] = await Promise.all([
    pool.evaluate(plan, segmentRequest(plan, json(null))),
    pool.evaluate(plan, segmentRequest(plan, json(null))),
    pool.evaluate(plan, segmentRequest(plan, json(null), { frame: 'each_line[1]' })),
  ]);

  expect(first).toEqual(again);
  expect(first).not.toEqual(elsewhere);
});

test('a script gets frozen data, a fixed clock and seeded randomness, and nothing of the run before', async () => {
  const code = `
    globalThis.seen = (globalThis.seen ?? 0) + 1;
    return { seen: globalThis.seen, frozen: Object.isFrozen(input) && Object.isFrozen(input.a), vars, at: Date.now(),
      made: new Date().toISOString(), drawn: Math.random() }`;
  const plan = planOf('script', { type: 'script', kind: 'pure', config: { code } });

  const results = [];
  for (const _ of [1, 2]) results.push(await pool.evaluate(plan, segmentRequest(plan, json({ a: [1] }))));

  const [first, second] = results.map((result) => (result.kind === 'segment' ? result.settled[0]?.output : undefined));
  expect(first).toEqual(second);
  expect(JSON.parse(first ?? '{}')).toMatchObject({
    seen: 1,
    frozen: true,
    vars: { limit: 10 },
    at: 1_700_000_000_000,
    made: '2023-11-14T22:13:20.000Z',
  });
});

test('one expression cannot leave anything behind for the next', async () => {
  const first = await pool.evaluate(undefined, evalRequest('($x := 5; $x)', json(1)));
  const second = await pool.evaluate(undefined, evalRequest('$x', json(1)));

  expect([first, second]).toEqual([{ kind: 'eval', text: '5' }, { kind: 'eval' }]);
});

test('more flows than a child has memory for cost time, not a child', async () => {
  const log = keepingLog();
  const crowded = openPool(log);
  const input = json({ items: Array.from({ length: 20 }, (_, at) => ({ sku: `A-${at}`, quantity: 2, price: 3.5 })) });
  const expression = '{ "lines": [items.{ "sku": $lowercase(sku), "sum": quantity * price }] }';
  const failed: unknown[] = [];

  for (let at = 0; at < 70; at++) {
    const plan = planOf(`crowd ${at}`, { type: 'map', kind: 'pure', config: { expression } });
    const requests = Array.from({ length: 20 }, () => crowded.evaluate(plan, segmentRequest(plan, input)));
    failed.push(...(await Promise.all(requests)).filter((result) => result.kind !== 'segment'));
  }
  const ended = log.events.filter(({ event }) => event === 'sandbox.child-ended');
  await crowded.close();

  expect({ failed, ended }).toEqual({ failed: [], ended: [] });
}, 60_000);

test('a child of ours is walled in, and says so', async () => {
  const facts = await pool.facts();

  expect(facts.flags.some((flag) => flag.startsWith('--inspect'))).toBe(false);
  expect(facts.flags).toEqual(
    expect.arrayContaining(['--permission', '--no-experimental-sqlite', '--disable-proto=throw']),
  );
  expect(facts.probes).toMatchObject({
    readFile: 'refused: ERR_ACCESS_DENIED',
    writeFile: 'refused: ERR_ACCESS_DENIED',
    childProcess: 'refused: ERR_ACCESS_DENIED',
    worker: 'refused: ERR_ACCESS_DENIED',
    inspector: 'refused: ERR_ACCESS_DENIED',
    sqlite: 'refused: not there',
    environment: 0,
  });
  expect(Object.keys(facts.probes)).toEqual(expect.arrayContaining(['network', 'signal']));
});
