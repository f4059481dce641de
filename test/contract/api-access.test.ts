import { describe, expect, test } from 'vitest';
import { calls } from '#api/calls.ts';
import { type Caller, roles } from '#api/permission.ts';
import { permissionsOf } from '#runtime/access/roles.ts';
import { createAccess } from '#runtime/access/tokens.ts';
import { createHandlers } from '#runtime/server/handlers.ts';
import { type ServerOptions, startServer } from '#runtime/server/server.ts';
import { type Door, openDoor } from './fixtures/door.ts';
import { fill, shownHash } from './fixtures/rows.ts';
import { createStubEngine } from './fixtures/stub-engine.ts';
import { createStubStore } from './fixtures/stub-store.ts';

/**
 * Calls that answer something else than 200 although the caller was let in: the store of these tests has no live flow,
 * and the server of these tests is no studio.
 */
const letIn: Readonly<Record<string, number>> = {
  'flows.start': 404,
  'session.exchange': 403,
  'workspace.get': 404,
  'workspace.flows': 404,
  'workspace.facts': 404,
  'workspace.registry': 404,
  'workspace.read': 404,
  'workspace.write': 404,
  'workspace.search': 404,
  'workspace.follow': 404,
  'hooks.listen': 404,
  'odoo.server': 404,
  'odoo.sign-in': 404,
  'odoo.rights': 404,
  'odoo.models': 404,
  'odoo.fields': 404,
  'odoo.record': 404,
  'connections.test': 404,
  'connections.uses': 404,
  'deployments.show': 409,
  'deployments.drift': 409,
  'deployments.admit': 409,
  'deployments.activate': 409,
  'deployments.approve': 409,
  'deployments.rollback': 409,
  'deployments.shadow': 409,
  'contracts.list': 404,
  'contracts.uses': 404,
  'contracts.judge': 404,
  'governance.facts': 404,
  'governance.templates': 404,
  'governance.flows': 404,
  'governance.report': 404,
  'governance.judge': 404,
  'governance.start': 404,
  'governance.bind': 404,
  'governance.predicates': 404,
  'governance.publish': 404,
  'governance.waive': 404,
  'identity.get': 404,
  'identity.set': 404,
  'reviews.proposal': 404,
  'reviews.save': 404,
  'reviews.request': 404,
  'reviews.import': 404,
  'reviews.list': 404,
  'reviews.get': 404,
  'reviews.comment': 404,
  'reviews.resolve': 404,
  'reviews.decide': 404,
  'conflicts.list': 404,
  'conflicts.get': 404,
  'conflicts.settle': 404,
  'reviews.withdraw': 404,
  'reviews.release': 404,
  'reviews.emergency': 404,
  'reviews.follow': 404,
  'versions.list': 404,
  'versions.get': 404,
  'versions.compare': 404,
  'versions.restore': 404,
  'environments.list': 404,
  'environments.compare': 404,
  'environments.promote': 404,
  'environments.write': 404,
  'environments.check': 404,
  'linked.list': 404,
  'linked.add': 404,
  'linked.remove': 404,
  'linked.releases': 404,
  'linked.live': 404,
  'linked.runs': 404,
  'linked.run': 404,
  'linked.deploy': 404,
  'linked.activate': 404,
  'linked.rollback': 404,
  'tries.start': 404,
  'expressions.evaluate': 404,
  'tests.run': 404,
  'tests.keep': 404,
  'previews.request': 404,
};

/** In the form of a signature, over nothing. */
const signatureOfNobody = {
  role: 'approver',
  by: 'ben',
  keyId: '0'.repeat(16),
  at: '2027-02-01T09:30:00.000Z',
  digest: '0'.repeat(64),
  signature: 'AAAA',
};

