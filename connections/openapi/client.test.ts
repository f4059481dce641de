import { expect, test } from 'vitest';
import type { JsonObject } from '#flow/json.ts';
import { loseAnswer } from '#test/fakes/faults.ts';
import { type SaasClient, saasKey, startSaasClient } from '#test/rigs/saas-client.ts';
import type { ApiCall, ApiResult } from './client.ts';

function call({ client }: SaasClient, operation: string, more: Partial<ApiCall> = {}): Promise<ApiResult> {
  const signal = new AbortController().signal;
  return client.call({ operation, parameters: {}, idempotencyKey: 'k1', signal, ...more });
}

async function addCustomers(rig: SaasClient, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const body = { name: `Customer ${number}`, email: `${number}@example.com`, tags: number % 2 === 0 ? ['even'] : [] };
    const result = await call(rig, 'createCustomer', { body, idempotencyKey: `add-${number}` });
    if (!result.ok) throw new Error(result.failure.title);
  }
}

function idsOf(result: ApiResult): unknown {
  // Lists of the fake hold customers.
  return result.ok && (result.answer.body as readonly JsonObject[]).map(({ id }) => id);
}

test('a write carries its key, so that a repeat after a lost answer is done once', async () => {
  await using rig = await startSaasClient();
  rig.saas.faults.inject({ where: { path: '/v1/customers' }, fault: loseAnswer(), times: 1 });
  const body = { name: 'Ada', email: 'ada@example.com' };

  const lost = await call(rig, 'createCustomer', { body });
  const again = await call(rig, 'createCustomer', { body });

  expect(lost).toMatchObject({ ok: false, failure: { code: 'http/interrupted', unknown: true } });
  expect(again).toMatchObject({ ok: true, answer: { status: 201, body: { id: 'customer_1', ...body } } });
  expect(rig.saas.ledger.map(({ applied, key }) => [applied, key])).toEqual([
    [false, null],
    [true, 'k1'],
    [false, 'k1'],
  ]);
});

test('a value stays in its place in the path, whatever it holds', async () => {
  await using rig = await startSaasClient();
  await addCustomers(rig, 1);

  const found = await call(rig, 'getCustomer', { parameters: { id: 'customer_1' } });
  const slashed = await call(rig, 'getCustomer', { parameters: { id: '../notes?x=1#y' } });
  const dots = await call(rig, 'getCustomer', { parameters: { id: '..' } });
  const missing = await call(rig, 'getCustomer', { parameters: { id: null } });
  const misspelt = await call(rig, 'getCustomer', { parameters: { id: 'a', ids: 'b' } });

  expect(found).toMatchObject({ ok: true, answer: { body: { name: 'Customer 1' } } });
  expect(slashed).toMatchObject({ ok: false, failure: { code: 'http/rejected' } });
  expect([dots, missing, misspelt].map((result) => !result.ok && result.failure.code)).toEqual(
    Array(3).fill('openapi/bad-parameter'),
  );
  expect(rig.saas.ledger.at(-1)?.path).toBe('/v1/customers/..%2Fnotes%3Fx%3D1%23y');
});

test('what the system says about a refusal is in the details, and the refusal may count as success', async () => {
  await using rig = await startSaasClient();

  const invalid = await call(rig, 'createCustomer', { body: { name: 'Ada' } });
  const expected = await call(rig, 'getCustomer', { parameters: { id: 'x' }, success: [200, 404] });

  expect(invalid).toMatchObject({
    ok: false,
    failure: {
      code: 'http/rejected',
      detail: { status: 422, problem: { title: 'invalid-customer', errors: [{ field: 'email' }] } },
    },
    answer: { status: 422 },
  });
  expect(expected).toMatchObject({ ok: true, answer: { status: 404, body: { title: 'no-such-customer' } } });
});

test.each(['listCustomers', 'listCustomersByPage', 'listCustomersByLink'])(
  '%s gives all pages as one list',
  async (operation) => {
    await using rig = await startSaasClient();
    await addCustomers(rig, 5);

    const all = await call(rig, operation, { paging: { pages: 10 }, parameters: { limit: 2 } });
    const some = await call(rig, operation, { paging: { pages: 2 } });
    const plain = await call(rig, operation);

    expect(idsOf(all)).toEqual([1, 2, 3, 4, 5].map((number) => `customer_${number}`));
    expect(all).toMatchObject({ ok: true, answer: { status: 200, complete: true } });
    expect(some).toMatchObject({ ok: true, answer: { pages: 2, complete: false } });
    expect(plain.ok && plain.answer).not.toHaveProperty('pages');
  },
);

