import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loseAnswer } from './faults.ts';
import { isJsonObject, parseJson } from './json.ts';
import { Ledger, readLedgerFile } from './ledger.ts';

let folder: string;
let child: ChildProcessByStdio<Writable, Readable, null> | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fakes-'));
});

afterEach(() => {
  child?.kill('SIGKILL');
  child = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  script: string,
  args: readonly string[],
): Promise<{ readonly url: string; readonly facts: unknown }> {
  child = spawn(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const facts = parseJson(String(line));
  if (!isJsonObject(facts)) throw new Error(`no ready line but ${line}`);
  return { url: String(facts.url), facts };
}

async function ended(): Promise<unknown> {
  const exit = child === undefined ? [0] : await once(child, 'exit');
  return exit[0];
}

test('a SaaS of its own writes its ledger as it happens and ends with its standard input', async () => {
  const file = path.join(folder, 'calls.jsonl');
  const { url } = await start('saas/main.ts', ['--port', '0', '--ledger', file]);

  await fetch(`${url}/orders`, { method: 'POST', headers: { 'Idempotency-Key': 'k' }, body: '{"number":1}' });
  const written = readLedgerFile(file);
  const exit = ended();
  child?.stdin.end();

  expect(written).toMatchObject([{ seq: 1, path: '/orders', key: 'k', applied: true }]);
  expect(await exit).toBe(0);
});

test('a SaaS of its own is steered over HTTP', async () => {
  const { url } = await start('saas/main.ts', []);
  const rule = { where: { path: '/refunds' }, fault: loseAnswer(), times: 1 };
  await fetch(`${url}/__fake__/faults`, { method: 'POST', body: JSON.stringify(rule) });

  await expect(fetch(`${url}/refunds`, { method: 'POST', body: '{}' })).rejects.toThrow('fetch failed');

  expect(await (await fetch(`${url}/__fake__/ledger`)).json()).toMatchObject([{ path: '/refunds', applied: true }]);
  expect(await (await fetch(`${url}/__fake__/records/refunds`)).json()).toEqual([{ id: 'refund_1' }]);
});

test('an Odoo of its own tells its version, database and keys when it is ready', async () => {
  const file = path.join(folder, 'calls.jsonl');
  const { url, facts } = await start('odoo/main.ts', ['--version', '18', '--ledger', file]);

  const health = await (await fetch(`${url}/web/health`)).json();

  expect(facts).toMatchObject({ ready: true, version: 18, database: 'odoo18', keys: { admin: expect.any(String) } });
  expect(health).toEqual({ status: 'pass' });
});

test('a fake goes down for a while and comes back on the same port', async () => {
  const { url } = await start('saas/main.ts', []);
  await fetch(`${url}/__fake__/down?for=300`, { method: 'POST' });

  const answers: string[] = [];
  while (!answers.includes('refused') || answers.at(-1) !== 'answered') {
    answers.push(
      await fetch(`${url}/status/200`).then(
        () => 'answered',
        () => 'refused',
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  expect(answers.at(-1)).toBe('answered');
});

test('a ledger goes on counting in a file that is there, and drops the oldest entries from memory', () => {
  const file = path.join(folder, 'ledger.jsonl');
  const first = new Ledger<{ seq: number }>({ file });
  first.append((seq) => ({ seq }));
  first.close();

  const second = new Ledger<{ seq: number }>({ file, limit: 2 });
  for (let call = 0; call < 6; call += 1) second.append((seq) => ({ seq }));
  second.close();

  expect(second.entries.length).toBeLessThanOrEqual(4);
  expect(second.entries.at(-1)).toEqual({ seq: 7 });
  expect(readLedgerFile(file)).toEqual([1, 2, 3, 4, 5, 6, 7].map((seq) => ({ seq })));
});
