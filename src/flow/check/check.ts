import type { Flow } from '../flow.ts';
import type { CheckContext } from './context.ts';
import { examineFlow } from './examination.ts';
import type { Finding, Severity } from './finding.ts';
import type { CheckRule } from './rule.ts';
import { checkRules } from './rules.ts';

const weight: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Checks a flow against every structural rule.
 *
 * Pure and total: any Flow value may be handed in, however broken, and what the context does not tell is not
 * judged. Findings come errors first, then by node, rule and path, so that the order of nodes in the file never
 * shows. Linear but for the proof that deliveries exclude each other, which is quadratic in the edges of a body.
 */
export function checkFlow(flow: Flow, context: CheckContext): readonly Finding[] {
  return applyRules(flow, context, checkRules);
}

/** Checks a flow against some rules; the tests of single rules and `penstock check --rule` use it. */
export function applyRules(flow: Flow, context: CheckContext, rules: readonly CheckRule[]): readonly Finding[] {
  const examination = examineFlow(flow, context);
  const findings: Finding[] = [];
  for (const rule of rules) {
    for (const observation of rule.check(examination)) {
      findings.push({ rule: rule.id, severity: rule.severity, flow: flow.id, ...observation });
    }
  }
  return findings.sort(compareFindings);
}

/** True when findings stop export, and activation outside `dev`. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function compareFindings(one: Finding, other: Finding): number {
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
