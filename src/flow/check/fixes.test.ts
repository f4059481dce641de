import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { applyEdits, type Edit, readEdit } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import { applyRules } from './check.ts';
import type { Finding, FindingFix } from './finding.ts';
import { drawFlow } from './fixtures/draw-flow.ts';
import { effectCases } from './fixtures/effect-cases.ts';
import { expressionCases } from './fixtures/expression-cases.ts';
import { graphCases } from './fixtures/graph-cases.ts';
import type { RuleCase, RuleCases } from './fixtures/rule-case.ts';
import { checkRules } from './rules.ts';

const cases: Readonly<Record<string, RuleCases>> = { ...graphCases, ...expressionCases, ...effectCases };

function findingsOf({ flow, context }: RuleCase): readonly Finding[] {
  return applyRules(flow, { ...context, catalogue: nodeCatalogue }, checkRules);
}

/** Counts findings by what they are about: their sentences may follow what else is in the flow. */
function tally(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, node, path } of findings) {
    const key = [rule, node, path].join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function editsOf(fix: FindingFix | undefined): readonly Edit[] {
  return (fix?.edits ?? []).map((edit) => {
    const read = readEdit(edit);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.value;
  });
}

function carryOut(flow: Flow, fix: FindingFix | undefined): Flow {
  const done = applyEdits(flow, editsOf(fix), nodeCatalogue);
  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  return done.value;
}

const fixable = Object.entries(cases).flatMap(([rule, { valid, invalid }]) =>
  Object.entries({ ...valid, ...invalid }).flatMap(([name, one]) =>
    findingsOf(one).flatMap((finding) =>
      finding.fix === undefined ? [] : [{ name: `${rule}, ${name}`, one, finding }],
    ),
  ),
);

test('what one edit certainly mends is offered as a quick fix', () => {
  expect([...new Set(fixable.map(({ finding }) => finding.rule))].toSorted()).toEqual([
    'branch/otherwise-missing',
    'connection/operation-misused',
    'connection/parameter-unknown',
    'effect/ask-not-declared',
    'effect/key-misplaced',
    'effect/retry-unsafe',
    'effect/timeout-missing',
    'expression/item-outside-each',
    'expression/step-not-before',
    'flow/answer-missing',
    'flow/config-refused',
    'flow/edge-across-scope',
    'flow/edge-doubled',
    'flow/edge-into-trigger',
    'flow/edge-to-unknown-node',
    'flow/on-failure-unknown',
    'flow/port-unknown',
    'flow/port-without-edge',
    'flow/respond-unheard',
    'flow/several-deliveries',
    'map/array-not-kept',
    'saga/pivot-misplaced',
    'saga/undo-unknown',
    'saga/undo-with-edges',
  ]);
});

test.each(fixable)('$name: "$finding.fix.title" mends $finding.rule and breaks nothing', ({ one, finding }) => {
  const before = tally(findingsOf(one));
  const key = [finding.rule, finding.node, finding.path].join(' ');

  const after = tally(findingsOf({ ...one, flow: carryOut(one.flow, finding.fix) }));

  expect(after.get(key) ?? 0).toBe((before.get(key) ?? 0) - 1);
  expect([...after].filter(([about, count]) => count > (before.get(about) ?? 0))).toEqual([]);
});

test('whatever is wrong with a flow, a fix can be carried out, mends its finding and breaks nothing', () => {
  const connections = new Map([
    ['crm', { id: 'crm', kind: 'http' }],
    ['odoo-main', { id: 'odoo-main', kind: 'odoo' }],
  ]);

  fc.assert(
    fc.property(drawFlow, (flow) => {
      const findings = findingsOf({ flow, context: { connections } });
      const before = tally(findings);
      for (const finding of findings.filter(({ fix }) => fix !== undefined)) {
        const key = [finding.rule, finding.node, finding.path].join(' ');

        const after = tally(findingsOf({ flow: carryOut(flow, finding.fix), context: { connections } }));

        expect(after.get(key) ?? 0).toBe((before.get(key) ?? 0) - 1);
        const added = [...after.keys()].filter((about) => (after.get(about) ?? 0) > (before.get(about) ?? 0));
        expect(hasCircle(findings) ? added.filter((about) => !isHidden(about)) : added).toEqual([]);
      }
    }),
    { numRuns: 120 },
  );
});

function hasCircle(findings: readonly Finding[]): boolean {
  return findings.some(({ rule }) => rule === 'flow/cycle');
}

/** One circle is told of each knot, and nothing about deliveries while there is one: opening it shows the rest. */
function isHidden(about: string): boolean {
  return /^flow\/(?:cycle|several-deliveries) /.test(about);
}