/** A body that each call with a body takes; a call that is missing here fails the tests below. */
const bodies: Readonly<Record<string, unknown>> = {
  'runs.cancel': { reason: 'test' },
  'runs.abandon': { reason: 'test' },
  'runs.replay': { reason: 'test' },
  'runs.unpark': { reason: 'test' },
  'flows.start': { input: {}, reason: 'test' },
  'doubts.settle': { run: 'run_1', path: 'send', resolution: 'send', reason: 'looked it up' },
  'approvals.decide': { decision: 'approved', shownHash },
  'dead-letters.replay': { reason: 'test' },
  'dead-letters.close': { reason: 'test' },
  'holds.set': { target: { kind: 'flow', id: 'shop-order' }, reason: 'test' },
  'holds.unset': { target: { kind: 'runtime' }, reason: 'test' },
  'audit.verify': {},
  'session.exchange': { token: 'spent' },
  'deployments.admit': { bundle: 'AAAA' },
  'deployments.activate': {},
  'conflicts.settle': { path: 'flows/a.flow.yaml', stamp: 'x', choices: {} },
  'deployments.approve': { signature: signatureOfNobody },
  'deployments.rollback': { flow: 'orders', reason: 'test' },
  'deployments.shadow': { flow: 'orders' },
  'contracts.judge': { text: '{}' },
  'governance.judge': { text: 'penstock: 1' },
  'governance.start': { template: 'baseline@1', id: 'orders', name: 'Orders', owner: 'sales' },
  'governance.bind': { text: 'penstock: 1', template: 'baseline@1', parameters: {} },
  'governance.predicates': { text: 'penstock: 1' },
  'governance.publish': { template: 'order-intake', signature: 'penstock: 1', expect: null },
  'governance.waive': { rule: 'G-01', flow: 'orders', reason: 'A reason for a test', expires: '2027-03-31' },
  'identity.set': { person: 'anna' },
  'reviews.save': { sentence: 'Save' },
  'reviews.request': { title: 'A change', versions: { orders: '1.0.0' } },
  'reviews.import': { bytes: 'AAAA' },
  'reviews.comment': { text: 'Why?' },
  'reviews.resolve': { comment: 'c-1' },
  'reviews.decide': { decision: 'approve', digest: '0'.repeat(64) },
  'reviews.emergency': { digest: '0'.repeat(64), reason: 'Orders are lost.', incident: 'INC-7' },
  'versions.restore': { commit: '0'.repeat(40) },
  'environments.promote': { from: 'dev', to: 'test', items: [{ kind: 'variable', key: 'limit' }] },
  'environments.write': { environment: 'dev', expect: null, edits: [{ kind: 'variable', key: 'limit', value: 1 }] },
  'linked.add': { name: 'Live', address: 'https://flows.example', token: 'a-token-of-this-test' },
  'linked.deploy': { release: 'orders-1.0.0.pstk' },
  'linked.activate': { digest: '0'.repeat(64) },
  'linked.rollback': { flow: 'orders', reason: 'test' },
  'workspace.write': { changes: [{ path: 'penstock.yaml', text: null, expect: null }] },
  'secrets.put': { name: 'shop-key', value: 'a-value-of-this-test' },
  'odoo.server': { address: 'https://odoo.example' },
  'odoo.sign-in': { address: 'https://odoo.example' },
  'odoo.rights': { address: 'https://odoo.example', operations: [] },
  'connections.test': { connection: 'odoo' },
  'tries.start': { flow: 'id: a', input: null, scope: 'flow' },
  'expressions.evaluate': { expression: 'a', kind: 'expression', inputs: [1] },
  'tests.run': { flow: 'id: a', tests: '' },
  'tests.keep': { flow: 'id: a', tests: null, name: 'a', from: { run: 'run_1' }, expect: 'success' },
  'samples.propose': { samples: [1] },
  'schedules.preview': { config: { cron: '0 6 * * *', zone: 'Etc/UTC' }, count: 1 },
  'previews.request': { flow: 'id: a', node: 'a', input: null },
};

const ids: Readonly<Record<string, string>> = { runs: 'run_1', approvals: 'apr_1', 'dead-letters': 'dl_1' };

/** Queries of calls that must have one. */
const queries: Readonly<Record<string, string>> = {
  'conflicts.get': '?path=flows/a.flow.yaml',
  'workspace.read': '?path=penstock.yaml',
  'workspace.search': '?text=order',
  'environments.compare': '?from=dev&to=live',
  'environments.check': '?environment=live',
  'versions.compare': '?from=working&to=working',
  'hooks.listen': '?flow=order-to-cash',
  'odoo.models': '?connection=odoo',
  'odoo.fields': '?connection=odoo&model=sale.order',
  'odoo.record': '?connection=odoo&model=sale.order&key=S00001',
};

function pathOf(call: (typeof calls)[number]): string {
  const query = queries[call.id] ?? '';
  return `${call.path.replace('{id}', ids[call.id.split('.')[0] ?? ''] ?? 'none')}${query}`;
}

async function statusOf(door: Door, call: (typeof calls)[number], token: string | undefined): Promise<number> {
  const leaving = new AbortController();
  const body = bodies[call.id];
  const response = await fetch(`${door.server.url}${pathOf(call)}`, {
    method: call.method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: leaving.signal,
  });
  // Streams never end by themselves.
  leaving.abort();
  return response.status;
}

