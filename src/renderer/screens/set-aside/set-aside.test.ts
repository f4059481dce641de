import { expect, test } from 'vitest';
import type { SetAsideItem } from '../../data/work.ts';
import { doEach } from './do-each.ts';
import { groupItems } from './group-items.ts';

const item = (id: string, facts: Partial<SetAsideItem> = {}): SetAsideItem => ({
  id,
  run: `run_${id}`,
  flow: 'orders',
  key: id,
  path: 'set_aside',
  node: 'set_aside',
  owner: 'sales',
  hint: null,
  cause: null,
  at: '2026-11-21T12:00:00.000Z',
  state: 'open',
  closedBy: null,
  closedAt: null,
  reason: null,
  ...facts,
});

const cause = (title: string, code = 'odoo/refused', node = 'create') =>
  ({ code, kind: 'permanent', title, node }) as const;

test('events are grouped by code, flow and step, whatever their message says', () => {
  const groups = groupItems([
    item('a', { cause: cause('Order 1 was refused.'), at: '2026-11-21T10:00:00.000Z' }),
    item('b', { cause: cause('Order 2 was refused.'), owner: 'finance', at: '2026-11-21T11:00:00.000Z' }),
    item('c', { cause: cause('Order 1 was refused.', 'odoo/busy') }),
    item('d', { cause: cause('Order 1 was refused.'), flow: 'refunds' }),
    item('e', { hint: 'Mend it.' }),
  ]);

  const [largest] = groups;
  expect(groups.map(({ items }) => items.map(({ id }) => id).join())).toEqual(['b,a', 'c', 'd', 'e']);
  expect(largest).toMatchObject({
    code: 'odoo/refused',
    node: 'create',
    sentence: 'Order 2 was refused.',
    owners: ['finance', 'sales'],
    oldestAt: '2026-11-21T10:00:00.000Z',
  });
  expect(groups.at(-1)).toMatchObject({ code: undefined, sentence: undefined, hint: 'Mend it.', node: 'set_aside' });
});

test('every event gets its own result, and a refusal stops nothing', async () => {
  const seen: number[] = [];

  const results = await doEach(
    ['a', 'b', 'c', 'd'],
    async (id) => {
      if (id === 'b') throw new Error('It was closed already.');
      return `run_${id}`;
    },
    { onProgress: ({ results: soFar }) => seen.push(soFar.length), shouldStop: () => false },
  );

  expect([...results].sort((one, other) => one.id.localeCompare(other.id))).toEqual([
    { id: 'a', ok: true, value: 'run_a' },
    { id: 'b', ok: false, sentence: 'It was closed already.' },
    { id: 'c', ok: true, value: 'run_c' },
    { id: 'd', ok: true, value: 'run_d' },
  ]);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('what was not begun stays out after a stop', async () => {
  let done = 0;

  const results = await doEach(
    Array.from({ length: 50 }, (_, index) => String(index)),
    async () => {
      done += 1;
      return null;
    },
    { onProgress: () => undefined, shouldStop: () => done >= 6 },
  );

  expect(results.length).toBe(done);
  expect(done).toBeLessThan(50);
});
