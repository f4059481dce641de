import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Entry } from '#flow/interpret/entry.ts';
import { toJsonText } from '#flow/json.ts';
import { encodeFrame } from '#runtime/engine/journal.ts';
import { openStore } from '#runtime/store/sqlite/open.ts';
import { openDoor, planOf } from './fixtures/door.ts';

const run = 'run_01995b7e-0000-7000-8000-000000000001';
const at = 1_600_000_000_000;

test('what the store holds comes out of the API: flows, runs, dead letters, refused calls and the audit of a closing', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'penstock-api-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  await using store = await openStore({ directory, now: () => at, synchronous: 'off', ballastBytes: 0 });
  await using door = await openDoor({ store });
  const plan = planOf({ path: '/shop/orders', auth: { scheme: 'none' } });
  await store.commit({
    kind: 'deploy',
    environment: 'dev',
    flow: plan.flow,
    version: '1.0.0',
    plan: plan.hash,
    planText: JSON.stringify(plan),
    by: 'olga',
    at,
  });
  const started: Entry = {
    kind: 'started',
    at,
    trigger: 'received',
    input: toJsonText({ id: 7 }),
    event: toJsonText({}),
    run: toJsonText({}),
    vars: toJsonText({}),
    seed: 1,
  };
  await store.commit({
    kind: 'accept',
    run: {
      id: run,
      environment: 'dev',
      flow: plan.flow,
      version: '1.0.0',
      plan: plan.hash,
      trigger: 'received',
      key: 'S-1',
      origin: run,
      acceptedAt: at,
      state: 'running',
    },
    frame: encodeFrame([started]),
    changes: [],
  });
  await store.commit({
    kind: 'append',
    run,
    expectedSeq: 1,
    frame: encodeFrame([{ kind: 'finished', at, state: 'failed' }]),
    changes: [
      { kind: 'run', state: 'failed', endedAt: at },
      { kind: 'dead-letter', deadLetter: { id: 'dl_1', path: '', node: 'received', owner: 'sales', at } },
    ],
  });

  await (await door.post('/hooks/nowhere', '1')).text();
  const flows = await door.send('GET', '/api/flows');
  const deployments = await door.send('GET', '/api/deployments');
  const runs = await door.send('GET', `/api/runs?state=failed&flow=${plan.flow}`);
  const detail = await door.send('GET', `/api/runs/${run}`);
  const closed = await door.send('POST', '/api/dead-letters/dl_1/close', { body: { reason: 'obsolete' } });
  const again = await door.send('POST', '/api/dead-letters/dl_1/close', { body: { reason: 'obsolete' } });
  const letters = await door.send('GET', '/api/dead-letters?state=closed');
  const audit = await door.send('GET', '/api/audit?action=dead-letter.closed');
  const verified = await door.send('POST', '/api/audit/verify', { body: {} });
  const refused = await door.send('GET', '/api/refused');
  const facts = await door.send('GET', '/api/runtime');

  expect(flows.body).toMatchObject({ flows: [{ id: 'flow-0', triggers: [{ url: '/hooks/shop/orders' }] }] });
  expect(deployments.body).toMatchObject({ deployments: [{ flow: 'flow-0', deployedAt: '2020-09-13T12:26:40.000Z' }] });
  expect(runs.body).toMatchObject({ runs: [{ id: run, state: 'failed', key: 'S-1' }], next: null });
  expect(detail.body).toMatchObject({ input: { id: 7 }, steps: [{ node: 'received', state: 'done' }] });
  expect([closed.status, again.status]).toEqual([200, 409]);
  expect(letters.body).toMatchObject({ deadLetters: [{ id: 'dl_1', closedBy: 'olga', reason: 'obsolete' }] });
  expect(audit.body).toMatchObject({ entries: [{ actor: 'olga', subject: 'dl_1', detail: { reason: 'obsolete' } }] });
  expect(verified.body).toMatchObject({ ok: true, checkpoint: 'none' });
  expect(refused.body).toMatchObject({
    refused: [{ path: '/hooks/nowhere', status: 404, code: 'ingress/no-endpoint' }],
  });
  expect(facts.body).toMatchObject({ environment: 'dev', store: { journalMode: 'wal' } });
});
