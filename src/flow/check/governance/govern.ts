import type { JsonObject } from '../../json.ts';
import { type Bound, bindTemplates } from '../../template/follows.ts';
import type { RuleFix, RuleScope, TemplateRule } from '../../template/template.ts';
import type { Examination, ExaminedNode } from '../examination.ts';
import type { Finding, FindingFix, Severity } from '../finding.ts';
import { findViolations } from './assertions.ts';
import { judgeFollowing } from './following.ts';
import { headerOf } from './header.ts';
import { fillJson, fillText, type Words } from './placeholders.ts';
import { selectNodes } from './selector.ts';
import { meetsTests } from './value-test.ts';
import { createView, type View, type Violation } from './view.ts';

/** The templates a flow is held against, each with its parameters decided. */
export function boundTemplates({ flow, context }: Examination): readonly Bound[] {
  return context.templates === undefined ? [] : bindTemplates(flow.follows, context.templates);
}

/**
 * Holds a flow against the rules of the templates it follows, predicates left out: they are evaluated in the
 * sandbox, by `askPredicates`. Structural findings that a rule stands for are not repeated here.
 */
export function governFlow(examination: Examination): readonly Finding[] {
  const broken = boundTemplates(examination).flatMap((bound) => {
    const view = createView(examination, bound);
    return bound.template.rules
      .filter((rule) => rule.assert.predicate === undefined && rule.assert.structural === undefined)
      .flatMap((rule) => applyRule(rule, view));
  });
  return [...judgeFollowing(examination), ...broken];
}

/** Which structural rule is reported under which rule of a template, by structural id. */
export function coveredCodes(bound: readonly Bound[]): ReadonlyMap<string, TemplateRule> {
  const covered = new Map<string, TemplateRule>();
  for (const { template } of bound) {
    for (const rule of template.rules) for (const code of rule.assert.structural ?? []) covered.set(code, rule);
  }
  return covered;
}

/** True where a rule speaks of a flow at all. */
export function isInScope(scope: RuleScope | undefined, view: View): boolean {
  const { header, parameters } = scope ?? {};
  return (
    (header === undefined || meetsTests(headerOf(view.examination.flow), header, view.parameters)) &&
    (parameters === undefined || meetsTests(view.parameters, parameters, view.parameters))
  );
}

/** The steps a rule speaks of; every step where it selects none. */
export function nodesOf(rule: TemplateRule, view: View): readonly ExaminedNode[] {
  return rule.when === undefined ? view.examination.nodes : selectNodes(rule.when, view);
}

function applyRule(rule: TemplateRule, view: View): readonly Finding[] {
  if (!isInScope(rule.only, view)) return [];
  const nodes = nodesOf(rule, view);
  // A rule about the flow as a whole that names steps in `when` only speaks where there are such steps.
  if (rule.when !== undefined && nodes.length === 0) return [];
  return findViolations(rule.assert, nodes, view).map((violation) => reportViolation(rule, violation, view));
}

/** Says a violation in the words of its rule. */
export function reportViolation(rule: TemplateRule, violation: Violation, view: View): Finding {
  const { node, edge, path, position, paths, related } = violation;
  const words = wordsOf(violation, view);
  const fix = violation.fix ?? (rule.fix === undefined ? undefined : fillFix(rule.fix, words, view.parameters));
  return {
    rule: rule.id,
    severity: weigh(rule, violation, view),
    flow: view.examination.flow.id,
    ...(node === undefined ? {} : { node: node.id }),
    ...(edge === undefined ? {} : { edge }),
    ...((path ?? node?.path) === undefined ? {} : { path: path ?? node?.path ?? '' }),
    ...(position === undefined ? {} : { position }),
    message: fillText(
      violation.isUnknown === true ? (rule.unknown ?? undeclared) : rule.message,
      words,
      view.parameters,
    ),
    ...(fix === undefined ? {} : { fix }),
    ...(related === undefined ? {} : { related }),
    ...(paths === undefined ? {} : { paths }),
  };
}

/** Said where a rule has no words of its own for what it was not told. */
const undeclared = '{step} cannot be judged: nobody declared what it must be held against. Fill in the registry.';

/** What nobody declared is advice, and an error only where much depends on the flow. */
function weigh(rule: TemplateRule, { isUnknown }: Violation, { examination }: View): Severity {
  const isHigh = examination.flow.classification?.criticality === 'high';
  if (isUnknown === true) return isHigh && rule.severity === 'error' ? 'error' : 'info';
  return isHigh ? (rule.atHighCriticality ?? rule.severity) : rule.severity;
}

function wordsOf({ node, edge, detail, values }: Violation, { examination }: View): Words {
  const labelOf = (id: string) => examination.byId.get(id)?.label ?? `"${id}"`;
  return {
    flow: examination.flow.name,
    owner: examination.flow.owner ?? examination.flow.id,
    ...(node === undefined ? {} : { step: node.label, node: node.id, id: node.id }),
    ...(node?.scope === undefined ? {} : { scope: node.scope.label }),
    ...(edge === undefined ? {} : { from: edge.from, port: edge.port, to: edge.to, fromStep: labelOf(edge.from) }),
    ...(typeof node?.node.config.connection === 'string' ? { connection: node.node.config.connection } : {}),
    detail: detail ?? '',
    ...values,
  };
}

/** A fix that needs a name the violation does not have is not offered. */
function fillFix(fix: RuleFix, words: Words, parameters: JsonObject): FindingFix | undefined {
  const edits: FindingFix['edits'][number][] = [];
  for (const { edit, arguments: given } of fix.edits) {
    const filled = fillJson(given, words, parameters);
    if (filled === undefined) return undefined;
    edits.push({ edit, arguments: filled });
  }
  return { title: fillText(fix.title, words, parameters), edits };
}
