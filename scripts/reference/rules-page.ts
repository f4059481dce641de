import { applyRules } from '#flow/check/check.ts';
import { effectCases } from '#flow/check/fixtures/effect-cases.ts';
import { expressionCases } from '#flow/check/fixtures/expression-cases.ts';
import { graphCases } from '#flow/check/fixtures/graph-cases.ts';
import type { RuleCase, RuleCases } from '#flow/check/fixtures/rule-case.ts';
import type { CheckRule } from '#flow/check/rule.ts';
import { checkRules } from '#flow/check/rules.ts';
import { printFlow, printNodes } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { anchorOf, banner, code, heading } from './markdown.ts';

const cases: Readonly<Record<string, RuleCases>> = { ...graphCases, ...expressionCases, ...effectCases };

/** The page of rules: what the checker finds, each with a flow that breaks it and one that does not. */
export function printRulesPage(): string {
  const byArea = Map.groupBy(checkRules, ({ id }) => id.slice(0, id.indexOf('/')));
  const areas = [...byArea].map(([area, rules]) => `## ${area}\n\n${rules.map(printRule).join('\n')}`);
  return `${banner('src/flow/check/rules.ts and its fixtures')}
# Rules

What \`penstock check\` and the runtime find in a flow that can be read. An **error** keeps a flow out of the runtime, in
every environment; a **warning** and an **info** never stop anything. Text that cannot be read
as a flow at all is a [problem](problems.md#area-flow) instead. The examples are the fixtures the rules are tested with.

${areas.join('\n')}`;
}

function printRule(rule: CheckRule): string {
  const parts = [
    heading(3, code(rule.id), anchorOf(rule.id)),
    `**${rule.title}.** *${rule.severity}* · ${rule.help}\n`,
    ...example('Incorrect', shortest(cases[rule.id]?.invalid), rule),
    ...example('Correct', shortest(cases[rule.id]?.valid)),
  ];
  return parts.join('\n');
}

type Named = { readonly name: string; readonly one: RuleCase; readonly text: string };

function shortest(of: Readonly<Record<string, RuleCase>> | undefined): Named | undefined {
  return Object.entries(of ?? {})
    .map(([name, one]) => ({ name, one, text: printCase(one) }))
    .sort((left, right) => left.text.length - right.text.length)[0];
}

/** Nodes alone, where the header says nothing but the name of the fixture. */
function printCase({ flow }: RuleCase): string {
  const { penstock, id, name, nodes, comments, ...said } = flow;
  return Object.keys(said).length === 0 ? printNodes(nodes, nodeCatalogue) : printFlow(flow, nodeCatalogue);
}

function example(title: string, shown: Named | undefined, rule?: CheckRule): readonly string[] {
  if (shown === undefined) return [];
  const [finding] =
    rule === undefined ? [] : applyRules(shown.one.flow, { ...shown.one.context, catalogue: nodeCatalogue }, [rule]);
  const says = finding === undefined ? [] : [`> ${finding.message}\n`];
  return [`${title}: ${shown.name}.\n`, `\`\`\`yaml\n${shown.text}\`\`\`\n`, ...says];
}
