import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonText } from '#flow/json.ts';
import type { Clock } from '#runtime/engine/ports.ts';
import type { SandboxResult } from '#sandbox/messages.ts';
import { createFakeChildren, type FakeChild } from './fake-child.ts';
import { createSandboxPool, poolLimits, type SandboxPool } from './sandbox-pool.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Time that passes when the test says so. */
function createTestClock(): Clock & { readonly pass: (ms: number) => void } {
  let nowMs = 0;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    now: () => nowMs,
    mono: () => nowMs,
    after(delayMs, callback) {
      const timer = { at: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    pass(ms) {
      const until = nowMs + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = Math.max(nowMs, next.at);
        next.callback();
      }
      nowMs = until;
    },
  };
}

describe('the sandbox pool', () => {
  let clock: ReturnType<typeof createTestClock>;
  let fakes: ReturnType<typeof createFakeChildren>;
  let pool: SandboxPool;

  beforeEach(() => {
    clock = createTestClock();
    fakes = createFakeChildren();
    pool = createSandboxPool({ entry: new URL('file:///nowhere'), clock, log: quiet, start: fakes.start });
  });

  afterEach(async () => {
    const closing = pool.close();
    for (const child of fakes.children) child.die();
    await closing;
  });

  function evaluate(expression: string): Promise<SandboxResult> {
    return pool.evaluate(undefined, { kind: 'eval', expression, input: undefined, bindings: {}, now: 0, seed: 0 });
  }

  function childAt(index: number): FakeChild {
    const child = fakes.children[index];
    if (child === undefined) throw new Error(`No child ${index} was started.`);
    return child;
  }

  /** Starts what is missing and lets it come up. */
  function openChildren(count: number): void {
    if (count > 1) {
      pool.started();
      clock.pass(poolLimits.growAfterMs);
    }
    for (let at = 0; at < count; at++) {
      clock.pass(50);
      childAt(at).ready();
    }
  }

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test('everything asked for in one turn travels as one batch of at most 64', async () => {
    openChildren(1);

    for (let at = 0; at < 100; at++) void evaluate(`${at}`);
    await turn();

    expect(childAt(0).batches).toEqual([64]);
  });

  test('what queued up while a batch was away leaves as the next one', async () => {
    openChildren(1);
    const first = evaluate('a');
    await turn();
    void evaluate('b');
    void evaluate('c');
    await turn();

    childAt(0).started(1);
    childAt(0).answer(1);
    await turn();

    expect(await first).toEqual({ kind: 'eval', text: '"a"' });
    expect(childAt(0).batches).toEqual([1, 2]);
  });

  test('a batch is cut at 20 ms of learned time', async () => {
    openChildren(1);
    void evaluate('slow');
    await turn();
    childAt(0).answer(1, 9);
    for (let at = 0; at < 5; at++) void evaluate('slow');
    await turn();

    expect(childAt(0).batches).toEqual([1, 2]);
  });

  test('only the item that was started is charged: finished results stand, the rest goes first to another child', async () => {
    openChildren(2);
    const results = ['a', 'b', 'c', 'd'].map(evaluate);
    await turn();
    const first = childAt(0);
    first.started(1);
    first.answer(1);
    first.started(2);
    clock.pass(poolLimits.wallMs + 30);
    first.die();
    await turn();

    // The innocent ones leave first and together; the charged one travels alone after them.
    const innocent = [...childAt(1).items.values()];
    for (const number of childAt(1).items.keys()) childAt(1).answer(number);
    await turn();
    expect(first.isKilled).toBe(true);
    expect(await results[0]).toEqual({ kind: 'eval', text: '"a"' });
    expect([innocent, [...childAt(1).items.values()]]).toEqual([['c', 'd'], ['b']]);
    expect(childAt(1).batches).toEqual([2, 1]);
  });

  test('an item that takes its child down twice is refused', async () => {
    openChildren(2);
    const result = evaluate('bomb');
    await turn();
    for (const at of [0, 1]) {
      const child = fakes.children.find(({ items, isKilled }) => items.size > 0 && !isKilled) ?? childAt(at);
      for (const number of child.items.keys()) child.started(number);
      clock.pass(poolLimits.wallMs + 30);
      child.die();
      await turn();
    }

    expect(await result).toMatchObject({
      kind: 'refused',
      failure: { code: 'sandbox/killed', kind: 'permanent', detail: { limit: 'wall' } },
    });
  });

  test('a child over its memory is killed within one look', async () => {
    openChildren(1);
    void evaluate('a');
    await turn();
    childAt(0).started(1);
    childAt(0).residentBytes = poolLimits.residentBytes + 1;

    clock.pass(poolLimits.lookEveryMs);

    expect(childAt(0).isKilled).toBe(true);
  });

  test('the wall limit starts anew with every item', async () => {
    openChildren(1);
    void evaluate('a');
    void evaluate('b');
    await turn();
    for (const number of [1, 2]) {
      childAt(0).started(number);
      clock.pass(poolLimits.wallMs - 50);
      childAt(0).answer(number);
    }

    expect(childAt(0).isKilled).toBe(false);
  });

  test('news that arrive after this process was held up still count', async () => {
    openChildren(1);
    void evaluate('a');
    await turn();
    childAt(0).started(1);
    clock.pass(poolLimits.wallMs + 5);
    childAt(0).answer(1);
    clock.pass(100);

    expect(childAt(0).isKilled).toBe(false);
  });

  test('a quiet flow is served beside a busy one', async () => {
    openChildren(1);
    void evaluate('first');
    await turn();
    const plan = (hash: string): never => ({ hash }) as never;
    const request = (program: string) =>
      ({
        kind: 'segment',
        program,
        body: '',
        frame: '',
        input: 'null' as JsonText,
        outcomes: {},
        underWay: [],
        outer: {},
        bindings: {},
        now: 0,
        seed: 0,
      }) as const;
    for (let at = 0; at < 200; at++) void pool.evaluate(plan('busy'), request('busy'));
    void pool.evaluate(plan('quiet'), request('quiet'));
    childAt(0).answer(1);
    await turn();

    expect(childAt(0).batches).toEqual([1, 64]);
    expect(childAt(0).programs).toEqual(['busy', 'quiet']);
  });

  test('items known to be slow leave the first child free', async () => {
    openChildren(2);
    void evaluate('slow');
    await turn();
    childAt(0).answer(1, 200);
    void evaluate('slow');
    void evaluate('fast');
    await turn();

    expect([[...childAt(0).items.values()], [...childAt(1).items.values()]]).toEqual([['fast'], ['slow']]);
  });

  test.each([
    ['a kind nobody knows', { kind: 99 }],
    ['a header that is no JSON', { kind: 18, number: 1, header: '{', rest: '' }],
    [
      'a text that is no JSON',
      { kind: 18, number: 1, header: '{"texts":[1],"value":{"kind":"eval","text":0}}', rest: 'x' },
    ],
    ['a result of another sort', { kind: 18, number: 1, header: '{"texts":[],"value":{"kind":"shell"}}', rest: '' }],
  ])('a child that sends %s is killed', async (_name, frame) => {
    openChildren(1);
    void evaluate('a');
    await turn();
    childAt(0).started(1);

    childAt(0).say(frame);

    expect(childAt(0).isKilled).toBe(true);
  });

  test('results for items it was never given are ignored', async () => {
    openChildren(1);
    const result = evaluate('a');
    await turn();

    childAt(0).answer(77);
    childAt(0).answer(1);

    expect(await result).toEqual({ kind: 'eval', text: '"a"' });
    expect(childAt(0).isKilled).toBe(false);
  });

  test('after three children that cannot start, evaluations are refused as transient', async () => {
    const waiting = evaluate('a');
    for (let at = 0; at < poolLimits.failedBoots; at++) {
      childAt(at).die();
      clock.pass(1_000);
    }

    const refused = { kind: 'refused', failure: { code: 'sandbox/unavailable', kind: 'transient' } };
    expect(await waiting).toMatchObject(refused);
    expect(await evaluate('b')).toMatchObject(refused);
  });

  test('a request no frame can hold is refused before it is sent', async () => {
    const input = `"${'x'.repeat(12_000_000)}"` as JsonText;

    const result = await pool.evaluate(undefined, {
      kind: 'eval',
      expression: '1',
      input,
      bindings: {},
      now: 0,
      seed: 0,
    });

    expect(result).toMatchObject({ kind: 'refused', failure: { code: 'sandbox/request-too-large' } });
  });

  test('the other children start only once the runtime serves', () => {
    childAt(0).ready();
    clock.pass(2 * poolLimits.growAfterMs);
    const before = fakes.children.length;
    pool.started();
    clock.pass(2 * poolLimits.growAfterMs);

    expect([before, fakes.children.length]).toEqual([1, 2]);
  });

  test('a pool that lost a child keeps a warm one beside the others', () => {
    openChildren(2);

    childAt(0).die();
    for (const at of [2, 3]) {
      clock.pass(50);
      fakes.children[at]?.ready();
    }
    clock.pass(1_000);

    expect(fakes.children).toHaveLength(4);
  });

  test('a spare is warm before a child has done its share, and takes its place', async () => {
    openChildren(2);
    const evaluateMany = async (count: number): Promise<void> => {
      for (let left = count; left > 0; left -= 64) {
        for (let at = 0; at < Math.min(left, 64); at++) void evaluate('a');
        await turn();
        for (const number of childAt(0).items.keys()) childAt(0).answer(number, 0);
      }
    };

    await evaluateMany(poolLimits.evaluationsBeforeSpare);
    clock.pass(50);
    childAt(2).ready();
    const wasKept = !childAt(0).isKilled;
    await evaluateMany(poolLimits.evaluationsPerChild - poolLimits.evaluationsBeforeSpare);

    expect([wasKept, childAt(0).isKilled, fakes.children.length]).toEqual([true, true, 3]);
  });

  test('closing refuses what is queued and ends every child', async () => {
    openChildren(1);
    const result = evaluate('a');

    const closed = pool.close();
    childAt(0).die();
    await closed;

    expect(await result).toMatchObject({ kind: 'refused', failure: { code: 'sandbox/closed' } });
    expect(childAt(0).isKilled).toBe(true);
  });
});
