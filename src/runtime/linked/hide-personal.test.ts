import { expect, test } from 'vitest';
import type { JsonObject } from '#flow/json.ts';
import { hidePersonal, type ToldRun } from './hide-personal.ts';

const order: JsonObject = {
  type: 'object',
  properties: {
    reference: { type: 'string' },
    amountMinor: { type: 'integer', 'x-class': 'financial' },
    buyer: { type: 'object', properties: { name: { type: 'string', 'x-class': 'personal' } } },
    diagnosis: { type: 'object', 'x-class': 'regulated', properties: { code: { type: 'string' } } },
    shelf: { type: 'string', 'x-class': 'internal' },
  },
};

function run(facts: Partial<ToldRun>): ToldRun {
  return {
    id: 'run-1',
    flow: 'orders',
    version: '1.0.0',
    state: 'failed',
    key: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    endedAt: null,
    environment: 'live',
    trigger: 'received',
    origin: 'run-1',
    parent: null,
    waitingFor: null,
    degraded: false,
    again: false,
    failure: null,
    cause: null,
    steps: [],
    edges: [],
    ...facts,
  };
}

test('personal, financial and regulated fields are hidden wherever they stand, and the rest is not', () => {
  const input = {
    reference: 'SO-1',
    amountMinor: 129900,
    buyer: { name: 'Jane Appleseed' },
    diagnosis: { code: 'J45' },
    shelf: 'A-12',
    values: [{ amountMinor: 5 }],
  };

  const told = hidePersonal(run({ input, output: null }), [order]);

  expect(told.input).toEqual({
    reference: 'SO-1',
    amountMinor: '•••',
    buyer: { name: '•••' },
    diagnosis: { code: '•••' },
    shelf: 'A-12',
    values: [{ amountMinor: '•••' }],
  });
  expect(told.output).toBeNull();
});

test('a name that says little is only hidden below what it belongs to', () => {
  const told = hidePersonal(run({ input: { product: { name: 'Lamp' } } }), [order]);

  expect(told.input).toEqual({ product: { name: 'Lamp' } });
});

test('what looks like data of a person is hidden without any contract', () => {
  const told = hidePersonal(
    run({ input: { contact: 'jane@example.com', iban: 'BE71096123456769', city: 'Ghent' } }),
    [],
  );

  expect(told.input).toEqual({ contact: '•••', iban: '•••', city: 'Ghent' });
});

test('sentences, keys and failures repeat nothing that is hidden', () => {
  const failure = {
    code: 'odoo/refused',
    kind: 'permanent' as const,
    title: 'Odoo refused the customer Jane Appleseed.',
    detail: { buyer: { name: 'Jane Appleseed' } },
  };
  const cause = {
    sentence: 'Jane Appleseed is not there.',
    path: null,
    step: null,
    failure,
    attempts: 1,
    undone: [],
    kept: [],
  };

  const told = hidePersonal(
    run({ key: 'order of Jane Appleseed', input: { buyer: { name: 'Jane Appleseed' } }, failure, cause }),
    [order],
  );

  expect(JSON.stringify(told)).not.toContain('Jane');
  expect(told.key).toBe('order of •••');
  expect(told.cause?.sentence).toBe('••• is not there.');
});
