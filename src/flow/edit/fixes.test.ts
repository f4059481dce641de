import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { applyRules } from '../check/check.ts';
import type { Finding } from '../check/finding.ts';
import { effectCases } from '../check/fixtures/effect-cases.ts';
import { expressionCases } from '../check/fixtures/expression-cases.ts';
import { graphCases } from '../check/fixtures/graph-cases.ts';
import type { RuleCase, RuleCases } from '../check/fixtures/rule-case.ts';
import { checkRules } from '../check/rules.ts';
import { applyEdit, readEdit } from './edit.ts';

const cases: Readonly<Record<string, RuleCases>> = { ...graphCases, ...expressionCases, ...effectCases };

function findingsOf(rule: string, { flow, context }: RuleCase): readonly Finding[] {
  const rules = checkRules.filter(({ id }) => id === rule);
  return applyRules(flow, { ...context, catalogue: nodeCatalogue }, rules);
}

const fixable = Object.entries(cases).flatMap(([rule, { invalid }]) =>
  Object.entries(invalid).flatMap(([name, one]) =>
    findingsOf(rule, one).flatMap((finding) => (finding.fix === undefined ? [] : [{ rule, name, one, finding }])),
  ),
);

test('rules offer fixes', () => {
  expect([...new Set(fixable.map(({ finding }) => finding.fix?.edit))].toSorted()).toEqual([
    'insert-merge',
    'set-config',
    'set-once',
  ]);
});

test.each(fixable)('$rule, $name: its fix removes the finding', ({ rule, one, finding }) => {
  const edit = readEdit(finding.fix);
  if (!edit.ok) throw new Error(JSON.stringify(edit.problems));

  const done = applyEdit(one.flow, edit.value, nodeCatalogue);

  if (!done.ok) throw new Error(JSON.stringify(done.problems));
  const left = findingsOf(rule, { ...one, flow: done.value });
  expect(left.length).toBeLessThan(findingsOf(rule, one).length);
  expect(left.map(({ message }) => message)).not.toContain(finding.message);
});
