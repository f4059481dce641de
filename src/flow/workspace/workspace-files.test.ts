import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import type { Result } from '../problem.ts';
import { formatConnection, parseConnection } from './parse-connection.ts';
import { contractNameOf, parseContract } from './parse-contract.ts';
import { formatEnvironment, parseEnvironment } from './parse-environment.ts';
import { formatWorkspaceFile, parseWorkspaceFile } from './parse-workspace-file.ts';

function readFixture(name: string): string {
  return readFileSync(new URL(`../text/fixtures/${name}`, import.meta.url), 'utf8');
}

const odoo: ConnectionManifest = {
  kind: 'odoo',
  title: 'Odoo',
  summary: 'Speaks to Odoo.',
  config: z.strictObject({ protocol: z.enum(['json-2', 'json-rpc']).optional() }),
  binding: z.strictObject({ url: z.string(), database: z.string() }),
  operations: ['customer.upsert', 'order.create', 'stock.reserve'].map((operation) => ({
    operation,
    title: operation,
    effect: 'write',
    safety: 'natural-key',
  })),
  failures: [],
};
const http: ConnectionManifest = {
  kind: 'http',
  title: 'HTTP',
  summary: 'Speaks HTTP.',
  config: z.strictObject({}),
  binding: z.strictObject({ url: z.string() }),
  operations: [],
  failures: [],
};
const kinds = [odoo, http];

function places(result: Result<unknown>): readonly unknown[] {
  return result.ok ? [] : result.problems.map(({ code, line, column }) => [code, line, column]);
}

describe('connections', () => {
  test('the Odoo example reads with its limits in numbers', () => {
    const read = parseConnection(readFixture('odoo-main.connection.yaml'), kinds);

    expect(read).toEqual({
      ok: true,
      value: {
        id: 'odoo-main',
        kind: 'odoo',
        name: 'Odoo',
        system: 'odoo',
        auth: { scheme: 'api-key', secret: 'odoo-main-key' },
        allow: { operations: ['customer.upsert', 'order.create', 'stock.reserve'] },
        limits: { concurrency: 4, ratePerSecond: 10 },
        breaker: { failurePercent: 50, of: 20, openForMs: 30_000 },
        maxRequestTimeMs: 150_000,
        extra: {},
      },
    });
  });

  test('a short file gets defaults, and keys of the kind are kept apart', () => {
    const crm = parseConnection(readFixture('crm.connection.yaml'), kinds);
    const other = parseConnection('id: o\nkind: odoo\nname: O\nprotocol: json-2\nlimits:\n  rate: 600/m\n', kinds);

    expect(crm).toMatchObject({
      value: {
        idempotency: { header: 'Idempotency-Key', keptForMs: 86_400_000 },
        limits: { concurrency: 4 },
        extra: {},
      },
    });
    expect(other).toMatchObject({ value: { extra: { protocol: 'json-2' }, limits: { ratePerSecond: 10 } } });
  });

  test('keys in another order are put right', () => {
    const text = readFixture('crm.connection.yaml');
    const shuffled = text.replace('id: crm\nkind: http\n', 'kind: http\nid: crm\n');

    expect(formatConnection(shuffled, kinds)).toEqual({ ok: true, value: text });
  });

  test.each([
    ['kind: odoo', 'kind: oodo', 'workspace/unknown-kind', 3, 7],
    ['order.create', 'order.craete', 'workspace/unknown-operation', 10, 33],
    ['  secret: odoo-main-key\n', '', 'flow/missing-key', 6, 1],
    ['scheme: api-key', 'scheme: password', 'workspace/invalid-value', 7, 11],
    ['rate: 10/s', 'rate: fast', 'workspace/invalid-value', 13, 9],
    ['failures: 50%', 'failures: 50', 'workspace/invalid-value', 15, 13],
    ['system: odoo', 'sytem: odoo', 'flow/unknown-key', 5, 1],
    ['maxRequestTime: 150s', 'maxRequestTime: 150s\nprotokol: json-2', 'flow/unknown-key', 19, 1],
    ['name: Odoo', 'name: yes', 'flow/ambiguous-scalar', 4, 7],
  ])('%j → %j is refused at its place', (from, to, code, line, column) => {
    const text = readFixture('odoo-main.connection.yaml').replace(from, to);

    const read = parseConnection(text, kinds);

    expect(places(read)).toEqual([[code, line, column]]);
  });
});

