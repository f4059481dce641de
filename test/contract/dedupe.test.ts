import { expect, test } from 'vitest';
import { permanent, transient } from '#flow/failure.ts';
import { flowText, openGround, ProcessEnds } from './fixtures/engine-ground.ts';

const http = (id: string, rest = '') => `  ${id}:
    type: http@1
    config:
      connection: shop
      method: POST
      path: /orders
    key: number
${rest}`;

const orders = flowText(
  'orders',
  `    next: first_time
  first_time:
    type: dedupe@1
    config:
      key: number
      for: 1d
    next:
      unique: create
      duplicate: known
${http('create').replace('    key: number\n', '')}  known:
    type: milestone@1
    config:
      milestone: known
      businessKey: number
`,
);

const runOf = (outcome: { readonly kind: string }): string => ('run' in outcome ? String(outcome.run) : '');

test('of two runs with one key at the same moment exactly one is unique, and the other names it', async () => {
  await using ground = await openGround({ flows: [orders] });

  const [one, two, other] = await Promise.all(
    ['S-1', 'S-1', 'S-2'].map(async (number) => runOf(await ground.send('orders', { number }))),
  );
  await ground.pass(1_000);
  const seen = [await ground.steps(one ?? ''), await ground.steps(two ?? '')];
  const ports = seen.map((steps) => steps.first_time);

  const [unique] = ports.flatMap((port, index) => (JSON.stringify(port).includes('"unique"') ? [index] : []));
  const holder = unique === 0 ? one : two;
  expect(ports).toHaveLength(2);
  expect(ports[unique ?? 0]).toEqual({ port: 'unique', learned: { key: 'S-1', duplicate: false } });
  expect(ports[1 - (unique ?? 0)]).toEqual({
    port: 'duplicate',
    learned: { key: 'S-1', duplicate: true, run: holder },
  });
  expect((await ground.steps(other ?? '')).first_time).toMatchObject({ port: 'unique' });
  expect(ground.calls.map(({ input }) => input)).toEqual(
    expect.arrayContaining([{ number: 'S-1' }, { number: 'S-2' }]),
  );
  expect(ground.calls).toHaveLength(2);
});

test('a run that is killed between its claim and its journal goes on as unique', async () => {
  await using ground = await openGround({ flows: [orders] });
  ground.onCommit = (command) => {
    if (command.kind === 'claim-step') throw new ProcessEnds();
  };

  const run = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(0);
  const before = await ground.steps(run);
  await ground.crash();
  await ground.pass(1_000);

  expect(before.first_time).toBeUndefined();
  expect(await ground.steps(run)).toMatchObject({ first_time: { port: 'unique' } });
  expect(await ground.row(run)).toMatchObject({ state: 'succeeded' });
  expect(ground.calls).toHaveLength(1);
});

test('a run that failed after a write keeps its claim; its replay finds it and is unique again', async () => {
  let isDown = true;
  await using ground = await openGround({
    flows: [orders],
    effect: () =>
      isDown ? { ok: false, failure: permanent('http/refused', 'No.') } : { ok: true, port: 'done', result: null },
  });

  const failed = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(1_000);
  isDown = false;
  const later = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(1_000);
  const again = runOf(await ground.engine().replay({ run: failed, by: 'olga', reason: 'fixed' }));
  await ground.pass(1_000);

  expect(await ground.row(failed)).toMatchObject({ state: 'failed' });
  expect((await ground.steps(later)).first_time).toMatchObject({ port: 'duplicate', learned: { run: failed } });
  expect((await ground.steps(again)).first_time).toMatchObject({ port: 'unique' });
  expect(await ground.row(again)).toMatchObject({ state: 'succeeded' });
});

test('a run that failed before any write gives its claim up', async () => {
  const flow = flowText(
    'orders',
    `    next: first_time
  first_time:
    type: dedupe@1
    config:
      key: number
    next:
      unique: refuse
      duplicate: known
  refuse:
    type: fail@1
    config:
      code: orders/refused
      message: No.
  known:
    type: milestone@1
    config:
      milestone: known
      businessKey: number
`,
  );
  await using ground = await openGround({ flows: [flow] });

  const one = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(1_000);
  const two = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(1_000);

  expect(await ground.row(one)).toMatchObject({ state: 'failed' });
  expect((await ground.steps(two)).first_time).toMatchObject({ port: 'unique' });
});

