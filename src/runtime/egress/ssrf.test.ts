import { isIP } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Connection } from '#flow/workspace/connection.ts';
import { startLoopback } from '#test/fakes/loopback.ts';
import { addresses4, addresses6, hostileUrls, spellings } from '#test/rigs/ssrf-vectors.ts';
import { createAddressGuard } from './address-guard.ts';
import { createEgress } from './egress.ts';

const loopbackOnly = ['127.0.0.1/32'];

function connectionTo(hosts: readonly string[] = []): Connection {
  return {
    id: 'crm',
    kind: 'http',
    name: 'CRM',
    hosts,
    limits: { concurrency: 4 },
    breaker: { failurePercent: 100, of: 1_000, openForMs: 1_000 },
    maxRequestTimeMs: 5_000,
    extra: {},
  };
}

type Answers = (hostname: string) => readonly string[];

function roomAt(
  url: string,
  options: { hosts?: readonly string[]; allowPrivate?: readonly string[]; answers?: Answers } = {},
) {
  const resolved: string[] = [];
  const room = createEgress({
    connections: [connectionTo(options.hosts)],
    environment: {
      name: 'test',
      purpose: 'test',
      variables: {},
      connections: { crm: { url } },
      egress: { allowPrivate: options.allowPrivate ?? [] },
    },
    secrets: { get: () => undefined },
    clock: {
      now: () => Date.now(),
      mono: () => performance.now(),
      after: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    resolver: async (hostname) => {
      resolved.push(hostname);
      return (options.answers?.(hostname) ?? []).map((address) => ({ address, family: isIP(address) === 6 ? 6 : 4 }));
    },
  });
  const get = (path = '/') =>
    room.forConnection('crm').send({ method: 'GET', path, signal: new AbortController().signal, expect: 'text' });
  return { room, get, resolved };
}

async function codeOf(url: string, options: Parameters<typeof roomAt>[1] = {}): Promise<string> {
  const { room, get } = roomAt(url, options);
  const result = await get();
  await room.close();
  return result.ok ? 'sent' : result.failure.code;
}

function literal(address: string): string {
  return isIP(address) === 6 ? `[${address}]` : address;
}

const addresses = [...addresses4, ...addresses6];

test('there are more than 120 hostile addresses, spellings and urls', () => {
  const vectors = new Set([...addresses, ...spellings, ...hostileUrls]);

  expect(vectors.size).toBeGreaterThan(120);
});

describe('direct', () => {
  test.each(addresses)('refuses a connection to %s', async (address) => {
    const code = await codeOf(`http://${literal(address)}/`);

    expect(code).toBe('egress/address-refused');
  });

  test.each(spellings)('sees through the spelling %s', async (host) => {
    const code = await codeOf(`http://${host}/`);

    expect(code).toMatch(/^egress\/(address-refused|not-bound)$/);
  });

  test.each(hostileUrls)('does not take %s for an address', async (url) => {
    const code = await codeOf(url);

    expect(code).toBe('egress/not-bound');
  });

  test('a backslash in front of an at sign does not change whose name is asked for', async () => {
    const { room, get, resolved } = roomAt('http://example.com\\@127.0.0.1/', { answers: () => ['10.0.0.1'] });

    const result = await get();
    await room.close();

    expect(result).toMatchObject({ ok: false, failure: { code: 'egress/address-refused' } });
    expect(resolved).toEqual(['example.com']);
  });
});

describe('by name', () => {
  test.each(addresses)('refuses a name that resolves to %s', async (address) => {
    const code = await codeOf('http://erp.example/', { answers: () => [address] });

    expect(code).toBe('egress/address-refused');
  });

  test.each(addresses)('refuses a name with a public address and %s', async (address) => {
    const codes = await Promise.all([
      codeOf('http://erp.example/', { answers: () => ['8.8.8.8', address] }),
      codeOf('http://erp.example/', { answers: () => [address, '2606:4700::1111'] }),
    ]);

    expect(codes).toEqual(['egress/address-refused', 'egress/address-refused']);
  });

  test('refuses over https as over http', async () => {
    const code = await codeOf('https://erp.example/', { answers: () => ['10.0.0.1'] });

    expect(code).toBe('egress/address-refused');
  });

  test('a name that resolves to nothing is unreachable', async () => {
    const code = await codeOf('http://erp.example/');

    expect(code).toBe('http/unreachable');
  });
});

describe('rebinding', () => {
  test('a name is resolved once for a connection, and that answer is connected to', async () => {
    await using server = await startLoopback({
      answer: async () => ({ kind: 'answer', answer: { status: 200, headers: { Connection: 'close' }, body: 'ok' } }),
    });
    const answers = ['127.0.0.1', '10.0.0.1', '169.254.169.254'];
    const { room, get, resolved } = roomAt(`http://erp.example:${server.port}/`, {
      allowPrivate: loopbackOnly,
      answers: () => [answers.shift() ?? '10.0.0.1'],
    });

    const results = [await get(), await get(), await get()];
    await room.close();

    expect(results.map((result) => (result.ok ? 'sent' : result.failure.code))).toEqual([
      'sent',
      'egress/address-refused',
      'egress/address-refused',
    ]);
    expect(resolved).toHaveLength(3);
  });
});

describe('redirects', () => {
  test('each hop is judged anew: no private address is reached through one', async () => {
    let location = '';
    await using server = await startLoopback({
      answer: async () => ({ kind: 'answer', answer: { status: 302, headers: { Location: location } } }),
    });
    const codes = new Map<string, string>();

    for (const host of [...addresses.map(literal), ...spellings]) {
      location = `http://${host}/latest/meta-data`;
      // The one address that this test opened, in its two spellings, is none to be refused.
      if (!URL.canParse(location) || /^(127\.0\.0\.1|\[::ffff:7f00:1\])$/.test(new URL(location).hostname)) continue;
      codes.set(host, await codeOf(server.url, { allowPrivate: loopbackOnly, hosts: [host] }));
    }

    expect(new Set(codes.values())).toEqual(new Set(['egress/address-refused']));
    expect(codes.size).toBeGreaterThan(90);
  });

  test('a hop to a host the connection does not declare is refused, wherever it leads', async () => {
    let location = '';
    await using server = await startLoopback({
      answer: async () => ({ kind: 'answer', answer: { status: 307, headers: { Location: location } } }),
    });
    const codes: string[] = [];

    for (const target of [...addresses.map((address) => `http://${literal(address)}/`), ...hostileUrls]) {
      // A relative reference, or our own host with a fragment, leads nowhere else.
      if (/^(\/etc|http:\/\/127\.0\.0\.1#)/.test(target)) continue;
      location = target;
      codes.push(await codeOf(server.url, { allowPrivate: loopbackOnly }));
    }

    expect(new Set(codes)).toEqual(new Set(['egress/not-allowed']));
  });

  test('more than five hops are not followed, and a redirected write is not repeated', async () => {
    const seen: string[] = [];
    await using server = await startLoopback({
      answer: async ({ method, path }) => {
        seen.push(method);
        return { kind: 'answer', answer: { status: 302, headers: { Location: `${path}x` } } };
      },
    });
    const { room, get } = roomAt(server.url, { allowPrivate: loopbackOnly });

    const read = await get('/a');
    const write = await room
      .forConnection('crm')
      .send({ method: 'POST', path: '/a', body: ['{}'], signal: new AbortController().signal, expect: 'text' });
    await room.close();

    expect(read).toMatchObject({ ok: false, failure: { code: 'http/redirected' } });
    expect(write).toMatchObject({ ok: false, failure: { code: 'http/redirected', unknown: true } });
    expect(seen).toEqual([...Array(6).fill('GET'), 'POST']);
  });

  test('another origin gets neither credentials nor keys', async () => {
    const seen: (string | undefined)[] = [];
    await using other = await startLoopback({
      answer: async ({ headers }) => {
        seen.push(headers.authorization, headers['x-tenant']?.toString());
        return { kind: 'answer', answer: { status: 200, body: 'there' } };
      },
    });
    await using server = await startLoopback({
      answer: async ({ headers }) => {
        seen.push(headers.authorization);
        return { kind: 'answer', answer: { status: 302, headers: { Location: `${other.url}/x` } } };
      },
    });
    const connection: Connection = {
      ...connectionTo([`127.0.0.1:${other.port}`]),
      auth: { scheme: 'bearer', secret: 'crm-key' },
    };
    const room = createEgress({
      connections: [connection],
      environment: {
        name: 'test',
        purpose: 'test',
        variables: {},
        connections: { crm: { url: server.url } },
        egress: { allowPrivate: loopbackOnly },
      },
      secrets: { get: () => ({ reveal: () => 'canary-secret' }) },
      clock: { now: () => 0, mono: () => performance.now(), after: () => () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });

    const result = await room.forConnection('crm').send({
      method: 'GET',
      path: '/',
      headers: { 'X-Tenant': 'acme' },
      signal: new AbortController().signal,
      expect: 'text',
    });
    await room.close();

    expect(result).toMatchObject({ ok: true, response: { body: { text: 'there' } } });
    expect(seen).toEqual(['Bearer canary-secret', undefined, undefined]);
  });
});

describe('the guard', () => {
  test('lets public addresses through', () => {
    const guard = createAddressGuard([]);
    const open = ['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '192.0.1.1', '100.63.255.255', '100.128.0.1'];

    const verdicts = [...open, '2606:4700:4700::1111', '2a00:1450:4001::1', '::ffff:8.8.8.8'].map(guard.allows);

    expect(new Set(verdicts)).toEqual(new Set([true]));
  });

  test('opens exactly the ranges an operator names', () => {
    const guard = createAddressGuard(['10.1.0.0/16', '::1/128', 'fd00:1::/32']);

    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', 'fd00:1::5'].map(guard.allows)).toEqual([true, true, true, true]);
    expect(['10.2.0.1', '127.0.0.1', 'fd00:2::5', '::2'].map(guard.allows)).toEqual([false, false, false, false]);
  });

  test('never opens what is no host or wraps another address', () => {
    const guard = createAddressGuard(['0.0.0.0/0', '::/0']);
    const never = [
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      'ff02::1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '::7f00:1',
    ];

    expect(new Set(never.map(guard.allows))).toEqual(new Set([false]));
    expect(guard.allows('10.0.0.1')).toBe(true);
  });

  test('refuses text that is no address, and zones', () => {
    const guard = createAddressGuard([]);

    expect(['', 'example.com', 'fe80::1%eth0', '2606:4700::1%1', '8.8.8', '8.8.8.8.8'].map(guard.allows)).toEqual(
      Array(6).fill(false),
    );
  });

  test('a range that is none is a bug of the reader', () => {
    expect(() => createAddressGuard(['10.0.0.0'])).toThrow(RangeError);
    expect(() => createAddressGuard(['10.0.0.0/33'])).toThrow(RangeError);
  });
});
