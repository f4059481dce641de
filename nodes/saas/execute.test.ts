import { expect, test } from 'vitest';
import type { JsonObject } from '#flow/json.ts';
import type { EffectResult, NodeContext } from '#flow/node-type/work.ts';
import { type SaasClient, startSaasClient } from '#test/rigs/saas-client.ts';
import { execute } from './execute.ts';
import { manifest } from './manifest.ts';

/** Runs one attempt through the real client and the real way out. */
function attempt({ client }: SaasClient, config: JsonObject, input: JsonObject = {}): Promise<EffectResult> {
  const context: NodeContext = {
    step: {
      id: 'send',
      config: { connection: 'saas', ...config },
      input,
      key: `key of ${JSON.stringify(input)}`,
      businessKey: undefined,
      flow: 'f',
      firstId: 'send',
      attempt: 1,
      repeated: false,
    },
    clock: { now: () => 0 },
    log: { info: () => undefined },
    signal: new AbortController().signal,
    // The only connection of this test is the client above.
    connection: <Client>() => client as Client,
  };
  return execute(context);
}

test('what comes in is the body of an operation that takes one, once for every key', async () => {
  await using rig = await startSaasClient();
  const ada = { name: 'Ada', email: 'ada@example.com' };

  const first = await attempt(rig, { operation: 'createCustomer' }, ada);
  const again = await attempt(rig, { operation: 'createCustomer' }, ada);
  const other = await attempt(rig, { operation: 'createCustomer', body: { ...ada, name: 'Bob' } }, { number: 2 });

  expect(first).toMatchObject({ ok: true, port: 'done', result: { status: 201, body: { id: 'customer_1', ...ada } } });
  expect(again).toMatchObject({ ok: true, result: { body: { id: 'customer_1' } } });
  expect(other).toMatchObject({ ok: true, result: { body: { id: 'customer_2', name: 'Bob' } } });
});

test('a read sends parameters, and leaves out what came to nothing', async () => {
  await using rig = await startSaasClient();
  await attempt(rig, { operation: 'createCustomer' }, { name: 'Ada', email: 'ada@example.com' });
  const parameters = { limit: 1, cursor: { $: 'nothing' }, tag: null };

  const listed = await attempt(rig, { operation: 'listCustomers', parameters }, { number: 1 });
  const found = await attempt(rig, { operation: 'getCustomer', parameters: { id: 'customer_1' } });

  expect(listed).toMatchObject({ ok: true, result: { body: { data: [{ name: 'Ada' }], next_cursor: null } } });
  expect(found).toMatchObject({ ok: true, result: { body: { name: 'Ada' } } });
  expect(rig.saas.ledger.at(-2)?.body).toBeNull();
});

test('pages are read as the document says, or as the step does', async () => {
  await using rig = await startSaasClient();
  for (const name of ['A', 'B', 'C'])
    await attempt(rig, { operation: 'createCustomer' }, { name, email: 'x@example.com' });
  const scheme = { scheme: 'page', parameter: 'page', items: '' };

  const stated = await attempt(rig, { operation: 'listCustomers', paging: {} });
  const own = await attempt(rig, { operation: 'listCustomersByPage', paging: { pages: 1, ...scheme } });

  expect(stated).toMatchObject({
    ok: true,
    result: { body: [{ name: 'A' }, { name: 'B' }, { name: 'C' }], complete: true },
  });
  expect(own).toMatchObject({ ok: true, result: { body: [{ name: 'A' }, { name: 'B' }], pages: 1, complete: false } });
});

test('a failure of the client is the failure of the step', async () => {
  await using rig = await startSaasClient();

  const result = await attempt(rig, { operation: 'getCustomer' });

  expect(result).toMatchObject({ ok: false, failure: { code: 'openapi/bad-parameter', kind: 'validation' } });
});

test.each([
  [{ scheme: 'cursor', parameter: 'after' }, 'paging.cursor'],
  [{ scheme: 'page' }, 'paging.parameter'],
  [{ scheme: 'link', cursor: 'a' }, 'paging.cursor'],
  [{ items: 'data' }, 'paging.items'],
  [{ pages: 0 }, 'paging.pages'],
])('the paging %j is refused at %s', (paging, path) => {
  const parsed = manifest.config.safeParse({ connection: 'saas', operation: 'listCustomers', paging });

  expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});
