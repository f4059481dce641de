import { expect, test } from 'vitest';
import type { FlowNode } from '../flow.ts';
import type { Stub } from './flow-test.ts';
import { testedOutcomes } from './tested-outcomes.ts';

const create: FlowNode = { id: 'create', type: 'odoo@1', config: {}, retry: { attempts: 3 } };

function outcomesWith(...stubs: readonly Stub[]): readonly string[] {
  const tests = [{ name: 'fails', given: {}, stubs: { create: stubs }, expect: {} }];
  return [...testedOutcomes({ nodes: [create] }, tests)];
}

test('a step whose stub refuses for good was let fail, whether or not its failure is drawn', () => {
  const outcomes = outcomesWith({ fail: { kind: 'validation' } });

  expect(outcomes).toEqual(['create error']);
});

test('a failure that passes counts only where it outlasts every try', () => {
  const passing = outcomesWith({ fail: { kind: 'transient', times: 2 } }, { answer: {} });
  const lasting = outcomesWith({ fail: { kind: 'transient', times: 3 } });

  expect(passing).toEqual([]);
  expect(lasting).toEqual(['create error']);
});
