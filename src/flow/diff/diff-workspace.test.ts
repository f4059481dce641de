import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Registry } from '../registry/registry.ts';
import type { Waiver } from '../template/waiver.ts';
import type { Connection } from '../workspace/connection.ts';
import type { Environment } from '../workspace/environment.ts';
import { diffSides } from './diff-sides.ts';
import { readSide } from './fixtures/recorded-edits.ts';
import { type DiffSide, emptySide } from './side.ts';

function readFixture(path: string): string | undefined {
  const url = new URL(`./fixtures/${path}`, import.meta.url);
  return existsSync(url) ? readFileSync(url, 'utf8') : undefined;
}

const base = readSide(readFixture);

function say(before: DiffSide, after: DiffSide): readonly string[] {
  return diffSides(before, after, { catalogue: nodeCatalogue }).map(({ risk, sentence }) => `${risk}: ${sentence}`);
}

function withShop(change: Partial<Connection>): DiffSide {
  return { ...base, connections: base.connections.map((one) => (one.id === 'shop' ? { ...one, ...change } : one)) };
}

const live: Environment = {
  name: 'live',
  purpose: 'live',
  variables: { limit: 100 },
  connections: { shop: { url: 'https://api.shop.example' } },
  egress: { allowPrivate: [] },
};

const waiver: Waiver = {
  rule: 'G-04',
  flow: 'shop-order',
  reason: 'The vendor mends it in May',
  approver: 'anna',
  expires: '2027-05-31',
};

const registry: Registry = {
  systems: [{ id: 'shop', name: 'Web shop', owner: 'sales', clearance: ['internal'], operations: [] }],
  entities: [],
};

describe('connections', () => {
  test('a scheme that proves nothing any more is of high risk', () => {
    expect(say(base, withShop({ auth: { scheme: 'none' } }))).toEqual([
      'high: Proof of who we are of the connection shop changed from bearer to none.',
      'medium: Secret of the connection shop removed; it was shop-token.',
      'low: "Shop order to Odoo" no longer uses the secret "shop-token".',
    ]);
  });

  test('limits are tuning, in words', () => {
    const [shop] = base.connections.filter(({ id }) => id === 'shop');
    const limits = { concurrency: 8, ratePerSecond: 10 };
    const breaker = { failurePercent: 60, of: 20, openForMs: 60_000 };

    expect(shop).toBeDefined();
    expect(say(base, withShop({ limits, breaker }))).toEqual([
      'low: Requests at the same time of the connection shop raised from 4 to 8.',
      'low: Requests per second of the connection shop set to 10.',
      'low: Share of failures that pauses work of the connection shop raised from 50 to 60.',
      'low: Pause after too many failures of the connection shop raised from 30 seconds to 1 minute.',
    ]);
  });

  test('a list of rights that is gone allows everything', () => {
    const restricted = withShop({ allow: { methods: ['GET'] } });

    expect(say(restricted, base)).toEqual(['high: The connection shop now allows all methods.']);
    expect(say(base, restricted)).toEqual(['low: The connection shop now allows only the methods GET.']);
  });

  test('one that nothing uses is no reach', () => {
    const [shop] = base.connections.filter(({ id }) => id === 'shop');
    if (shop === undefined) throw new Error('The workspace has no shop.');
    const mailer = { ...shop, id: 'mailer', hosts: ['api.mailer.example'] };

    expect(say(base, { ...base, connections: [...base.connections, mailer] })).toEqual([
      'medium: Connection mailer added, of kind http.',
    ]);
  });
});

describe('environments', () => {
  const before = { ...base, environments: [live] };

  test('private addresses and new hosts are reach', () => {
    const after = {
      ...base,
      environments: [
        { ...live, egress: { allowPrivate: ['10.0.0.0/8'] }, connections: { shop: { url: 'https://shop-2.example' } } },
      ],
    };

    expect(say(before, after)).toEqual([
      'high: "Shop order to Odoo" now reaches shop-2.example in live through the connection shop.',
      'high: Connections may now reach the private addresses 10.0.0.0/8 in live.',
      'medium: Url of the connection shop in live changed from https://api.shop.example to https://shop-2.example.',
      'low: "Shop order to Odoo" no longer reaches api.shop.example in live through the connection shop.',
    ]);
  });

  test('variables and the purpose are told', () => {
    const after = { ...base, environments: [{ ...live, purpose: 'test' as const, variables: { limit: 500 } }] };

    expect(say(before, after)).toEqual([
      'high: Purpose of live changed from live to test.',
      'medium: Variable limit in live raised from 100 to 500.',
    ]);
  });
});