test('a claim runs out after the time the step names', async () => {
  await using ground = await openGround({ flows: [orders] });

  await ground.send('orders', { number: 'S-1' });
  await ground.pass(86_399_000);
  const inTime = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(2_000);
  const after = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(1_000);

  expect((await ground.steps(inTime)).first_time).toMatchObject({ port: 'duplicate' });
  expect((await ground.steps(after)).first_time).toMatchObject({ port: 'unique' });
});

test('a second try of the same step finds its own claim', async () => {
  let tries = 0;
  const flow = flowText(
    'orders',
    `    next: again
  again:
    type: retry@1
    config:
      attempts: 3
      first: 1s
    body:
      first_time:
        type: dedupe@1
        config:
          key: number
        next:
          unique: create
      create:
        type: http@1
        config:
          connection: shop
          method: POST
          path: /orders
`,
  );
  await using ground = await openGround({
    flows: [flow],
    effect: () => {
      tries += 1;
      return tries < 3
        ? { ok: false, failure: transient('http/busy', 'Later.') }
        : { ok: true, port: 'done', result: null };
    },
  });

  const run = runOf(await ground.send('orders', { number: 'S-1' }));
  await ground.pass(60_000);

  expect(await ground.row(run)).toMatchObject({ state: 'succeeded' });
  expect(await ground.steps(run)).toMatchObject({
    'again#1/first_time': { port: 'unique' },
    'again#3/first_time': { port: 'unique' },
  });
});

test('two items of one run with the same key are repeats of each other, also side by side', async () => {
  const flow = flowText(
    'orders',
    `    next: each_line
  each_line:
    type: each@1
    config:
      items: lines
      concurrency: 4
    body:
      first_time:
        type: dedupe@1
        config:
          key: sku
`,
  );
  await using ground = await openGround({ flows: [flow] });

  const run = runOf(await ground.send('orders', { lines: [{ sku: 'A' }, { sku: 'B' }, { sku: 'A' }] }));
  await ground.pass(1_000);

  const ports = Object.values(await ground.steps(run)).map((step) => JSON.stringify(step).includes('"unique"'));
  expect(ports.filter((isUnique) => isUnique)).toHaveLength(2);
  expect(ports.filter((isUnique) => !isUnique)).toHaveLength(1);
  expect(await ground.row(run)).toMatchObject({ state: 'succeeded' });
});

test('an event its sender repeats takes no claim from the run that waits before the step', async () => {
  const flow = flowText(
    'orders',
    `    next: rest
  rest:
    type: wait@1
    config:
      for: 1m
    next: first_time
  first_time:
    type: dedupe@1
    config:
      key: number
`,
  );
  const direct = flowText(
    'direct',
    `    next: first_time
  first_time:
    type: dedupe@1
    config:
      key: number
`,
  );
  await using ground = await openGround({ flows: [flow, direct] });

  const waits = runOf(await ground.send('orders', { number: 'S-1' }, { dedupeKey: 'evt-1' }));
  const repeated = await ground.send('orders', { number: 'S-1' }, { dedupeKey: 'evt-1' });
  const taken = runOf(await ground.send('direct', { number: 'S-1' }, { dedupeKey: 'evt-1' }));
  const twice = await ground.send('direct', { number: 'S-1' }, { dedupeKey: 'evt-1' });
  await ground.pass(120_000);

  expect(repeated).toEqual({ kind: 'duplicate', run: waits });
  expect(twice).toEqual({ kind: 'duplicate', run: taken });
  expect((await ground.steps(waits)).first_time).toMatchObject({ port: 'unique' });
  expect((await ground.steps(taken)).first_time).toMatchObject({ port: 'unique' });
});

test('a key that gives nothing fails the step', async () => {
  await using ground = await openGround({ flows: [orders] });

  const none = runOf(await ground.send('orders', {}));
  const empty = runOf(await ground.send('orders', { number: '' }));
  await ground.pass(1_000);

  expect(await ground.steps(none)).toMatchObject({ first_time: { failure: 'dedupe/no-key' } });
  expect(await ground.row(empty)).toMatchObject({
    state: 'failed',
    failure: { code: 'dedupe/no-key', kind: 'validation' },
  });
});