describe('who may do what', () => {
  const callers = Object.fromEntries(
    roles.map((role): [string, Caller] => [`token-of-${role}`, { name: role, roles: [role], groups: 'all' }]),
  );

  test('the router knows the rows of the table and no other route', async () => {
    await using door = await openDoor();

    const declared = calls.map((call) => `${call.method} ${call.path.replace(/\{(\w+)\}/g, ':$1')}`);

    expect([...door.server.routes].sort()).toEqual([...declared].sort());
    expect(new Set(declared).size).toBe(calls.length);
  });

  test('every route answers every role as the one permission table says, and nobody without a token', async () => {
    await using door = await openDoor({ callers });
    fill(door);

    const cells = [];
    for (const call of calls) {
      for (const role of roles) {
        const may =
          call.permission === 'public' ||
          call.permission === 'signed-in' ||
          permissionsOf[role].includes(call.permission);
        cells.push({ call: call.id, role, may, status: await statusOf(door, call, `token-of-${role}`) });
      }
      const may = call.permission === 'public';
      cells.push({ call: call.id, role: 'none', may, status: await statusOf(door, call, undefined) });
      cells.push({ call: call.id, role: 'wrong', may, status: await statusOf(door, call, 'guessed') });
    }

    const wrong = cells.filter(({ call, role, may, status }) => {
      const refused = role === 'none' || role === 'wrong' ? 401 : 403;
      return may ? status !== (letIn[call] ?? 200) : status !== refused;
    });
    expect(wrong).toEqual([]);
    expect(cells).toHaveLength(calls.length * (roles.length + 2));
  });

  test('each role has something to do and none has everything', () => {
    const all = new Set(calls.map((call) => call.permission));

    const counts = roles.map((role) => permissionsOf[role].length);

    expect(counts.every((count) => count > 0 && count < all.size)).toBe(true);
  });

  test('approvers see and decide approvals of their own groups only', async () => {
    await using door = await openDoor({
      callers: {
        sales: { name: 'sam', roles: ['approver'], groups: ['sales-managers'] },
        finance: { name: 'fay', roles: ['approver'], groups: ['finance'] },
      },
    });
    fill(door);
    const decide = (token: string) =>
      door.send('POST', '/api/approvals/apr_1/decide', { token, body: bodies['approvals.decide'] });

    const theirs = await door.send('GET', '/api/approvals/apr_1', { token: 'finance' });
    const list = await door.send('GET', '/api/approvals', { token: 'finance' });
    const foreign = await decide('finance');
    const own = await decide('sales');

    expect([theirs.status, foreign.status, own.status]).toEqual([404, 404, 200]);
    expect(list.body).toEqual({ approvals: [], next: null });
    expect(door.engine.asked).toEqual([
      { what: 'decideApproval', with: { approval: 'apr_1', decision: 'approved', by: 'sam', shownHash } },
    ]);
  });

  test('looking at an approval decides nothing, whatever the address says', async () => {
    await using door = await openDoor();
    fill(door);

    const page = await door.send('GET', '/api/approvals/apr_1');
    const link = await door.send('GET', '/api/approvals/apr_1/decide');

    expect(page.body).toMatchObject({ shown: { total: 7 }, shownHash, state: 'open' });
    expect(link.status).toBe(404);
    expect(door.engine.asked).toEqual([]);
  });
});

describe('where it listens', () => {
  const start = (more: Partial<ServerOptions>) =>
    startServer({
      port: 0,
      handlers: createHandlers({
        store: createStubStore(),
        engine: createStubEngine(),
        feed: { follow: () => () => {}, close: () => {} },
        clock: { now: () => 0 },
        environment: 'dev',
        wake: () => {},
        endpoints: () => [],
        isHealthy: () => true,
        secrets: { list: async () => [], put: async () => ({ ok: true, value: undefined }) },
      }),
      receiveWebhook: async () => {},
      access: createAccess([]),
      isTokenGenerated: true,
      clock: { now: () => 0, mono: () => 0, after: () => () => {} },
      ids: { next: (prefix) => prefix },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      ...more,
    });

  test('beyond this machine only with TLS, a configured token and names', async () => {
    const bare = await start({ host: '0.0.0.0' });
    const half = await start({ host: '::', isTokenGenerated: false });

    const sentences = [bare, half].map((started) => (started.ok ? 'listens' : started.problems[0]?.message));
    expect(sentences).toEqual([
      expect.stringContaining('a TLS certificate, a configured token (PENSTOCK_TOKEN), the names clients reach it by'),
      expect.stringContaining('without a TLS certificate, the names clients reach it by'),
    ]);
  });

  test('not on a port somebody else has', async () => {
    await using door = await openDoor();

    const started = await start({ port: door.server.port });

    expect(started).toMatchObject({ ok: false, problems: [{ code: 'server/cannot-listen' }] });
  });
});
