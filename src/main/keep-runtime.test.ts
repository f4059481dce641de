import { expect, test } from 'vitest';
import { keepRuntime, type RuntimeNews } from './keep-runtime.ts';
import type { RuntimeEnd, RuntimeStart } from './runtime-process.ts';

const place = { address: 'http://127.0.0.1:7310/#token=abc', origin: 'http://127.0.0.1:7310', port: 7_310 };
const killed: RuntimeEnd = { how: 'signal SIGKILL', said: '', isRefusal: false };
const refused: RuntimeEnd = { how: 'exit code 78', said: 'no workspace', isRefusal: true };

/** A kept runtime whose processes begin, end and pause when the test says so. */
function keep() {
  const news: RuntimeNews[] = [];
  const pauses: { readonly delayMs: number; readonly over: () => void }[] = [];
  const processes: { readonly settle: (start: RuntimeStart) => void; readonly end: (end: RuntimeEnd) => void }[] = [];
  let nowMs = 0;
  let stops = 0;
  const kept = keepRuntime({
    start: async () => {
      const ready = Promise.withResolvers<RuntimeStart>();
      const ended = Promise.withResolvers<RuntimeEnd>();
      processes.push({ settle: ready.resolve, end: ended.resolve });
      const stop = async () => {
        stops += 1;
        ready.resolve({ ok: false, end: killed });
        ended.resolve(killed);
      };
      return { ready: ready.promise, ended: ended.promise, stop };
    },
    tell: (one) => news.push(one),
    after: (delayMs, over) => {
      pauses.push({ delayMs, over });
      return () => pauses.splice(0);
    },
    mono: () => nowMs,
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    kept,
    news,
    pauses,
    processes,
    stops: () => stops,
    pass: (ms: number) => {
      nowMs += ms;
    },
    serve: async () => {
      await settled();
      processes.at(-1)?.settle({ ok: true, place });
      await settled();
    },
    die: async (end: RuntimeEnd) => {
      await settled();
      processes.at(-1)?.settle({ ok: false, end });
      processes.at(-1)?.end(end);
      await settled();
    },
    endPause: async () => {
      pauses.shift()?.over();
      await settled();
    },
  };
}

test('a runtime that ends is started again, with pauses that grow, until a person has to decide', async () => {
  const { die, endPause, news, processes } = keep();

  for (let times = 0; times < 6; times += 1) {
    await die(killed);
    await endPause();
  }

  expect(news.map((one) => (one.kind === 'lost' ? one.againInMs : one.kind))).toEqual([
    250,
    1_000,
    3_000,
    8_000,
    15_000,
    'given-up',
  ]);
  expect(processes).toHaveLength(6);
});

test('a refusal is not tried again by itself, and is when somebody asks', async () => {
  const { die, kept, news, pauses, processes, serve } = keep();

  await die(refused);
  const afterRefusal = [pauses.length, processes.length];
  kept.startAgain();
  await serve();
  kept.startAgain();

  expect(afterRefusal).toEqual([0, 1]);
  expect(processes).toHaveLength(2);
  expect(news.map(({ kind }) => kind)).toEqual(['given-up', 'serving']);
});

test('after a minute of serving the pauses begin anew', async () => {
  const { die, endPause, news, pass, serve } = keep();

  await die(killed);
  await endPause();
  await serve();
  pass(60_000);
  await die(killed);

  expect(news.flatMap((one) => (one.kind === 'lost' ? one.againInMs : []))).toEqual([250, 250]);
});

test('a stop in every state leaves no process and tells nothing', async () => {
  const [starting, serving, pausing] = [keep(), keep(), keep()];
  await serving.serve();
  await pausing.die(killed);
  const told = [starting, serving, pausing].map(({ news }) => news.length);

  for (const { kept } of [starting, serving, pausing]) await kept.stop();

  expect([starting, serving, pausing].map(({ news }) => news.length)).toEqual(told);
  expect([starting.stops(), serving.stops(), pausing.stops()]).toEqual([1, 1, 0]);
  expect(pausing.pauses).toEqual([]);
});
