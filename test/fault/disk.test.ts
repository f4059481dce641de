import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cp, open, rm, truncate, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  injectFaults,
  lackOfDisks,
  lackOfLimits,
  lackOfStrace,
  limitOpenFiles,
  mountSmallDisk,
  noMoreFilesOf,
  testWhere,
} from '#test/rigs/fault-tools.ts';
import { keep, setUp, takeDown } from '#test/rigs/process-rigs.ts';
import { ordersIn, smallOrder } from '#test/rigs/shop-desk.ts';
import { until } from '#test/rigs/until.ts';

afterEach(takeDown);

const path = '/shop/quick';

/** Writes until not one byte more fits. */
function fillDisk(file: string): void {
  for (let sizeBytes = 65_536; sizeBytes > 0; ) {
    try {
      appendFileSync(file, Buffer.alloc(sizeBytes));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      sizeBytes = Math.floor(sizeBytes / 2);
    }
  }
}

testWhere(
  lackOfDisks(),
  'a full disk refuses events, pauses runs and lets people read, until there is room',
  async () => {
    const disk = keep(await mountSmallDisk(12));
    const rig = await setUp({ data: join(disk.folder, 'data') });
    const runtime = await rig.start({ ballastBytes: 1_048_576 });
    await rig.odoo.faults.down();
    const waiting = await runtime.desk.send(smallOrder('FULL-1'), { path });
    await until('the ballast', () => existsSync(join(rig.data, 'ballast')) || undefined);

    fillDisk(join(disk.folder, 'filler'));
    const refused = await until('a refusal', async () => {
      const sent = await runtime.desk.send(smallOrder('FULL-2'), { path });
      return sent.status === 202 ? undefined : sent;
    });
    await rig.odoo.faults.up();
    const paused = await runtime.desk.run(waiting.run);
    const ordersWhileFull = ordersIn(rig.odoo, 'FULL-2');
    rmSync(join(disk.folder, 'filler'));
    const accepted = await until('the event to be taken', async () => {
      const sent = await runtime.desk.send(smallOrder('FULL-3'), { path });
      return sent.status === 202 ? sent : undefined;
    });
    const runs = [await runtime.desk.ended(waiting.run), await runtime.desk.ended(accepted.run)];

    expect([refused.status, refused.headers.get('retry-after'), JSON.parse(refused.text).code]).toEqual([
      503,
      expect.stringMatching(/^\d+$/),
      'store/unavailable',
    ]);
    expect(paused.state).toMatch(/^(running|waiting)$/);
    expect(ordersWhileFull).toEqual([]);
    expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect([ordersIn(rig.odoo, 'FULL-1'), ordersIn(rig.odoo, 'FULL-3')]).toEqual([['sale'], ['sale']]);
    const verdict = await runtime.desk.api.send('audit.verify', { body: {} });
    expect(verdict).toMatchObject({ ok: true, value: { ok: true } });
  },
);

testWhere(
  lackOfStrace(),
  'a sync that fails ends the runtime, and a restart knows all it had said yes to',
  async () => {
    const rig = await setUp();
    const before = await rig.start({ synchronous: 'full' });
    await rig.odoo.faults.down();
    const first = await before.desk.send(smallOrder('EIO-1'), { path });

    const faults = keep(await injectFaults(before.pid, ['inject=fsync,fdatasync:error=EIO']));
    const second = await before.desk.send(smallOrder('EIO-2'), { path }).catch(() => undefined);
    const end = await before.ended;
    await faults[Symbol.asyncDispose]();
    await rig.odoo.faults.up();
    const after = await rig.start({ synchronous: 'full' });
    const run = await after.desk.ended(first.run);

    expect([end.code, second?.status ?? 'cut off']).toEqual([70, expect.not.stringMatching('202')]);
    expect(second?.status).not.toBe(202);
    expect([run.state, ordersIn(rig.odoo, 'EIO-1')]).toEqual(['succeeded', ['sale']]);
    const sentAgain = await after.desk.send(smallOrder('EIO-2'), { path });
    await after.desk.ended(sentAgain.run);
    expect(ordersIn(rig.odoo, 'EIO-2')).toEqual(['sale']);
  },
);

