import type { Flow } from '../flow.ts';
import type { CheckContext } from './context.ts';
import { type Examination, examineFlow } from './examination.ts';
import type { Finding, Severity } from './finding.ts';
import { boundTemplates, coveredCodes, governFlow } from './governance/govern.ts';
import { waive } from './governance/waive.ts';
import type { CheckRule } from './rule.ts';
import { checkRules } from './rules.ts';

const weight: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Checks a flow against every structural rule and against the rules of the templates it follows; without templates
 * in the context only structure is judged.
 *
 * Pure and total: any Flow value may be handed in, however broken, and what the context does not tell is not
 * judged. Findings come errors first, then by node, rule and path, so that the order of nodes in the file never
 * shows. Linear but for the proof that deliveries exclude each other, which is quadratic in the edges of a body.
 * Predicates are not asked here: see `governance/predicates.ts`.
 */
export function checkFlow(flow: Flow, context: CheckContext): readonly Finding[] {
  const examination = examineFlow(flow, context);
  const covered = coveredCodes(boundTemplates(examination));
  const governed = governFlow(examination);
  const told = new Set(governed.map(({ rule, node }) => `${rule} ${node ?? ''}`));
  const structural = applyStructural(examination, checkRules)
    .map((finding) => underTemplate(finding, covered))
    // What the template says of the step itself is said once, in its words.
    .filter(({ rule, node }) => !told.has(`${rule} ${node ?? ''}`));
  return waive([...structural, ...governed], context).sort(compareFindings);
}

/** Checks a flow against some structural rules only; the tests of single rules use it. */
export function applyRules(flow: Flow, context: CheckContext, rules: readonly CheckRule[]): readonly Finding[] {
  return applyStructural(examineFlow(flow, context), rules).sort(compareFindings);
}

function applyStructural(examination: Examination, rules: readonly CheckRule[]): Finding[] {
  const { flow } = examination;
  return rules.flatMap((rule) =>
    [...rule.check(examination)].map((observation) => ({
      rule: rule.id,
      severity: rule.severity,
      flow: flow.id,
      ...observation,
    })),
  );
}

/** A structural finding that a rule of a template stands for carries that rule's id, and weighs as much as either. */
function underTemplate(finding: Finding, covered: ReturnType<typeof coveredCodes>): Finding {
  const rule = covered.get(finding.rule);
  if (rule === undefined) return finding;
  const severity = weight[rule.severity] < weight[finding.severity] ? rule.severity : finding.severity;
  return { ...finding, rule: rule.id, severity };
}

/** True when findings stop export, and activation outside `dev`; a waived one stops nothing. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, waiver }) => severity === 'error' && waiver === undefined);
}

/**
 * The findings that keep a flow out of every environment but those for development: errors, and where much depends on
 * the flow also warnings of patterns, unless an architect's permission covers them.
 */
export function whatStops(findings: readonly Finding[], flow: Pick<Flow, 'classification'>): readonly Finding[] {
  const isHigh = flow.classification?.criticality === 'high';
  return findings.filter(
    ({ severity, waiver, rule }) =>
      waiver === undefined && (severity === 'error' || (isHigh && severity === 'warning' && isPatternRule(rule))),
  );
}

/** True when some finding keeps a flow out of every environment but those for development. */
export function stopsActivation(findings: readonly Finding[], flow: Pick<Flow, 'classification'>): boolean {
  return whatStops(findings, flow).length > 0;
}

/** Rules of patterns have ids such as `G-13`; structural ones are codes. */
function isPatternRule(rule: string): boolean {
  return /^[A-Z]{1,4}-\d{2}$/.test(rule);
}

/** The order of a report: errors first, then by node, rule, path and sentence. */
export function compareFindings(one: Finding, other: Finding): number {
  return (
    weight[one.severity] - weight[other.severity] ||
    compareText(one.node ?? '', other.node ?? '') ||
    compareText(one.rule, other.rule) ||
    compareText(one.path ?? '', other.path ?? '') ||
    compareText(one.message, other.message)
  );
}

/** By code unit, because the order of a report must not follow the language of the machine. */
function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
