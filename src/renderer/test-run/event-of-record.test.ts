import { expect, test } from 'vitest';
import type { Flow } from '#flow/flow.ts';
import { eventOfRecord } from './event-of-record.ts';

const flow = (type: string): Flow => ({
  penstock: 1,
  id: 'f',
  name: 'F',
  nodes: [{ id: 'start', type, config: {} }],
  comments: new Map(),
});
const record = { name: 'S00017', create_date: '2026-11-21 10:00:00', write_date: '2026-11-21 10:05:00' };

test('behind an Odoo trigger a record comes in the envelope of the trigger', () => {
  expect(eventOfRecord(flow('odoo-trigger@1'), { model: 'sale.order', id: 17, record })).toEqual({
    event: 'updated',
    model: 'sale.order',
    id: 17,
    createdAt: '2026-11-21T10:00:00Z',
    changedAt: '2026-11-21T10:05:00Z',
    record,
  });
});

test('behind any other trigger it comes bare', () => {
  expect(eventOfRecord(flow('manual@1'), { model: 'sale.order', id: 17, record })).toBe(record);
});