describe('what governs flows', () => {
  test('a waiver that is granted or extended is of high risk, one that ended is not', () => {
    const [none, given] = [base, { ...base, waivers: [waiver] }];
    const longer = { ...base, waivers: [{ ...waiver, expires: '2027-12-31' }] };

    expect(say(none, given)).toEqual([
      'high: Waiver of G-04 for shop-order granted by anna until 2027-05-31: The vendor mends it in May.',
    ]);
    expect(say(given, longer)).toEqual(['high: Waiver of G-04 for shop-order extended from 2027-05-31 to 2027-12-31.']);
    expect(say(given, none)).toEqual(['low: Waiver of G-04 for shop-order ended.']);
  });

  test('a pattern that changed under its version is of high risk', () => {
    const side = (version: string, digest: string) => ({
      ...base,
      templates: [{ reference: 'own@1', version, digest }],
    });

    expect(say(side('1.0.0', 'a'), side('1.0.0', 'b'))).toEqual([
      'high: Pattern own@1 changed under the same version 1.0.0.',
    ]);
    expect(say(side('1.0.0', 'a'), side('1.1.0', 'b'))).toEqual([
      'medium: Pattern own@1 changed from version 1.0.0 to 1.1.0.',
    ]);
  });

  test('a system that may hold more is of high risk', () => {
    const cleared = {
      ...registry,
      systems: registry.systems.map((one) => ({ ...one, owner: 'web', clearance: ['internal', 'personal'] as const })),
    };

    expect(say({ ...base, registry }, { ...base, registry: cleared })).toEqual([
      'high: Data classes of the system shop: personal added.',
      'low: Owner of the system shop changed from sales to web.',
    ]);
  });

  test('topics and other files are told', () => {
    const topic = { topic: 'orders', owner: 'sales', retentionMs: 86_400_000 };
    const before = {
      ...base,
      topics: [topic],
      others: new Map([
        ['flows/shop-order.tests.yaml', 'a'],
        ['README.md', 'a'],
      ]),
    };
    const after = {
      ...base,
      topics: [{ ...topic, retentionMs: 172_800_000 }],
      others: new Map([['flows/shop-order.tests.yaml', 'b']]),
    };

    expect(say(before, after)).toEqual([
      'low: Retention of the topic orders raised from 1 day to 2 days.',
      'low: File README.md removed.',
      'low: Tests in flows/shop-order.tests.yaml changed.',
    ]);
  });
});

describe('flows', () => {
  const [own] = base.flows;
  if (own === undefined) throw new Error('The workspace has no flow.');

  test('one under a new id is the same flow, by its file or by its steps', () => {
    const renamed = { ...own.flow, id: 'orders' };
    const says = ['medium: Flow "Shop order to Odoo" has the new id orders; it was shop-order.'];
    const moved = { ...base, flows: [{ ...own, flow: renamed, file: 'flows/orders.flow.yaml' }] };

    expect(say(base, { ...base, flows: [{ ...own, flow: renamed }] })).toEqual(says);
    expect(say(base, moved)).toEqual([
      ...says,
      'none: Flow "Shop order to Odoo" now stands in flows/orders.flow.yaml; it was in flows/shop-order.flow.yaml.',
    ]);
  });

  test('a second flow that uses what the first one uses is told with a lower risk', () => {
    const copy = {
      ...own.flow,
      id: 'copy',
      name: 'Copy',
      nodes: own.flow.nodes.filter(({ type }) => type !== 'webhook@1'),
    };
    const after = { ...base, flows: [...base.flows, { ...own, flow: copy, file: 'flows/copy.flow.yaml' }] };

    expect(say(base, after).filter((sentence) => sentence.startsWith('high'))).toEqual([]);
    expect(say(base, after)).toContain('medium: "Copy" now uses the connection odoo-main, as other flows do.');
    expect(say(base, after)).toContain('medium: Flow "Copy" added with 9 steps.');
  });

  test('one that is gone is of high risk', () => {
    expect(say(base, { ...emptySide, connections: base.connections, contracts: base.contracts })[0]).toBe(
      'high: Flow "Shop order to Odoo" removed with its 10 steps.',
    );
  });
});
