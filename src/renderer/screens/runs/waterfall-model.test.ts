import { describe, expect, test } from 'vitest';
import { instantAt, run, step } from './fixtures/run.ts';
import { layOutRun, listShown, markAxis, mostChildren, openAtFirst } from './waterfall-model.ts';

const failure = { code: 'odoo/busy', kind: 'transient', title: 'Busy.' } as const;

const retried = step('create', {
  attempts: 2,
  tries: [
    { number: 1, startedAt: instantAt(100), endedAt: instantAt(200), failure, retryAt: instantAt(500) },
    { number: 2, startedAt: instantAt(500), endedAt: instantAt(650), failure: null, retryAt: null },
  ],
});

describe('the waterfall', () => {
  test('has one bar per attempt, with the back-off as the gap between them', () => {
    const { rows } = layOutRun(run({ steps: [retried] }), 0);

    expect(rows[0]?.bars).toEqual([
      { fromMs: 100, toMs: 200, tone: 'danger', attempt: 1 },
      { fromMs: 500, toMs: 650, tone: 'ok', attempt: 2 },
    ]);
    expect(rows[0]?.lengthMs).toBe(550);
  });

  test('lets what is under way end now, and is as long as the run so far', () => {
    const waiting = step('ask', { type: 'approval@1', state: 'waiting', startedAt: instantAt(20), endedAt: null });
    const open = run({ state: 'waiting', endedAt: null, steps: [waiting] });

    const { rows, lengthMs } = layOutRun(open, Date.parse(instantAt(4_000)));

    expect(rows[0]?.bars).toEqual([{ fromMs: 20, toMs: 4_000, tone: 'wait', attempt: 0 }]);
    expect(lengthMs).toBe(4_000);
  });

  test('leaves out what was not reached, and marks undo steps among the others', () => {
    const steps = [
      step('all', { type: 'saga@1' }),
      step('all#1/order'),
      step('all#1/~cancel:1', { node: 'cancel' }),
      step('never', { state: 'skipped', startedAt: null, endedAt: null }),
    ];

    const { rows, skipped } = layOutRun(run({ steps }), 0);

    expect(rows.map(({ id }) => id)).toEqual(['all']);
    expect(rows[0]?.children.map(({ id, isUndo, depth }) => [id, isUndo, depth])).toEqual([
      ['all#1/order', false, 1],
      ['all#1/~cancel:1', true, 1],
    ]);
    expect(skipped.map(({ path }) => path)).toEqual(['never']);
  });

  test('folds the items of a list under it and counts the failed ones', () => {
    const steps = [
      step('each', { type: 'each@1' }),
      step('each[a]/reserve'),
      step('each[b%2fc]/reserve', { state: 'failed' }),
    ];

    const [row] = layOutRun(run({ steps }), 0).rows;

    expect(row?.counts).toEqual({ all: 2, failed: 1 });
    expect(row?.children.map(({ kind, label }) => [kind, label])).toEqual([
      ['item', 'a'],
      ['item', 'b/c'],
    ]);
    expect(openAtFirst(row === undefined ? [] : [row], null)).toEqual(new Set());
    expect(openAtFirst(row === undefined ? [] : [row], 'each[a]/reserve')).toEqual(new Set(['each', 'each[a]']));
  });

  test('shows the attempts of a scope that tried again, each with its steps', () => {
    const steps = [
      step('again', { type: 'retry@1' }),
      step('again#1/call', { state: 'failed', startedAt: instantAt(0), endedAt: instantAt(50) }),
      step('again#2/call', { startedAt: instantAt(90), endedAt: instantAt(120) }),
    ];

    const [row] = layOutRun(run({ steps }), 0).rows;

    expect(row?.children.map(({ kind, label, bars }) => [kind, label, bars[0]?.tone])).toEqual([
      ['attempt', '1', 'danger'],
      ['attempt', '2', 'ok'],
    ]);
  });

  test('lays ten thousand items out and shows a bounded number of them', () => {
    const items = Array.from({ length: 10_000 }, (_, index) => step(`each[${index}]/note`));
    const { rows } = layOutRun(run({ steps: [step('each'), ...items] }), 0);

    const some = listShown(rows, { open: new Set(['each']), whole: new Set() });
    const all = listShown(rows, { open: new Set(['each']), whole: new Set(['each']) });

    expect(some).toHaveLength(1 + mostChildren + 1);
    expect(some.at(-1)).toMatchObject({ kind: 'more', of: 'each', left: 10_000 - mostChildren });
    expect(all).toHaveLength(10_001);
  });
});

test('the axis has a few marks on round numbers, whatever the length', () => {
  const lengths = [1, 7, 90, 2_700, 50_600, 400_000, 7_200_000, 86_400_000, 2_592_000_000];

  const counts = lengths.map((length) => markAxis(length).length);

  expect(markAxis(2_700)).toEqual([0, 500, 1_000, 1_500, 2_000, 2_500]);
  expect(markAxis(7_200_000)).toEqual([0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
  expect(Math.max(...counts)).toBeLessThanOrEqual(8);
});
