import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Result } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { answerStatus, neverAnswer } from '#test/fakes/faults.ts';
import { type AnswerRequest, startLoopback } from '#test/fakes/loopback.ts';
import { type FakeOdoo, startFakeOdoo } from '#test/fakes/odoo/fake-odoo.ts';
import { refuseAccess } from '#test/fakes/odoo/odoo-faults.ts';
import { createOdooProbe, type OdooTarget, savedOdooTarget } from './connect-odoo.ts';
import { createMachineClock } from './machine/clock.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

const never = new AbortController().signal;
const environment: Environment = {
  name: 'dev',
  purpose: 'dev',
  variables: {},
  connections: {},
  egress: { allowPrivate: ['127.0.0.0/8'] },
};

async function fake(version: 16 | 18 | 19, more: { readonly listDatabases?: boolean } = {}): Promise<FakeOdoo> {
  const odoo = await startFakeOdoo({ version, ...more });
  cleanups.push(odoo.close);
  return odoo;
}

function probe(target: OdooTarget, allowPrivate: readonly string[] = ['127.0.0.0/8']) {
  const logged: string[] = [];
  const note = (event: string, facts: unknown) => void logged.push(JSON.stringify([event, facts]));
  const opened = createOdooProbe(
    {
      environment: { ...environment, egress: { allowPrivate } },
      secrets: { get: (name) => (name === 'kept' ? { reveal: () => 'kept-and-wrong' } : undefined) },
      clock: createMachineClock(),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      log: { info: note, warn: note, error: note },
    },
    target,
  );
  cleanups.push(async () => await opened[Symbol.asyncDispose]());
  return { ...opened, logged };
}

function as(odoo: FakeOdoo, login: 'admin' | 'bot', more: Partial<OdooTarget> = {}): OdooTarget {
  const key = odoo.keys[login] ?? '';
  return { address: odoo.url, database: odoo.database, login, key, ...more };
}

function answerOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function refusalOf(result: Result<unknown>): string {
  return result.ok ? 'no refusal' : result.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

async function serve(answer: AnswerRequest): Promise<string> {
  const server = await startLoopback({ answer });
  cleanups.push(server.close);
  return server.url;
}

describe.each([16, 18, 19] as const)('Odoo %i', (version) => {
  test('a server says its version and how it is spoken to', async () => {
    const odoo = await fake(version);

    const facts = answerOf(await probe({ address: `${odoo.url}/web#action=menu` }).probeServer(never));

    expect(facts).toMatchObject({
      address: odoo.url,
      version: `${version}.0`,
      major: version,
      transport: version === 19 ? 'json-2' : 'json-rpc',
      needsLogin: version !== 19,
      databases: undefined,
    });
    expect(facts.notes.join(' ')).toContain('The server does not list its databases: type the name.');
  });

  test('a server that lists its databases offers them', async () => {
    const odoo = await fake(version, { listDatabases: true });

    const facts = answerOf(await probe({ address: odoo.url }).probeServer(never));

    expect(facts.databases).toEqual([odoo.database]);
  });

  test('a key names its user, companies, language and time zone', async () => {
    const odoo = await fake(version);

    const user = answerOf(await probe(as(odoo, 'bot')).whoAmI(never));

    expect(user).toMatchObject({
      id: 10,
      name: 'Bot',
      login: 'bot',
      companies: [{ id: 1, name: 'My Company (San Francisco)', current: true }],
      languages: [{ code: 'en_US' }],
    });
  });

  test('rights are asked for one by one, and a missing one says what to ask for', async () => {
    const odoo = await fake(version);
    odoo.faults.inject({ where: { model: 'stock.picking' }, fault: refuseAccess() });
    const operations = ['order.create', 'stock.reserve', 'record.search'];
    const asked = { operations, models: ['account.payment', 'no.model'] };

    const rights = answerOf(await probe(as(odoo, 'bot')).rightsFor(asked, never));

    expect(rights.filter(({ operation }) => operation === 'order.create').every(({ isGranted }) => isGranted)).toBe(
      true,
    );
    const missing = rights.filter(({ isGranted }) => !isGranted).map(({ model, right }) => `${right} ${model}`);
    expect(missing).toEqual(['read stock.picking', 'write stock.picking', 'read account.payment', 'read no.model']);
    expect(rights.find(({ model }) => model === 'account.payment')?.sentence).toContain(
      version === 19 ? 'Role / Administrator' : 'Administration/Settings',
    );
    expect(rights.find(({ model }) => model === 'stock.picking')?.sentence).toContain('Inventory / User');
    expect(rights.find(({ model }) => model === 'no.model')?.sentence).toContain('install the app');
  });

  test('models and fields are listed with what a picker shows', async () => {
    const odoo = await fake(version);
    const asked = probe(as(odoo, 'bot'));

    const models = answerOf(await asked.listModels(never));
    const orders = answerOf(await asked.listFields('sale.order', never));
    const partners = answerOf(await asked.listFields('res.partner', never));

    expect(models).toContainEqual({ model: 'sale.order', label: 'Sales Order' });
    expect(orders.find(({ name }) => name === 'partner_id')).toMatchObject({
      type: 'many2one',
      relation: 'res.partner',
      isRequired: true,
    });
    expect(orders.find(({ name }) => name === 'state')?.choices).toContainEqual({
      value: 'sale',
      label: 'Sales Order',
    });
    const classOf = (field: string) => partners.find(({ name }) => name === field)?.guessedClasses;
    expect([classOf('email'), classOf('phone'), classOf('name'), classOf('is_company')]).toEqual([
      ['personal'],
      ['personal'],
      ['personal'],
      [],
    ]);
    expect(orders.find(({ name }) => name === 'amount_total')?.guessedClasses).toEqual(['financial']);
  });

  test('a record is found by id, by name and by reference, empty fields being null', async () => {
    const odoo = await fake(version);
    const id = odoo.insert('sale.order', { partner_id: 9, client_order_ref: 'WEB-1001' });
    const asked = probe(as(odoo, 'admin'));
    const read = (key: number | string) => asked.readRecord({ model: 'sale.order', key }, never);

    const byId = answerOf(await read(id));
    const byName = answerOf(await read(byId.name));
    const byReference = answerOf(await read('WEB-1001'));
    const some = answerOf(await asked.readRecord({ model: 'sale.order', key: id, fields: ['name', 'note'] }, never));

    expect(byId).toMatchObject({ id, record: { client_order_ref: 'WEB-1001', partner_id: [9, 'Acme Corporation'] } });
    expect([byName.id, byReference.id]).toEqual([id, id]);
    expect(some.record).toEqual({ id, name: byId.name, note: null });
  });

  test('a name that nobody or several have is refused with what to do', async () => {
    const odoo = await fake(version);
    odoo.insert('sale.order', { partner_id: 9, client_order_ref: 'TWICE' });
    odoo.insert('sale.order', { partner_id: 9, client_order_ref: 'TWICE' });
    const asked = probe(as(odoo, 'admin'));

    const none = await asked.readRecord({ model: 'sale.order', key: 'NOWHERE' }, never);
    const several = await asked.readRecord({ model: 'sale.order', key: 'TWICE' }, never);

    expect(refusalOf(none)).toMatch(/^odoo\/no-record: No record of sale\.order goes by "NOWHERE"/);
    expect(refusalOf(several)).toMatch(/^odoo\/several-records: .*TWICE.*Pick one by its id\.$/);
  });

  test('a wrong key, a password and an expired key are told as far as Odoo tells', async () => {
    const odoo = await fake(version);
    const wrong = await probe(as(odoo, 'bot', { key: 'a'.repeat(40) })).whoAmI(never);
    const password = await probe(as(odoo, 'bot', { key: 'hunter2' })).whoAmI(never);
    odoo.expireKeyOf('bot');

    const expired = await probe(as(odoo, 'bot')).whoAmI(never);

    expect(refusalOf(wrong)).toMatch(
      /^odoo\/access-denied: .*mistyped, has run out, was deleted, or belongs to another user/,
    );
    expect(refusalOf(password)).toMatch(/^odoo\/access-denied: .*does not look like an API key.*two-factor/);
    expect(refusalOf(expired)).toMatch(/^odoo\/access-denied: /);
    expect(refusalOf(password)).not.toContain('hunter2');
  });

  test('a database that is not there is named', async () => {
    const odoo = await fake(version);

    const refused = await probe(as(odoo, 'bot', { database: 'nowhere' })).whoAmI(never);

    expect(refusalOf(refused)).toMatch(/^odoo\/no-such-database: .* has no database "nowhere"/);
  });

  test('a key or a login that is missing is asked for', async () => {
    const odoo = await fake(version);
    const { key: _key, ...keyless } = as(odoo, 'bot');
    const { login: _login, ...nameless } = as(odoo, 'bot');

    const noKey = await probe(keyless).whoAmI(never);
    const noLogin = await probe(nameless).whoAmI(never);

    expect(refusalOf(noKey)).toMatch(/^egress\/secret-missing: The API key is missing/);
    if (version === 19) expect(noLogin.ok).toBe(true);
    else expect(refusalOf(noLogin)).toMatch(/^odoo\/login-missing: /);
  });
});

test('when the only key of a user runs out is told', async () => {
  const odoo = await fake(19);
  odoo.insert('res.users.apikeys', { name: 'penstock', user_id: 10, expiration_date: '2027-05-01 00:00:00' });

  const user = answerOf(await probe(as(odoo, 'bot')).whoAmI(never));

  expect([user.keyExpiresAt, user.notes]).toEqual(['2027-05-01T00:00:00.000Z', []]);
});

test('a private address is refused unless the environment opens its range, and the sentence says where', async () => {
  const odoo = await fake(19);

  const refused = await probe(as(odoo, 'bot'), []).probeServer(never);

  expect(refusalOf(refused)).toMatch(
    /^egress\/address-refused: .*"dev".*`egress: allowPrivate:` in environments\/dev\.yaml, such as 127\.0\.0\.0\/8\./,
  );
});

test.each(['', 'not an address', 'ftp://erp.example.com', 'https://admin:secret@erp.example.com', 'http://'])(
  'the address %j is refused before anything is sent',
  async (address) => {
    const refused = await probe({ address }).probeServer(never);

    expect(refusalOf(refused)).toMatch(/^odoo\/bad-address: /);
  },
);

test('a port of another service is refused', async () => {
  const refused = await probe({ address: 'http://127.0.0.1:5432' }).probeServer(never);

  expect(refusalOf(refused)).toMatch(/^egress\/not-bound: /);
});

test('a web page that is no Odoo is told from one', async () => {
  const page = await serve(async () => ({
    kind: 'answer',
    answer: { status: 200, body: '<html>Welcome</html>', headers: {} },
  }));
  const missing = await serve(async () => ({ kind: 'answer', answer: { status: 404, body: 'no', headers: {} } }));

  const first = await probe({ address: page }).probeServer(never);
  const second = await probe({ address: missing }).probeServer(never);

  expect(refusalOf(first)).toMatch(/^odoo\/not-odoo: .*does not speak like Odoo/);
  expect(refusalOf(second)).toMatch(/does not speak like Odoo/);
});

test('a redirect to another host is told and not followed', async () => {
  const elsewhere = await serve(async () => ({
    kind: 'answer',
    answer: { status: 302, body: '', headers: { Location: 'http://elsewhere.example/' } },
  }));

  const refused = await probe({ address: elsewhere }).probeServer(never);

  expect(refusalOf(refused)).toContain('sends requests on to http://elsewhere.example/');
});

test('an Odoo older than 16 is refused by its version', async () => {
  const old = await serve(async () => ({
    kind: 'answer',
    answer: {
      status: 200,
      body: JSON.stringify({ version_info: [14, 0, 0, 'final', 0, ''], version: '14.0' }),
      headers: { 'Content-Type': 'application/json' },
    },
  }));

  const refused = await probe({ address: old }).probeServer(never);

  expect(refusalOf(refused)).toMatch(/^odoo\/too-old: This is Odoo 14\.0\./);
});

test('too many requests, a failing server, silence and a closed port each have their sentence', async () => {
  const odoo = await fake(19);
  const asked = () => probe(as(odoo, 'bot')).probeServer(never);
  odoo.faults.inject({ fault: answerStatus(429, { retryAfter: 7 }), times: 1 });
  const busy = await asked();
  odoo.faults.inject({ fault: answerStatus(502), times: 1 });
  const broken = await asked();
  odoo.faults.inject({ fault: neverAnswer(), times: 1 });
  const silent = await probe(as(odoo, 'bot')).probeServer(AbortSignal.timeout(200));
  await odoo.faults.down();

  const closed = await asked();

  expect(refusalOf(busy)).toMatch(/^http\/busy: .*It names 7 seconds\./);
  expect(refusalOf(broken)).toMatch(/^http\/server-failed: .*status 502/);
  expect(refusalOf(silent)).toMatch(/^http\/timed-out: /);
  expect(refusalOf(closed)).toMatch(/^http\/unreachable: Nothing answers at/);
});

test('a typed key wins over a kept one, and neither reaches the log', async () => {
  const odoo = await fake(18);
  const typed = probe(as(odoo, 'bot', { secret: 'kept' }));
  const { key: _key, ...target } = as(odoo, 'bot', { secret: 'kept' });
  const kept = probe(target);

  const first = await typed.whoAmI(never);
  const second = await kept.whoAmI(never);

  expect(first.ok).toBe(true);
  expect(refusalOf(second)).toMatch(/^odoo\/access-denied: /);
  const text = [...typed.logged, ...kept.logged].join('\n');
  expect(text).toContain('egress.sent');
  expect(text).not.toContain(odoo.keys.bot);
  expect(text).not.toContain('kept-and-wrong');
});

test('a probe writes nothing', async () => {
  const odoo = await fake(19);
  const asked = probe(as(odoo, 'admin'));
  await asked.whoAmI(never);
  await asked.rightsFor({ operations: ['order.create', 'stock.reserve'] }, never);
  await asked.listModels(never);
  await asked.readRecord({ model: 'res.partner', key: 9 }, never);

  const effects = odoo.ledger.flatMap((entry) => entry.effects);

  expect(odoo.ledger.length).toBeGreaterThan(10);
  expect(effects).toEqual([]);
});

test('a saved connection is asked where its environment says it leads', () => {
  const connection = {
    id: 'odoo-main',
    kind: 'odoo',
    name: 'Odoo',
    auth: { scheme: 'api-key', secret: 'kept' },
    limits: { concurrency: 4 },
    breaker: { failurePercent: 50, of: 20, openForMs: 1_000 },
    maxRequestTimeMs: 1_000,
    extra: { login: 'bot', version: 18 },
  } as const;
  const bound = { ...environment, connections: { 'odoo-main': { url: 'https://erp.example.com', database: 'live' } } };

  const target = savedOdooTarget([connection], bound, 'odoo-main');

  expect(target).toEqual({
    ok: true,
    value: { address: 'https://erp.example.com', database: 'live', login: 'bot', version: 18, secret: 'kept' },
  });
  expect(refusalOf(savedOdooTarget([connection], environment, 'odoo-main'))).toMatch(
    /^workspace\/connection-not-bound/,
  );
  expect(refusalOf(savedOdooTarget([], bound, 'odoo-main'))).toMatch(/^workspace\/no-such-connection/);
});
