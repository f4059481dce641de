import { expect, test } from 'vitest';
import { permanent } from '#flow/failure.ts';
import { decodeFrame } from '#runtime/engine/journal.ts';
import { flowText, openGround } from './fixtures/engine-ground.ts';

const list = (config: string, body: string) =>
  flowText(
    'orders',
    `    next: each_line
  each_line:
    type: each@1
    config:
      items: lines
      key: sku
${config}    body:
${body}`,
  );

const writing = `      create:
        type: http@1
        config:
          connection: shop
          method: POST
          path: /orders
`;

const lines = (count: number) => ({
  lines: Array.from({ length: count }, (_, index) => ({ sku: `s${index}`, index })),
});

const runOf = (outcome: { readonly kind: string }): string => ('run' in outcome ? String(outcome.run) : '');

/** Fails the items whose index the test names. */
const failing = (isBad: (index: number) => boolean) => ({
  effect: (_: string, { input }: { readonly input: unknown }) => {
    const index = Number((input as { readonly index?: number }).index);
    return isBad(index)
      ? { ok: false as const, failure: permanent('http/refused', 'No.') }
      : { ok: true as const, port: 'done', result: null };
  },
});

test('a list stops and fails once more of its items failed than are allowed', async () => {
  const flow = list('      onItemError: collect\n      errorThreshold: 5%\n', writing);
  await using ground = await openGround({ flows: [flow], ...failing((index) => index === 3 || index === 21) });

  const run = runOf(await ground.send('orders', lines(100)));
  await ground.pass(5_000);

  expect(await ground.row(run)).toMatchObject({ state: 'failed', failure: { code: 'each/too-many-failed' } });
  expect(ground.calls).toHaveLength(22);
});

test('fewer than twenty items say nothing yet, and a share that is allowed stops nothing', async () => {
  const flow = list('      onItemError: collect\n      errorThreshold: 10%\n', writing);
  await using ground = await openGround({ flows: [flow], ...failing((index) => index < 2) });

  const short = runOf(await ground.send('orders', lines(19)));
  const long = runOf(await ground.send('orders', lines(40)));
  await ground.pass(5_000);

  expect(await ground.row(short)).toMatchObject({ state: 'succeeded' });
  expect(await ground.row(long)).toMatchObject({ state: 'succeeded' });
  expect(ground.calls).toHaveLength(59);
});

test('a list that was stopped stays stopped, however the items under way come out, also after a restart', async () => {
  const flow = list('      onItemError: collect\n      concurrency: 50\n      errorThreshold: 5%\n', writing);
  const { effect } = failing((index) => index < 2);
  await using ground = await openGround({
    flows: [flow],
    effect: async (node, step, after) => {
      // With those under way, two of fifty would have failed, which is allowed.
      if ((step.input as { readonly index: number }).index >= 20) await after(1_000);
      return effect(node, step);
    },
  });

  const run = runOf(await ground.send('orders', lines(200)));
  await ground.pass(500);
  const before = await ground.row(run);
  await ground.crash();
  await ground.pass(5_000);

  expect(before).toMatchObject({ state: 'running' });
  expect(await ground.row(run)).toMatchObject({ state: 'failed', failure: { code: 'each/too-many-failed' } });
  expect(new Set(ground.calls.map(({ key }) => key)).size).toBeLessThan(80);
});

test('progress is saved after so many finished items, also where nothing is written', async () => {
  const pure = `      shape:
        type: map@1
        config:
          expression: $
`;
  const flow = list('      concurrency: 20\n      checkpointEvery: 7\n', pure);
  await using ground = await openGround({ flows: [flow] });

  const run = runOf(await ground.send('orders', lines(100)));
  await ground.pass(5_000);

  const frames = (await ground.store.loadRun(run))?.frames ?? [];
  const closed = frames.map((frame) => decodeFrame(frame).filter(({ kind }) => kind === 'scope-closed').length);
  expect(await ground.row(run)).toMatchObject({ state: 'succeeded' });
  expect(closed.reduce((sum, count) => sum + count, 0)).toBe(100);
  expect(Math.max(...closed)).toBe(7);
});