describe('environments', () => {
  const kindOf = (id: string) => ({ 'odoo-main': odoo, crm: http })[id];

  test('the example reads, and its bindings are those of the kinds', () => {
    const read = parseEnvironment(readFixture('dev.environment.yaml'), kindOf);

    expect(read).toEqual({
      ok: true,
      value: {
        name: 'dev',
        purpose: 'dev',
        variables: { approvalLimitMinor: 1_000_000 },
        connections: {
          'odoo-main': { url: 'http://127.0.0.1:8069', database: 'demo' },
          crm: { url: 'http://127.0.0.1:8070' },
        },
        egress: { allowPrivate: ['127.0.0.0/8'] },
      },
    });
    expect(formatEnvironment(readFixture('dev.environment.yaml'), kindOf)).toMatchObject({ ok: true });
  });

  test.each([
    ['purpose: dev', 'purpose: prod', 'workspace/invalid-value', 3, 10],
    ['    database: demo\n', '', 'flow/missing-key', 7, 3],
    ['    database: demo\n', '    database: demo\n    port: 1\n', 'flow/unknown-key', 10, 5],
    ['127.0.0.0/8', '127.0.0.0/64', 'workspace/invalid-value', 13, 18],
    ['approvalLimitMinor', '2fast', 'workspace/invalid-value', 5, 3],
    ['variables', 'varibles', 'flow/unknown-key', 4, 1],
  ])('%j → %j is refused at its place', (from, to, code, line, column) => {
    const text = readFixture('dev.environment.yaml').replace(from, to);

    expect(places(parseEnvironment(text, kindOf))).toContainEqual([code, line, column]);
  });
});

describe('penstock.yaml', () => {
  const text = `penstock: 1
name: Acme integrations
environments: [dev, test, live]
trustedKeys:
  - name: Release desk
    key: 11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
limits:
  concurrency: 8
  rate: 3600/h
`;

  test('the file reads and prints as it was', () => {
    const read = parseWorkspaceFile(text);

    expect(read).toEqual({
      ok: true,
      value: {
        name: 'Acme integrations',
        environments: ['dev', 'test', 'live'],
        trustedKeys: [
          {
            name: 'Release desk',
            key: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
            person: 'Release desk',
            roles: ['architect'],
          },
        ],
        limits: { concurrency: 8, ratePerSecond: 1 },
      },
    });
    expect(formatWorkspaceFile(text)).toEqual({ ok: true, value: text });
  });

  test('a key of another length is refused', () => {
    expect(places(parseWorkspaceFile(text.replace('11qY', 'qY')))).toEqual([['workspace/invalid-value', 6, 10]]);
  });
});

describe('contracts', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['reference'],
    properties: {
      reference: { type: 'string', 'x-class': 'internal' },
      lines: { type: 'array', items: { $ref: '#/$defs/line' } },
    },
    $defs: { line: { type: ['object', 'null'], additionalProperties: false } },
  };
  const text = JSON.stringify(schema, null, 2);

  test('names come from file names', () => {
    expect(contractNameOf('order@1.schema.json')).toBe('order@1');
    expect(contractNameOf('Order.schema.json')).toBeUndefined();
  });

  test('a well-formed schema reads', () => {
    expect(parseContract('order@1.schema.json', text)).toEqual({ ok: true, value: { name: 'order@1', schema } });
  });

  test.each([
    ['"object"', '"objekt"', 'type'],
    ['"reference"\n', '1\n', 'required'],
    ['"internal"', '"secret"', 'x-class'],
    ['"#/$defs/line"', '"other.json"', '$ref'],
    ['2020-12', '2019-09', '$schema'],
    ['"additionalProperties": false', '"additionalProperties": 1', 'additionalProperties'],
  ])('%s → %s is refused at `%s`', (from, to, key) => {
    const broken = text.replace(from, to);

    const read = parseContract('order@1.schema.json', broken);

    const line = read.ok ? '' : broken.split('\n')[(read.problems[0]?.line ?? 0) - 1];
    expect(places(read).length).toBe(1);
    expect(line).toContain(`"${key}"`);
  });

  test.each(['', '{', '{ "a": 1, }', '[1 2]', '{ "a": 01 }', '"text"'])('%j is refused with a place', (broken) => {
    const read = parseContract('order@1.schema.json', broken);

    expect(places(read)).toEqual([['workspace/contract-json', 1, expect.any(Number)]]);
  });
});
