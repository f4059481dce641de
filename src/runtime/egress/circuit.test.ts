import { expect, test } from 'vitest';
import { createCircuit, type Health } from './circuit.ts';

const policy = { failurePercent: 50, of: 4, openForMs: 30_000 };

function circuitAt(startMs = 0) {
  const time = { nowMs: startMs };
  const circuit = createCircuit(policy, () => time.nowMs);
  const report = (...healths: readonly Health[]): void => {
    for (const health of healths) {
      const admitted = circuit.admit();
      if (admitted.ok) admitted.admission.settle(health);
    }
  };
  return { circuit, report, time };
}

test('a circuit opens when the share of failures among the latest requests is reached', () => {
  const { circuit, report } = circuitAt();

  report('healthy', 'failing', 'healthy');
  const before = circuit.state();
  report('failing');

  expect(before).toBe('closed');
  expect(circuit.state()).toBe('open');
  expect(circuit.admit()).toEqual({ ok: false, waitMs: 30_000 });
});

test('a circuit never opens on fewer requests than it counts, and forgets old ones', () => {
  const { circuit, report } = circuitAt();

  report('failing', 'failing', 'failing');
  const early = circuit.state();
  report('healthy');
  const { circuit: other, report: reportOther } = circuitAt();
  reportOther('failing', 'healthy', 'healthy', 'healthy', 'failing', 'healthy', 'healthy', 'healthy');

  expect(early).toBe('closed');
  expect(circuit.state()).toBe('open');
  expect(other.state()).toBe('closed');
});

test('what says nothing about the system is not counted', () => {
  const { circuit, report } = circuitAt();

  report('unknown', 'unknown', 'unknown', 'unknown', 'unknown');

  expect(circuit.state()).toBe('closed');
});

test('after its time one probe goes out, and its success closes the circuit', () => {
  const { circuit, report, time } = circuitAt();
  report('failing', 'failing', 'failing', 'failing');

  time.nowMs = 29_999;
  const early = circuit.admit().ok;
  time.nowMs = 30_000;
  const state = circuit.state();
  const probe = circuit.admit();
  const second = circuit.admit();
  if (probe.ok) probe.admission.settle('healthy');

  expect([early, state, probe.ok, second.ok]).toEqual([false, 'half-open', true, false]);
  expect(circuit.state()).toBe('closed');
  expect(circuit.waitMs()).toBe(0);
});

test('a probe that fails opens the circuit for its whole time again', () => {
  const { circuit, report, time } = circuitAt();
  report('failing', 'failing', 'failing', 'failing');
  time.nowMs = 31_000;

  report('failing');

  expect(circuit.state()).toBe('open');
  expect(circuit.waitMs()).toBe(30_000);
});

test('a probe that was cancelled leaves the place to the next one', () => {
  const { circuit, report, time } = circuitAt();
  report('failing', 'failing', 'failing', 'failing');
  time.nowMs = 31_000;

  report('unknown');

  expect(circuit.state()).toBe('half-open');
  expect(circuit.admit().ok).toBe(true);
});

test('requests that left before the circuit opened do not count afterwards', () => {
  const { circuit, report } = circuitAt();
  const early = circuit.admit();
  report('failing', 'failing', 'failing', 'failing');

  if (early.ok) early.admission.settle('healthy');

  expect(circuit.state()).toBe('open');
});
