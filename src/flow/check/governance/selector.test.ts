import { describe, expect, test } from 'vitest';
import type { Selector } from '../../template/template.ts';
import { flow, map, node, reserve, start } from '../fixtures/build-flow.ts';
import { viewOf } from '../fixtures/view-of.ts';
import { selectNodes } from './selector.ts';

const crm = { id: 'crm', kind: 'http' };
const request = { connection: 'crm', path: '/orders' };
const tried = flow(
  [
    start('look'),
    node('look', 'http@1', { config: request, timeout: '5s', next: 'check' }),
    node('check', 'validate@1', { config: { contract: 'order@1' }, next: { valid: 'both', invalid: 'late' } }),
    node('both', 'saga@1', {
      config: {},
      body: [
        reserve('keep', { compensate: 'free', key: 'reference', next: 'post' }),
        node('post', 'http@1', { config: { ...request, method: 'POST' }, once: 'ask', retry: { attempts: 3 } }),
      ],
      compensations: [reserve('free')],
      next: { completed: 'say', compensated: 'late', stuck: 'late' },
    }),
    node('say', 'milestone@1', { config: { milestone: 'kept', businessKey: 'reference' } }),
    map('late', 'say'),
    node('odd', 'no-such-type@1', {}),
  ],
  { owner: 'sales' },
);

describe('a selector speaks of', () => {
  test.each<[selector: Selector, ids: string]>([
    [{}, 'start look check both keep post free say late odd'],
    [{ type: 'http' }, 'look post'],
    [{ type: ['validate', 'map'] }, 'check late'],
    [{ kind: 'trigger' }, 'start'],
    [{ kind: ['scope', 'pure'] }, 'check both late'],
    [{ effect: 'write' }, 'keep post free'],
    [{ effect: 'read' }, 'look'],
    [{ effect: 'none', kind: 'effect' }, 'say'],
    [{ connection: 'any' }, 'look keep post free'],
    [{ connection: 'http' }, 'look post'],
    [{ connection: ['odoo', 'openapi'] }, 'keep free'],
    [{ operation: 'stock.reserve' }, 'keep free'],
    [{ config: { method: 'POST' } }, 'post'],
    [{ config: { method: { notIn: ['POST'], orAbsent: true } }, type: 'http' }, 'look'],
    [{ step: { once: 'ask' } }, 'post'],
    [{ step: { timeout: { atMost: '10s' } } }, 'look'],
    [{ step: { 'retry.attempts': { atLeast: 2 } } }, 'post'],
    [{ is: 'asks-before-repeat' }, 'post'],
    [{ effect: 'write', isNot: 'asks-before-repeat' }, 'keep free'],
    [{ effect: 'write', isNot: ['asks-before-repeat', 'has-time-limit'] }, ''],
    [{ inside: { type: 'saga' } }, 'keep post free'],
    [{ inside: { type: 'each' } }, ''],
    [{ holds: { type: 'http' } }, 'both'],
    [{ holds: { step: { compensate: { set: true } } } }, 'both'],
    [{ role: 'guard' }, 'check'],
    [{ role: 'nobody' }, ''],
    [{ any: [{ type: 'map' }, { kind: 'trigger' }] }, 'start late'],
    [{ type: 'http', not: { effect: 'write' } }, 'look'],
    [{ not: { connection: 'any' }, kind: 'effect' }, 'say'],
  ])('%j: %s', (selector, ids) => {
    const view = viewOf(tried, { connections: new Map([['crm', crm]]) });

    const found = selectNodes(selector, view).map(({ id }) => id);

    expect(found.toSorted()).toEqual(ids.split(' ').filter(Boolean).toSorted());
  });

  test('a step whose connection is of another kind than its type takes', () => {
    const view = viewOf(tried, { connections: new Map([['crm', { id: 'crm', kind: 'openapi' }]]) });

    expect(selectNodes({ connection: 'openapi' }, view).map(({ id }) => id)).toEqual(['look', 'post']);
  });
});
