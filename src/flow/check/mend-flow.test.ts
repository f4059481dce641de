import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { templateReference } from '../template/template.ts';
import type { CheckContext } from './context.ts';
import { aTemplate } from './fixtures/a-template.ts';
import { flow, map, node, start } from './fixtures/build-flow.ts';
import { mendFlow } from './mend-flow.ts';

const lacking = aTemplate([
  {
    id: 'XX-01',
    severity: 'error',
    assert: { meta: { correlation: { set: true } } },
    message: 'The flow has no business key. Choose one.',
    rationale: 'People search.',
    since: '1.0.0',
    fix: { title: 'Search by id', edits: [{ edit: 'set-flow', arguments: { key: 'correlation', value: 'id' } }] },
  },
  {
    id: 'XX-02',
    severity: 'warning',
    assert: { meta: { runbook: { set: true } } },
    message: 'The flow has no runbook. Write one.',
    rationale: 'Nights.',
    since: '1.0.0',
    fix: { title: 'Do nothing', edits: [{ edit: 'set-flow', arguments: { key: 'domain', value: 'sales' } }] },
  },
  {
    id: 'XX-03',
    severity: 'info',
    assert: { meta: { domain: { set: true } } },
    message: 'The flow has no domain. Write one.',
    rationale: 'Order.',
    since: '1.0.0',
    fix: { title: 'Say sales', edits: [{ edit: 'set-flow', arguments: { key: 'domain', value: 'sales' } }] },
  },
]);

const context: CheckContext = {
  catalogue: nodeCatalogue,
  templates: new Map([[templateReference(lacking), lacking]]),
  today: '2027-02-01',
};

const drawn = flow([start('shape'), map('shape')], { follows: ['pattern@1'] });

test('errors and warnings with a fix that works are mended, advice and fixes that do nothing are left', () => {
  const { flow: after, mends, left } = mendFlow(drawn, context);

  expect(mends.map(({ finding, did }) => `${finding.rule}: ${did}`)).toEqual(['XX-01: Search by id']);
  expect(after.correlation).toBe('id');
  expect(after.domain).toBeUndefined();
  expect(left.map(({ rule }) => rule)).toEqual(['XX-02', 'XX-03']);
});

test('one rule alone is mended where it is asked for', () => {
  const { flow: after, mends } = mendFlow(drawn, context, 'XX-02');

  expect(mends).toEqual([]);
  expect(after).toBe(drawn);
});

test('what was waived stays as it is', () => {
  const waiver = { rule: 'XX-01', flow: drawn.id, reason: 'a reason', approver: 'anna', expires: '2027-03-01' };

  const { mends } = mendFlow(drawn, { ...context, waivers: [waiver] });

  expect(mends).toEqual([]);
});

test('a rule nobody may waive is not waived by a file that says so', () => {
  const [first, ...rest] = lacking.rules;
  if (first === undefined) throw new Error('the template has rules');
  const strict = { ...lacking, rules: [{ ...first, waivable: false as const }, ...rest] };
  const waiver = { rule: 'XX-01', flow: drawn.id, reason: 'a reason', approver: 'anna', expires: '2027-03-01' };

  const { mends } = mendFlow(drawn, { ...context, templates: new Map([['pattern@1', strict]]), waivers: [waiver] });

  expect(mends.map(({ finding }) => finding.rule)).toEqual(['XX-01']);
});

test('steps are mended as well, whatever they are in', () => {
  const write = node('write', 'http@1', { config: { connection: 'crm', method: 'GET', path: '/x' } });

  const { mends } = mendFlow(flow([start('write'), write]), { catalogue: nodeCatalogue });

  expect(mends.every(({ finding }) => finding.fix !== undefined)).toBe(true);
});