test('a list repeats its parameter, also on later pages', async () => {
  await using rig = await startSaasClient();
  await addCustomers(rig, 8);

  const even = await call(rig, 'listCustomers', {
    paging: { pages: 9 },
    parameters: { limit: 3, tag: ['even', 'eve'] },
  });

  expect(idsOf(even)).toEqual([2, 4, 6, 8].map((number) => `customer_${number}`));
});

test('a step may say itself how pages go on, and is told when they do not', async () => {
  await using rig = await startSaasClient();
  await addCustomers(rig, 5);
  const byLastId = {
    scheme: 'cursor',
    parameter: 'cursor',
    items: 'data',
    cursor: 'data.-1.id',
    more: 'has_more',
  } as const;

  const good = await call(rig, 'listCustomers', { paging: { pages: 10, scheme: byLastId } });
  const noList = await call(rig, 'listCustomers', { paging: { pages: 10, scheme: { ...byLastId, items: 'rows' } } });
  const circle = await call(rig, 'listCustomers', {
    paging: { pages: 10, scheme: { ...byLastId, cursor: 'data.0.id', parameter: 'unused' } },
  });
  const write = await call(rig, 'createCustomer', { body: {}, paging: { pages: 10, scheme: byLastId } });

  expect(idsOf(good)).toHaveLength(5);
  expect(noList).toMatchObject({ ok: false, failure: { code: 'openapi/pages-astray', kind: 'permanent' } });
  expect(circle).toMatchObject({ ok: false, failure: { code: 'openapi/pages-astray' } });
  expect(write).toMatchObject({ ok: false, failure: { code: 'openapi/no-paging' } });
});

test('a form is written with brackets, and needs an object', async () => {
  await using rig = await startSaasClient();

  const body = { text: 'a & b', meta: { colour: 'red' }, labels: ['x', 'y'], nothing: null };
  const sent = await call(rig, 'createNote', { body });
  const list = await call(rig, 'createNote', { body: ['a'] });

  expect(sent).toMatchObject({ ok: true, answer: { status: 201 } });
  expect(rig.saas.ledger.at(-1)?.body).toBe('text=a+%26+b&meta%5Bcolour%5D=red&labels=x&labels=y');
  expect(list).toMatchObject({ ok: false, failure: { code: 'openapi/bad-body', kind: 'validation' } });
});

test.each([
  { scheme: 'api-key', secret: 'saas-key', header: 'X-API-Key' },
  { scheme: 'api-key', secret: 'saas-key', query: 'api_key' },
  { scheme: 'bearer', secret: 'saas-key' },
] as const)('the key goes where the connection says: %j', async (auth) => {
  await using rig = await startSaasClient({ auth });
  await addCustomers(rig, 3);

  const result = await call(rig, 'listCustomersByLink', { paging: { pages: 5 } });

  expect(idsOf(result)).toHaveLength(3);
  expect(JSON.stringify([result, rig.saas.ledger])).not.toContain(saasKey);
});

test('without proof of who we are nothing is given', async () => {
  await using rig = await startSaasClient({ auth: { scheme: 'none' } });

  const result = await call(rig, 'listCustomers');

  expect(result).toMatchObject({ ok: false, failure: { code: 'http/unauthorised', detail: { problem: {} } } });
});

test('only what the connection allows and the document has is called', async () => {
  await using rig = await startSaasClient({ allow: { operations: ['listCustomers'] } });

  const results = [
    await call(rig, 'listCustomers'),
    await call(rig, 'getCustomer', { parameters: { id: 'customer_1' } }),
    await call(rig, 'dropCustomers'),
    await call(rig, 'uploadPicture', { body: {} }),
  ];

  expect(results.map((result) => result.ok || result.failure.code)).toEqual([
    true,
    'egress/not-allowed',
    'openapi/no-operation',
    'openapi/no-operation',
  ]);
});
