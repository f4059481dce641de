import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import type { Result } from '../problem.ts';
import { formatConnection, parseConnection } from './parse-connection.ts';
import { parseEnvironment } from './parse-environment.ts';
import { freeSlug, printConnection } from './print-connection.ts';
import { allowPrivateRange, bindConnection, unbindConnection } from './print-environment.ts';

const odoo: ConnectionManifest = {
  kind: 'odoo',
  title: 'Odoo',
  summary: 'Speaks to Odoo.',
  config: z.strictObject({ login: z.string().optional(), version: z.int().optional() }),
  binding: z.strictObject({ url: z.string(), database: z.string() }),
  operations: [{ operation: 'order.create', title: 'Create', effect: 'write', safety: 'natural-key' }],
  failures: [],
};

const dev = { name: 'dev', purpose: 'dev' } as const;

function textOf(result: Result<string>): string {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

describe('a connection file', () => {
  const value = {
    version: 18,
    name: 'Odoo',
    allow: { operations: ['order.create'] },
    kind: 'odoo',
    holds: ['internal', 'personal'],
    auth: { secret: 'odoo-key', scheme: 'api-key' },
    id: 'odoo',
    login: 'bot',
  };

  test('is printed in canonical form and reads back', () => {
    const printed = printConnection(value, [odoo]);

    expect(printed).toBe(
      [
        'id: odoo',
        'kind: odoo',
        'name: Odoo',
        'holds: [internal, personal]',
        'auth:',
        '  scheme: api-key',
        '  secret: odoo-key',
        'allow:',
        '  operations: [order.create]',
        'login: bot',
        'version: 18',
        '',
      ].join('\n'),
    );
    expect(formatConnection(printed, [odoo])).toEqual({ ok: true, value: printed });
    expect(parseConnection(printed, [odoo])).toMatchObject({
      ok: true,
      value: { id: 'odoo', holds: ['internal', 'personal'], extra: { login: 'bot', version: 18 } },
    });
  });

  test('refuses a data class that does not exist', () => {
    const read = parseConnection(printConnection({ ...value, holds: ['secret'] }, [odoo]), [odoo]);

    expect(read.ok).toBe(false);
  });

  test('gets an id from its name that is not taken', () => {
    const ids = ['Odoo, main', 'Ödoo Köln', '2nd system', '订单', 'Odoo'].map((name) =>
      freeSlug(name, new Set(['odoo', 'odoo-2']), 'system'),
    );

    expect(ids).toEqual(['odoo-main', 'odoo-koln', 'nd-system', 'system', 'odoo-3']);
  });
});

const handWritten = `# Our own machine.
name:   dev
purpose: dev
variables:
    limit: 10   # euros


connections:
    # The old one.
    erp:
        url:  http://127.0.0.1:8069
        database: demo   # ours

# Only on this machine.
egress:
    allowPrivate:
        - 10.0.0.0/8
labels:
   region: eu
`;

describe('an environment file', () => {
  test('gets a binding and keeps every other byte', () => {
    const text = textOf(
      bindConnection({ ...dev, text: handWritten }, 'shop', { url: 'https://shop.example', database: 'x' }),
    );

    const added = '    shop:\n      url: https://shop.example\n      database: x\n';
    expect(text).toBe(handWritten.replace('        database: demo   # ours\n', (line) => `${line}${added}`));
    expect(parseEnvironment(text)).toMatchObject({
      ok: true,
      value: { connections: { erp: { database: 'demo' }, shop: { url: 'https://shop.example' } } },
    });
  });

  test('that has no connections yet gets them before what stands after them', () => {
    const text = textOf(
      bindConnection(
        { ...dev, text: 'name: dev\npurpose: dev\n# Open.\negress:\n  allowPrivate: [10.0.0.0/8]\n' },
        'a',
        {
          url: 'https://a.example',
        },
      ),
    );

    expect(text).toBe(
      'name: dev\npurpose: dev\nconnections:\n  a:\n    url: https://a.example\n# Open.\negress:\n  allowPrivate: [10.0.0.0/8]\n',
    );
  });

  test('that is not there yet is made', () => {
    const text = textOf(bindConnection({ ...dev, text: '' }, 'a', { url: 'https://a.example' }));

    expect(text).toBe('name: dev\npurpose: dev\nconnections:\n  a:\n    url: https://a.example\n');
  });

  test('loses exactly what it got when a binding is taken out again', () => {
    const texts = [handWritten, 'name: dev\npurpose: dev\n', 'name: dev\npurpose: dev\nlimits:\n  runs: 3\n'];

    const back = texts.map((text) => {
      const bound = textOf(bindConnection({ ...dev, text }, 'shop', { url: 'https://shop.example' }));
      return textOf(unbindConnection({ ...dev, text: bound }, 'shop'));
    });

    expect(back).toEqual(texts);
  });

  test('gets another address for a connection it knows', () => {
    const text = textOf(
      bindConnection({ ...dev, text: handWritten }, 'erp', { url: 'https://erp.example', database: 'live' }),
    );

    expect(parseEnvironment(text)).toMatchObject({ value: { connections: { erp: { database: 'live' } } } });
    expect(text).toContain('# Only on this machine.');
    expect(text).toContain('    limit: 10   # euros\n\n\n');
  });

  test('opens a private range once', () => {
    const once = textOf(allowPrivateRange({ ...dev, text: handWritten }, '127.0.0.0/8'));
    const twice = textOf(allowPrivateRange({ ...dev, text: once }, '127.0.0.0/8'));
    const first = textOf(allowPrivateRange({ ...dev, text: 'name: dev\npurpose: dev\n' }, '127.0.0.0/8'));

    expect(parseEnvironment(once)).toMatchObject({
      value: { egress: { allowPrivate: ['10.0.0.0/8', '127.0.0.0/8'] } },
    });
    expect(twice).toBe(once);
    expect(first).toBe('name: dev\npurpose: dev\negress:\n  allowPrivate: [127.0.0.0/8]\n');
  });

  test('that writes its connections in braces is printed in canonical form', () => {
    const text = textOf(
      bindConnection({ ...dev, text: 'name: dev\npurpose: dev\nconnections: {}\n' }, 'a', { url: 'https://a.example' }),
    );

    expect(text).toBe('name: dev\npurpose: dev\nconnections:\n  a:\n    url: https://a.example\n');
  });

  test('that cannot be read is not touched', () => {
    const bound = bindConnection({ ...dev, text: 'name: [dev\n' }, 'a', { url: 'https://a.example' });

    expect(bound.ok).toBe(false);
  });
});
