import { expect, test } from 'vitest';
import type { Clock, Log } from '../engine/ports.ts';
import type { RefusedCallCommand } from '../store/command.ts';
import { limitLog } from './limit-log.ts';
import { createRefusals } from './refusals.ts';

function virtualTime(): { readonly clock: Clock; readonly pass: (ms: number) => void } {
  let now = 0;
  const clock: Clock = { now: () => now, mono: () => now, after: () => () => {} };
  return {
    clock,
    pass: (ms) => {
      now += ms;
    },
  };
}

function logInto(lines: string[]): Log {
  const write = (event: string, facts?: object): void => {
    lines.push(`${event} ${JSON.stringify(facts ?? {})}`);
  };
  return { info: write, warn: write, error: write };
}

const refusal = {
  path: `/hooks/${'a'.repeat(1_000)}`,
  method: 'POST',
  status: 404,
  code: 'x/y',
  reason: 'r',
  sizeBytes: 0,
};

test('a flood of refused calls is counted whole, written in part, and the gap is told', () => {
  const { clock, pass } = virtualTime();
  const written: RefusedCallCommand[] = [];
  const lines: string[] = [];
  const refusals = createRefusals({ record: async (row) => written.push(row), clock, log: logInto(lines) });

  for (let count = 0; count < 150; count += 1) refusals.note(refusal);
  pass(1_000);
  refusals.note(refusal);

  expect(refusals.counts()).toEqual({ 'x/y': 151 });
  expect(written).toHaveLength(101);
  expect(written[0]?.path).toHaveLength(300);
  expect(lines).toEqual(['ingress.refused-left-out {"count":50}']);
});

test('a store that refuses the row does not break the door', async () => {
  const { clock } = virtualTime();
  const lines: string[] = [];
  const told = Promise.withResolvers<void>();
  const log = logInto(lines);
  const refusals = createRefusals({
    record: () => Promise.reject(new Error('disk full')),
    clock,
    log: {
      ...log,
      warn: (event, facts) => {
        log.warn(event, facts);
        told.resolve();
      },
    },
  });

  refusals.note(refusal);
  await told.promise;

  expect(lines).toEqual(['ingress.refused-not-recorded {"code":"x/y","why":"Error: disk full"}']);
});

test('senders cannot fill the log with one event, and one event does not silence another', () => {
  const { clock, pass } = virtualTime();
  const lines: string[] = [];
  const log = limitLog(logInto(lines), clock);

  for (let count = 0; count < 100; count += 1) log.error('a');
  log.warn('b');
  pass(10_000);
  log.error('a');

  expect(lines.filter((line) => line.startsWith('a'))).toHaveLength(11);
  expect(lines.filter((line) => line.startsWith('b'))).toHaveLength(1);
});