testWhere(lackOfStrace(), 'a slow disk makes senders wait and nothing fail', async () => {
  const rig = await setUp();
  const runtime = await rig.start({ synchronous: 'full' });
  keep(await injectFaults(runtime.pid, ['trace=fsync,fdatasync', 'inject=fsync,fdatasync:delay_enter=20000']));

  const numbers = Array.from({ length: 20 }, (_, index) => `SLOW-${index}`);
  const sent = await Promise.all(numbers.map((number) => runtime.desk.send(smallOrder(number), { path })));
  const runs = await Promise.all(sent.map(({ run }) => runtime.desk.ended(run, 20_000)));

  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['succeeded']));
  expect(numbers.map((number) => ordersIn(rig.odoo, number).length)).toEqual(numbers.map(() => 1));
  expect(runtime.log()).not.toContain('step.attempt-failed');
});

/** Asks over a connection of its own; gives the first line of the answer, or undefined when it was cut off. */
async function askOver(socket: Socket): Promise<string | undefined> {
  const host = `127.0.0.1:${socket.remotePort}`;
  socket.write(`GET /api/health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const answer = await new Promise<Buffer | undefined>((resolve) => {
    socket.once('data', resolve);
    socket.once('close', () => resolve(undefined));
  });
  return answer?.toString('utf8').split('\r\n')[0];
}

async function connectTo(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  // A connection that is cut is what the test is about.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  keep({ [Symbol.asyncDispose]: async () => void socket.destroy() });
  return socket;
}

testWhere(
  lackOfLimits(),
  'a process without free file handles serves who is there, and others once it has some',
  async () => {
    const rig = await setUp();
    const runtime = await rig.start();
    const first = await runtime.desk.ended((await runtime.desk.send(smallOrder('FILES-0'), { path })).run);
    const early = await connectTo(runtime.url);
    await askOver(early);

    limitOpenFiles(runtime.pid, noMoreFilesOf(runtime.pid));
    const late = await askOver(await connectTo(runtime.url));
    const kept = await askOver(early);
    limitOpenFiles(runtime.pid, 1_024);
    const sent = await until('the event to be taken', () =>
      runtime.desk.send(smallOrder('FILES-1'), { path, signal: AbortSignal.timeout(1_500) }).catch(() => undefined),
    );
    const run = await runtime.desk.ended(sent.run);

    expect([first.state, late, kept]).toEqual(['succeeded', undefined, 'HTTP/1.1 200 OK']);
    expect([run.state, ordersIn(rig.odoo, 'FILES-1')]).toEqual(['succeeded', ['sale']]);
  },
);

function hashOf(file: string): string | undefined {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : undefined;
}

const damages = [
  {
    what: 'overwritten',
    says: 'file is not a database',
    damage: async (file: string) => {
      await using handle = await open(file, 'r+');
      await handle.write(Buffer.alloc(64, 7), 0, 64, 0);
    },
  },
  {
    what: 'halved',
    says: 'malformed',
    damage: (file: string) => truncate(file, Math.floor(statSync(file).size / 8192) * 4096),
  },
  { what: 'emptied', says: 'it is missing or empty', damage: (file: string) => writeFile(file, '') },
  { what: 'gone', says: 'it is missing or empty', damage: (file: string) => rm(file) },
];

test('a damaged database is refused in clear words and left as it is, and a missing one is not made anew', async () => {
  const rig = await setUp();
  const runtime = await rig.start();
  await runtime.desk.ended((await runtime.desk.send(smallOrder('OLD-1'), { path })).run);
  runtime.signal('SIGTERM');
  await runtime.ended;

  const refusals = damages.map(async ({ what, damage, says }) => {
    const data = `${rig.data}-${what}`;
    keep({ [Symbol.asyncDispose]: () => rm(data, { recursive: true, force: true }) });
    await cp(rig.data, data, { recursive: true });
    const file = join(data, 'penstock.db');
    await damage(file);
    const before = hashOf(file);
    const { code, said } = await rig.startRefused({ data });
    return { what, file, says, code, said, isLeft: hashOf(file) === before };
  });

  for (const { what, file, says, code, said, isLeft } of await Promise.all(refusals)) {
    expect([what, code === 0, isLeft]).toEqual([what, false, true]);
    expect(said).toContain(`The database ${file} is damaged`);
    expect(said).toContain(says);
    expect(said).toContain('restore a backup');
  }
});

test('a second runtime on one data directory is refused and told who holds it', async () => {
  const rig = await setUp();
  const runtime = await rig.start();

  const refused = await rig.startRefused();
  const sent = await runtime.desk.send(smallOrder('LOCK-1'), { path });
  const run = await runtime.desk.ended(sent.run);

  expect(refused.code).not.toBe(0);
  expect(refused.said).toContain(`in use by process ${runtime.pid} on `);
  expect(run.state).toBe('succeeded');
});
