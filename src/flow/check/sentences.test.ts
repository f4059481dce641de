import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Json } from '../json.ts';
import { applyRules } from './check.ts';
import { examineFlow } from './examination.ts';
import type { Finding } from './finding.ts';
import { flow, node } from './fixtures/build-flow.ts';
import { drawFlow } from './fixtures/draw-flow.ts';
import { effectCases } from './fixtures/effect-cases.ts';
import { expressionCases } from './fixtures/expression-cases.ts';
import { graphCases } from './fixtures/graph-cases.ts';
import { judgeFixTitle, judgeSentence } from './fixtures/judge-sentence.ts';
import type { RuleCase, RuleCases } from './fixtures/rule-case.ts';
import { checkRules } from './rules.ts';

const cases: Readonly<Record<string, RuleCases>> = { ...graphCases, ...expressionCases, ...effectCases };

function labelsOf(one: RuleCase, finding: Finding): readonly string[] {
  const { nodes } = examineFlow(one.flow, { ...one.context, catalogue: nodeCatalogue });
  return nodes.filter(({ id }) => id === finding.node).map(({ label }) => label);
}

/** The form of such a step has no field for these keys, so the file is the only place to see them. */
function isMisplaced(fault: string): boolean {
  return /sets "(?:key|compensate)", which only .* ← shows the key/.test(fault);
}

const refused = checkRules.flatMap((rule) =>
  Object.entries(cases[rule.id]?.invalid ?? {}).flatMap(([name, one]) =>
    // Every other rule speaks about these flows as well.
    applyRules(one.flow, { ...one.context, catalogue: nodeCatalogue }, checkRules).map((finding) => ({
      name: `${rule.id}: ${name}`,
      one,
      finding,
    })),
  ),
);

test('every finding says in at most thirty words of the screen which step it is about and what to do', () => {
  const faults = refused.flatMap(({ name, one, finding }) =>
    judgeSentence(finding.message, labelsOf(one, finding)).map((fault) => `${name}: ${finding.message} ← ${fault}`),
  );

  expect([...new Set(faults)].filter((fault) => !isMisplaced(fault))).toEqual([]);
});

test('whatever a node type refuses is said in the same way', () => {
  const value = fc.constantFrom<Json>(
    '',
    'A b',
    '/a',
    '{{ a',
    'a.',
    0,
    -1,
    1e6,
    true,
    null,
    [],
    [''],
    [{}],
    {},
    { a: 1 },
  );
  const typed = fc.constantFrom(...nodeCatalogue.all).chain((manifest) => {
    const keys = fc.constantFrom(...Object.keys(manifest.config.shape), 'hurry');
    const scheme = fc.constantFrom('hmac', 'github', 'none', 'cursor', 'page', 'link');
    const group = fc.dictionary(fc.constantFrom('header', 'signed', 'items', 'parameter', 'model', 'path'), value);
    const inner = fc.tuple(scheme, group).map(([name, rest]): Json => ({ ...rest, scheme: name }));
    const config = fc.dictionary(keys, fc.oneof(value, group, inner, fc.array(group, { maxLength: 2 })), {
      maxKeys: 5,
    });
    return config.map((drawn) => node('one', `${manifest.type}@1`, { name: 'Build order', config: drawn }));
  });

  fc.assert(
    fc.property(typed, (one) => {
      const findings = applyRules(flow([one]), { catalogue: nodeCatalogue }, checkRules);
      const faults = findings.flatMap((finding) => {
        const labels = finding.node === undefined ? [] : ['"Build order" (one)'];
        return judgeSentence(finding.message, labels).map((fault) => `${finding.message} ← ${fault}`);
      });

      // Values such as "dead-letter" are words of a node type's file; how it speaks of them is judged by its readers.
      expect(faults.filter((fault) => !/ ← says "[^"]*"; write: /.test(fault))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever is wrong with a flow is said in the same way', () => {
  fc.assert(
    fc.property(drawFlow, (drawn) => {
      const one = { flow: drawn };
      const faults = applyRules(drawn, { catalogue: nodeCatalogue }, checkRules).flatMap((finding) => [
        ...judgeSentence(finding.message, labelsOf(one, finding)).map((fault) => `${finding.message} ← ${fault}`),
        ...judgeFixTitle(finding.fix?.title ?? 'None').map((fault) => `${finding.fix?.title} ← ${fault}`),
      ]);

      expect(faults.filter((fault) => !isMisplaced(fault))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('every quick fix is named in a few words of the screen', () => {
  const faults = refused.flatMap(({ finding: { fix } }) =>
    fix === undefined ? [] : judgeFixTitle(fix.title).map((fault) => `${fix.title} ← ${fault}`),
  );

  expect([...new Set(faults)]).toEqual([]);
});

test('titles of rules use the words of the screen', () => {
  const faults = checkRules.flatMap(({ id, title }) =>
    // A title says what is wrong, so only its words are judged.
    judgeSentence(`${title}. Correct it.`, []).map((fault) => `${id}: ${title} ← ${fault}`),
  );

  expect(faults.filter((fault) => !fault.includes('is no whole sentence'))).toEqual([]);
});

test('a planted sentence is refused for each of its faults', () => {
  const long = `${'very '.repeat(30)}long. Connect it.`;

  expect(judgeSentence('The node "b" leaves port "done" twice; it sets onItemError.', ['"a"'])).toHaveLength(5);
  expect(judgeSentence(long.charAt(0).toUpperCase() + long.slice(1), [])).toEqual(['has 33 words']);
  expect(judgeSentence('"Build order" (map_order) leads nowhere. Connect it.', ['"Build order" (map_order)'])).toEqual(
    [],
  );
});
