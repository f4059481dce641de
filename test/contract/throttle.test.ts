import { expect, test } from 'vitest';
import { flowText, openGround } from './fixtures/engine-ground.ts';

const flow = (config: string) =>
  flowText(
    'orders',
    `    next: gently
  gently:
    type: throttle@1
    config:
${config}    next: create
  create:
    type: http@1
    config:
      connection: shop
      method: POST
      path: /orders
`,
  );

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Milliseconds between calls and the first of them. */
const offsets = (calls: readonly { readonly at: number }[]) => calls.map(({ at }) => at - (calls[0]?.at ?? 0));

test('twenty runs at ten a second start a tenth of a second apart', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 10/s\n')] });

  await Promise.all(numbers(20).map((number) => ground.send('orders', { number })));
  await ground.pass(5_000);

  expect(offsets(ground.calls)).toEqual(numbers(20).map((number) => number * 100));
  expect(ground.engine().load().active).toBe(0);
});

test('across a standstill none is lost and the missed turns are not taken at once', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 10/s\n')] });

  await Promise.all(numbers(20).map((number) => ground.send('orders', { number })));
  await ground.pass(450);
  const before = ground.calls.length;
  await ground.crash();
  await ground.pass(10_000);
  const gaps = ground.calls.map(({ at }, index) => at - (ground.calls[index - 1]?.at ?? at - 100));

  expect(before).toBe(5);
  expect(new Set(ground.calls.map(({ input }) => JSON.stringify(input))).size).toBe(20);
  expect(ground.calls).toHaveLength(20);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100);
});

test('a long standstill gives turns that were missed out anew', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 10/s\n')] });
  await Promise.all(numbers(20).map((number) => ground.send('orders', { number })));
  await ground.pass(450);
  ground.kill();
  await ground.pass(60_000);

  await ground.crash();
  const back = ground.time.clock.now();
  await ground.pass(10_000);

  const late = ground.calls.filter(({ at }) => at >= back).map(({ at }) => at - back);
  expect(ground.calls).toHaveLength(20);
  expect(late).toEqual(numbers(15).map((number) => number * 100));
});

test('a burst goes at once, and the rate holds after it', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 60/m\n      burst: 3\n')] });

  await Promise.all(numbers(5).map((number) => ground.send('orders', { number })));
  await ground.pass(10_000);

  expect(offsets(ground.calls)).toEqual([0, 0, 0, 1_000, 2_000]);
});

test('every key has a rate of its own, and a key that gives nothing fails', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 1/s\n      key: customer\n')] });

  await Promise.all(['ann', 'bob', 'ann'].map((customer) => ground.send('orders', { customer })));
  const none = await ground.send('orders', {});
  await ground.pass(10_000);

  expect(offsets(ground.calls)).toEqual([0, 0, 1_000]);
  expect(await ground.row('run' in none ? none.run : '')).toMatchObject({ failure: { code: 'throttle/no-key' } });
});

test('a run that is cancelled while it waits never goes on', async () => {
  await using ground = await openGround({ flows: [flow('      rate: 1/m\n')] });
  await ground.send('orders', { number: 1 });
  const second = await ground.send('orders', { number: 2 });
  await ground.pass(1_000);

  const run = 'run' in second ? second.run : '';
  await ground.engine().cancelRun(run, 'olga', 'not needed');
  await ground.pass(300_000);

  expect(await ground.row(run)).toMatchObject({ state: 'cancelled' });
  expect(ground.calls).toHaveLength(1);
});
