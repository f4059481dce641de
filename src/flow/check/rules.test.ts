import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { applyRules } from './check.ts';
import type { Finding } from './finding.ts';
import { effectCases } from './fixtures/effect-cases.ts';
import { expressionCases } from './fixtures/expression-cases.ts';
import { graphCases } from './fixtures/graph-cases.ts';
import type { RuleCase, RuleCases } from './fixtures/rule-case.ts';
import { checkRules } from './rules.ts';

const cases: Readonly<Record<string, RuleCases>> = { ...graphCases, ...expressionCases, ...effectCases };
const goldenPath = fileURLToPath(new URL('../../../test/golden/findings.json', import.meta.url));
const isWriting = process.env.PENSTOCK_GOLDEN === 'write';

function findingsOf(rule: (typeof checkRules)[number], { flow, context }: RuleCase): readonly Finding[] {
  return applyRules(flow, { ...context, catalogue: nodeCatalogue }, [rule]);
}

test('every rule has flows it accepts and flows it refuses', () => {
  const complete = Object.keys(cases).filter((id) => {
    const { valid = {}, invalid = {} } = cases[id] ?? {};
    return Object.keys(valid).length > 0 && Object.keys(invalid).length > 0;
  });

  expect(complete.toSorted()).toEqual(checkRules.map(({ id }) => id).toSorted());
});

test('every rule has an id of its own, a title and a page of help', () => {
  const ids = checkRules.map(({ id }) => id);

  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title, help } of checkRules) {
    expect(id).toMatch(/^[a-z]+\/[a-z-]+$/);
    expect(title).toMatch(/^[$A-Z].*[^.]$/);
    expect(help).toMatch(/\.\)?$/);
  }
});

for (const rule of checkRules) {
  describe(rule.id, () => {
    for (const [name, one] of Object.entries(cases[rule.id]?.valid ?? {})) {
      test(`accepts: ${name}`, () => {
        expect(findingsOf(rule, one)).toEqual([]);
      });
    }
    for (const [name, one] of Object.entries(cases[rule.id]?.invalid ?? {})) {
      test(`refuses: ${name}`, () => {
        const findings = findingsOf(rule, one);

        expect(findings.length).toBeGreaterThan(0);
        if (!isWriting) expect(findings).toEqual(readGolden()[`${rule.id}: ${name}`]);
      });
    }
  });
}

test('the golden file holds every refused flow and nothing else', () => {
  const refused = checkRules.flatMap((rule) =>
    Object.entries(cases[rule.id]?.invalid ?? {}).map(([name, one]) => {
      return [`${rule.id}: ${name}`, findingsOf(rule, one)] as const;
    }),
  );
  if (isWriting) {
    mkdirSync(new URL('.', `file://${goldenPath}`), { recursive: true });
    writeFileSync(goldenPath, `${JSON.stringify(Object.fromEntries(refused), null, 2)}\n`);
  }

  expect(Object.keys(readGolden())).toEqual(refused.map(([name]) => name));
});

/** Exact findings by rule and case; `npm run golden` writes them, and a change of words shows in review. */
function readGolden(): Record<string, readonly Finding[]> {
  return existsSync(goldenPath) ? JSON.parse(readFileSync(goldenPath, 'utf8')) : {};
}
