import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { until } from '#test/rigs/until.ts';
import { startListRuntime } from './list-runtime.ts';
import { type ListSource, startListSource } from './list-source.ts';

const isLong = process.env.PENSTOCK_LONG === '1';

/** What the process says of itself, and how the run ended. */
type Report = {
  readonly frames: number;
  readonly entries: number;
  readonly uncommitted: number;
  readonly rss: number;
  readonly readBack: number;
  readonly state?: string;
  readonly output?: string;
};

let directory: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'penstock-list-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** A page, what is worked on at once, and the steps around: never the list. */
const bound = { frames: 20 + 200 + 10, entries: 4_000, uncommitted: 4_000 };

test('a list of 20,000 items is worked through in the memory of a page, killed in the middle of pages, every item once', async () => {
  const count = 20_000;
  await using source = await startListSource(count, 200);

  const first = start(source, 40, 'http-list');
  await killAt(source, first, 120);
  const second = start(source, 40);
  await killAt(source, second, 300);
  const report = await last(start(source, 40));

  expect(report).toMatchObject({ state: 'succeeded' });
  const output = JSON.parse(report.output ?? '{}');
  expect(output).toMatchObject({ total: count, done: count - 4, failedTotal: 4 });
  expect(output.failed.map(({ key }: { key: string }) => key)).toEqual(['5000', '10000', '15000', '20000']);
  expect([source.taken.size, Math.max(...source.taken.values())]).toEqual([count / 40 - 4, 1]);
  expect(report.frames).toBeLessThanOrEqual(bound.frames);
  expect(report.entries).toBeLessThanOrEqual(bound.entries);
  expect(report.uncommitted).toBeLessThanOrEqual(bound.uncommitted);
  // Two thirds of the journal lie behind: a recovery reads a snapshot and what came after it.
  expect(report.readBack).toBeLessThan(1_500_000);
});

test('the records of an Odoo model are read by id, page by page', async () => {
  await using odoo = await startFakeOdoo({ version: 18 });
  await using source = await startListSource(0, 1);
  const ids = Array.from({ length: 130 }, (_, index) =>
    odoo.insert('res.partner', { name: `Listed ${index}`, customer_rank: 1 }),
  );
  const wanted = odoo.records('res.partner').filter(({ customer_rank: rank }) => Number(rank) > 0);
  const shop = source.url;
  const login = { url: odoo.url, database: odoo.database, key: odoo.keys.admin ?? '' };
  await using runtime = await startListRuntime({ directory, shop, odoo: login, sendEvery: 1, synchronous: 'off' });

  const run = await runtime.begin('odoo-list');
  const row = await until('the end of the run', async () => {
    const found = (await runtime.store.loadRun(run))?.row;
    return found?.endedAt === undefined ? undefined : found;
  });

  expect(wanted.length).toBeGreaterThanOrEqual(ids.length);
  expect([row.failure, row.state, row.output]).toEqual([
    undefined,
    'succeeded',
    `{"total":${wanted.length},"done":${wanted.length},"failedTotal":0,"failed":[]}`,
  ]);
  expect([...source.taken.keys()].sort((a, b) => a - b)).toEqual(wanted.map(({ id }) => id));
  const searches = odoo.ledger.filter(({ method }) => method === 'search_read');
  expect(searches).toHaveLength(Math.floor(wanted.length / 50) + 1);
});

test('an item that the source hands out on two pages is sent once', async () => {
  await using source = await startListSource(30, 10, 2);
  await using runtime = await startListRuntime({ directory, shop: source.url, sendEvery: 1, synchronous: 'off' });

  const run = await runtime.begin('http-list');
  const row = await until('the end of the run', async () => {
    const found = (await runtime.store.loadRun(run))?.row;
    return found?.endedAt === undefined ? undefined : found;
  });

  expect([row.state, JSON.parse(row.output ?? '{}').total]).toEqual(['succeeded', 34]);
  expect([source.requests(), source.taken.size]).toEqual([30, 30]);
});

test.runIf(isLong)(
  'a million items are worked through in the memory of a page (takes minutes: only with npm test -- --long)',
  async () => {
    const count = 1_000_000;
    await using source = await startListSource(count, 200);

    const report = await last(start(source, 1_000, 'http-list', 'full'));

    expect(JSON.parse(report.output ?? '{}')).toMatchObject({ total: count, done: count - 200, failedTotal: 200 });
    expect(source.taken.size).toBe(count / 1_000 - 200);
    expect(report.frames).toBeLessThanOrEqual(bound.frames);
    expect(report.rss).toBeLessThan(600 * 1024 * 1024);
  },
  3_600_000,
);

function start(source: ListSource, sendEvery: number, begin = '', synchronous = 'off'): ChildProcess {
  const entry = new URL('./list-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [entry, directory, source.url, String(sendEvery), synchronous, begin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** Kills the process in the middle of the page on which so many items have been sent. */
async function killAt(source: ListSource, child: ChildProcess, sent: number): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve) => {
    source.onSent = (count) => {
      if (count >= sent) resolve();
    };
  });
  child.kill('SIGKILL');
  await ended;
  source.onSent = () => undefined;
}

/** What the process said last. */
async function last(child: ChildProcess): Promise<Report> {
  if (child.stdout === null) throw new Error('The process has no standard output.');
  let report: Report | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    report = JSON.parse(line);
    if (isLong) console.error(line.slice(0, 200));
  }
  if (report?.state === undefined) throw new Error('The process ended before its run.');
  return report;
}
