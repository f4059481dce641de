import { describe, expect, test } from 'vitest';
import { applyEdits, readEdits } from '#flow/edit/edit.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Flow, FlowNode } from '../../flow.ts';
import type { JsonObject } from '../../json.ts';
import { flow, map, node } from '../fixtures/build-flow.ts';
import { viewOf } from '../fixtures/view-of.ts';
import { findExposures } from './data-demands.ts';

const order: JsonObject = {
  type: 'object',
  required: ['reference', 'email'],
  properties: {
    reference: { type: 'string', 'x-class': 'internal' },
    email: { type: 'string', 'x-class': 'personal' },
    address: { type: 'object', properties: { street: { type: 'string', 'x-class': 'personal' } } },
  },
};
const context = {
  contracts: new Map([['order@1', order]]),
  connections: new Map([
    ['carrier', { id: 'carrier', kind: 'http', holds: ['public', 'internal'] as const }],
    ['crm', { id: 'crm', kind: 'http', holds: ['public', 'internal', 'personal'] as const }],
  ]),
};

const received = node('received', 'webhook@1', {
  config: { path: '/in', auth: { scheme: 'none' }, contract: 'order@1' },
  next: 'send',
});

function send(
  config: JsonObject,
  parts: Omit<Partial<FlowNode>, 'next' | 'config'> & { next?: string } = {},
): FlowNode {
  return node('send', 'http@1', {
    ...parts,
    config: { connection: 'carrier', method: 'POST', path: '/parcels', ...config },
  });
}

function offers(tried: Flow) {
  return [...findExposures({ systems: 'cleared' }, viewOf(tried, context))].map(({ fix, detail }) => ({ fix, detail }));
}

describe('taking out what may not travel', () => {
  test('is offered where the step sends what arrives, and leaves nothing to find', () => {
    const tried = flow([received, send({})]);

    const [found] = offers(tried);
    const edits = readEdits(found?.fix?.edits ?? []);
    const done = edits.ok ? applyEdits(tried, edits.value, nodeCatalogue) : edits;

    expect(found?.fix?.edits[0]?.arguments.config).toEqual({
      rules: [
        { path: 'email', do: 'drop' },
        { path: 'address.street', do: 'drop' },
      ],
    });
    expect(done.ok && offers(done.value)).toEqual([]);
  });

  test('names the field that arrives where the step builds what it sends', () => {
    const [found] = offers(flow([received, send({ body: '{ "mail": $lowercase(email) }' })]));

    expect(found?.detail).toBe('personal field "mail"');
    expect(found?.fix?.edits[0]?.arguments.config).toEqual({ rules: [{ path: 'email', do: 'drop' }] });
  });

  test.each<[says: string, tried: Flow]>([
    [
      'in an address, which would have a hole',
      flow([received, send({ method: 'PUT', path: '/parcels/{{ email }}', body: '{}' })]),
    ],
    ['that came past the step', flow([received, send({ body: '{ "mail": $trigger.body.email }' })])],
    [
      'that is needed behind the step',
      flow([
        received,
        send({}, { into: 'parcel', next: 'tell' }),
        node('tell', 'http@1', {
          config: { connection: 'crm', method: 'POST', path: '/a', body: '{ "mail": email }' },
        }),
      ]),
    ],
    [
      'that a mapping behind the step needs',
      flow([
        received,
        send({}, { into: 'parcel', next: 'build' }),
        node('build', 'map@1', {
          config: { output: 'order@1', expression: '{ "reference": reference, "email": email }' },
        }),
      ]),
    ],
    [
      'that is the whole of what arrives',
      flow([
        { ...received, next: map('x', 'one').next ?? { short: false, ports: [] } },
        map('one', 'send', 'email'),
        send({}),
      ]),
    ],
  ])('is not offered for something %s', (_, tried) => {
    const found = offers(tried);

    expect(found.length).toBeGreaterThan(0);
    expect(found.map(({ fix }) => fix)).toEqual(found.map(() => undefined));
  });
});
