import { describe, expect, test } from 'vitest';
import type { FailureKind } from '#flow/failure.ts';
import type { RunDetail } from '../../data/runs.ts';
import { runTexts } from '../../text/english/runs.ts';
import { explainRun, nextTryOf, tellKind } from './explain.ts';
import { instantAt, run, step } from './fixtures/run.ts';

const kinds: readonly FailureKind[] = ['transient', 'permanent', 'validation', 'policy', 'timeout', 'cancelled'];

function failed(kind: FailureKind, facts: Partial<NonNullable<RunDetail['cause']>> = {}): RunDetail {
  const failure = { code: 'odoo/refused', kind, title: 'PMP-100 has 1 unit, 2 were asked for.' };
  const cause = { sentence: '', path: 'reserve', step: 'Reserve stock', failure, attempts: 2, undone: [], kept: [] };
  return run({ state: 'failed', failure, cause: { ...cause, ...facts } });
}

const keysOf = (of: RunDetail): readonly string[] => (explainRun(of)?.more ?? []).map(({ key }) => key);

describe('a failed run', () => {
  test.each(kinds)('of kind %s says what happened, where, after how many tries, and what to do', (kind) => {
    const told = explainRun(failed(kind));

    expect(told).toMatchObject({
      tone: 'danger',
      headline: { sentence: 'PMP-100 has 1 unit, 2 were asked for.' },
      code: 'odoo/refused',
      path: 'reserve',
    });
    expect(keysOf(failed(kind))).toEqual([
      'runs.cause.at',
      'runs.cause.tries',
      'runs.cause.nothingLeft',
      `runs.kind.${kind}`,
    ]);
    expect(runTexts.kind[kind]).toMatch(/\.$/);
    expect(tellKind(kind).key).toBe(`runs.kind.${kind}`);
  });

  test('says what was undone and what stays', () => {
    const undone = failed('permanent', { undone: ['Create order'] });
    const half = failed('permanent', { undone: ['Create order'], kept: ['Charge'] });

    expect(keysOf(undone)).toContain('runs.cause.nothingLeft');
    expect(keysOf(half)).toContain('runs.cause.kept');
    expect(keysOf(half)).not.toContain('runs.cause.nothingLeft');
  });

  test('that was set aside without a failure names the step', () => {
    const told = explainRun(failed('permanent', { failure: null }));
    const without = explainRun(run({ state: 'failed' }));

    expect(told?.headline).toEqual({ sentence: 'PMP-100 has 1 unit, 2 were asked for.' });
    expect(without?.headline).toEqual({ key: 'runs.cause.setAside', params: { step: '' } });
  });
});

describe('a run that waits', () => {
  test.each(['approval', 'timer', 'lane', 'gap', 'parked', 'sandbox', 'shutdown'])('for %s says so', (waitingFor) => {
    const told = explainRun(run({ state: 'waiting', endedAt: null, waitingFor }));

    expect(told).toMatchObject({ tone: 'wait', headline: { key: `runs.wait.${waitingFor}` } });
    expect(Object.keys(runTexts.wait)).toContain(waitingFor);
  });

  test('for its next try names the last failure and the time', () => {
    const failure = { code: 'http/busy', kind: 'transient', title: 'Busy.' } as const;
    const waiting = step('send', {
      state: 'waiting',
      attempts: 3,
      failure,
      nextAttemptAt: instantAt(9_000),
      endedAt: null,
    });
    const retrying = run({ state: 'waiting', endedAt: null, waitingFor: 'timer', steps: [waiting] });

    expect(explainRun(retrying)).toMatchObject({
      headline: { sentence: 'Busy.' },
      more: [{ key: 'runs.cause.retry', params: { step: 'send', count: 3 } }],
    });
    expect(nextTryOf(retrying)).toBe(instantAt(9_000));
  });

  test('because a person held something says what, and shows the runtime’s own words for anything else', () => {
    const held = explainRun(run({ state: 'waiting', waitingFor: 'hold:connection:odoo-main' }));
    const broken = explainRun(run({ state: 'waiting', waitingFor: 'The system behind "odoo-main" keeps failing.' }));

    expect(held?.headline).toEqual({ key: 'runs.wait.hold', params: { what: 'odoo-main' } });
    expect(broken?.headline).toEqual({ sentence: 'The system behind "odoo-main" keeps failing.' });
  });
});

test('a write in doubt comes before everything else', () => {
  const doubt = step('pay', { name: 'Pay', state: 'in doubt' });

  const told = explainRun(run({ state: 'waiting', waitingFor: 'doubt', steps: [doubt] }));

  expect(told).toMatchObject({
    tone: 'warn',
    headline: { key: 'runs.cause.doubt', params: { step: 'Pay' } },
    path: 'pay',
  });
});

test('a run that went well says nothing, unless an optional step gave up', () => {
  expect(explainRun(run())).toBeUndefined();
  expect(explainRun(run({ degraded: true }))?.headline).toEqual({ key: 'runs.cause.degraded' });
});
