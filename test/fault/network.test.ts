import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { answerStatus, neverAnswer, resetBeforeApplying, type TransportFault } from '#test/fakes/faults.ts';
import { startFakeSaas } from '#test/fakes/saas/fake-saas.ts';
import { residentMb } from '#test/rigs/fault-tools.ts';
import { keep, quick, setUp, takeDown } from '#test/rigs/process-rigs.ts';
import { ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { startShopRuntime } from '#test/rigs/shop-runtime.ts';
import type { FlowVariant } from '#test/rigs/shop-workspace.ts';
import { until } from '#test/rigs/until.ts';

afterEach(takeDown);

type Storm = {
  readonly name: string;
  readonly says: string;
  readonly fault: TransportFault;
  /** Calls the system still gets in a second: one probe where the circuit opens, one per run where it says when. */
  readonly perSecond: number;
};

const storms: readonly Storm[] = [
  { name: 'failing', says: 'answers 500', fault: answerStatus(500), perSecond: 1 },
  { name: 'busy', says: 'answers 503', fault: answerStatus(503), perSecond: 1 },
  { name: 'strict', says: 'says 429 and when to come back', fault: answerStatus(429, { retryAfter: 1 }), perSecond: 4 },
  { name: 'rude', says: 'resets every connection', fault: resetBeforeApplying(), perSecond: 1 },
  { name: 'silent', says: 'never answers', fault: neverAnswer(), perSecond: 1 },
];

function connectionTo(storm: string): string {
  return `id: ${storm}
kind: http
name: A system that ${storm}
limits:
  concurrency: 4
breaker:
  failures: 50%
  of: 4
  openFor: 1s
maxRequestTime: 1s
`;
}

/** Instead of Odoo, the order goes to a system that knows it by its number. */
function flowTo(storm: string): FlowVariant {
  const odoo = `    type: odoo@1
    name: Create and confirm the order
    config:
      connection: odoo-main
      operation: order.create
      confirm: true
      values: |-
        {
          "client_order_ref": reference,
          "partner": customer,
          "order_line": lines
        }
`;
  const http = `    type: http@1
    name: Tell the system
    config:
      connection: ${storm}
      method: PUT
      path: '/things/{{ reference }}'
`;
  return {
    name: storm,
    edits: [
      [odoo, http],
      ['      exists: order_done\n', ''],
      ['first: 2s', 'first: 200ms'],
      ['max: 5m', 'max: 1s'],
      ['attempts: 8', 'attempts: 50'],
      ['timeout: 90s', 'timeout: 1s'],
    ],
  };
}

test('five systems in five kinds of trouble are left alone, Odoo does not notice, and every order arrives once', async () => {
  const systems = await Promise.all(storms.map(async (storm) => ({ ...storm, saas: keep(await startFakeSaas()) })));
  const shop = keep(
    await startShopRuntime({
      variants: storms.map(({ name }) => flowTo(name)),
      more: Object.fromEntries(storms.map(({ name }) => [`connections/${name}.yaml`, connectionTo(name)])),
      bindings: systems.map(({ name, saas }) => `  ${name}:\n    url: ${saas.url}\n`).join(''),
    }),
  );
  const struck = systems.map((system) => ({ ...system, hits: system.saas.faults.inject({ fault: system.fault }) }));
  const numbersOf = (name: string) => [1, 2, 3, 4].map((index) => `${name}-${index}`);
  const send = (name: string, path: string) =>
    Promise.all(numbersOf(name).map((number) => shop.desk.send(smallOrder(number), { path })));

  const from = performance.now();
  const stormy = (await Promise.all(storms.map(({ name }) => send(name, `/shop/${name}`)))).flat();
  const calm = await send('calm', '/shop/orders');
  const others = await Promise.all(calm.map(({ run }) => shop.desk.ended(run)));
  await until('every storm to strike', () => struck.every(({ hits }) => hits.hits >= 4) || undefined);
  const during = await Promise.all(stormy.map(({ run }) => shop.desk.run(run)));
  for (const { hits } of struck) hits.clear();
  const seconds = Math.ceil((performance.now() - from) / 1_000);
  const runs = await Promise.all(stormy.map(({ run }) => shop.desk.ended(run, 20_000)));

  expect(new Set([...stormy, ...calm].map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(others.map(({ state }) => state))).toEqual(new Set(['succeeded']));
  expect(during.filter(({ state }) => state === 'succeeded' || state === 'failed')).toEqual([]);
  expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['succeeded']));
  for (const { name, says, saas, hits, perSecond } of struck) {
    const things = saas.list('things').map(({ id }) => id);
    expect([says, [...things].sort()]).toEqual([says, numbersOf(name)]);
    expect([says, hits.hits <= 20 + perSecond * seconds]).toEqual([says, true]);
  }
});

async function connectTo(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // Being cut off is what these clients are there for.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  keep({ [Symbol.asyncDispose]: async () => void socket.destroy() });
  return socket;
}

/** Sends raw text and gives the first line of the answer, or undefined when there was none. */
async function firstLine(socket: Socket, text: string): Promise<string | undefined> {
  const answer = new Promise<Buffer | undefined>((resolve) => {
    socket.once('data', resolve);
    socket.once('close', () => resolve(undefined));
  });
  socket.write(text);
  return (await answer)?.toString('utf8').split('\r\n')[0];
}

test('slow, greedy and garbled senders get nowhere while an honest one is served', async () => {
  const rig = await setUp({ variants: [quick] });
  const runtime = await rig.start();
  const host = `Host: ${new URL(runtime.url).host}\r\n`;
  const head = `POST /hooks/shop/orders HTTP/1.1\r\n${host}`;
  await runtime.desk.ended((await runtime.desk.send(smallOrder('HONEST-0'))).run);
  const beforeMb = process.platform === 'linux' ? residentMb(runtime.pid) : 0;

  const slow = await Promise.all(Array.from({ length: 300 }, () => connectTo(runtime.url)));
  for (const socket of slow)
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{"a":`);
  const bombs = await Promise.all([
    firstLine(await connectTo(runtime.url), `${head}${'X-Bomb: 1\r\n'.repeat(400)}\r\n`),
    firstLine(await connectTo(runtime.url), `${head}X-Bomb: ${'x'.repeat(40_000)}\r\n\r\n`),
    firstLine(await connectTo(runtime.url), `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    firstLine(await connectTo(runtime.url), 'NONSENSE\r\n\r\n'),
    endlessBody(runtime.url, head),
  ]);
  const sent = await runtime.desk.send(smallOrder('HONEST-1'));
  const run = await runtime.desk.ended(sent.run);
  const grownMb = process.platform === 'linux' ? residentMb(runtime.pid) - beforeMb : 0;

  expect(bombs).toEqual([
    'HTTP/1.1 431 Request Header Fields Too Large',
    'HTTP/1.1 431 Request Header Fields Too Large',
    'HTTP/1.1 400 Bad Request',
    'HTTP/1.1 400 Bad Request',
    'HTTP/1.1 413 Payload Too Large',
  ]);
  expect([sent.status, run.state, ordersIn(rig.odoo, 'HONEST-1')]).toEqual([202, 'succeeded', ['sale']]);
  expect(grownMb).toBeLessThan(150);
});

/** A body without an announced length that goes on until somebody says stop. */
async function endlessBody(url: string, head: string): Promise<string | undefined> {
  const socket = await connectTo(url);
  const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
  const answer = firstLine(socket, `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
  for (let count = 0; count < 100 && !socket.destroyed && socket.bytesRead === 0; count += 1) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), once(socket, 'close'), answer]);
  }
  return await answer;
}
