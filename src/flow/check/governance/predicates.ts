import type { Flow, FlowNode } from '../../flow.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { Bound } from '../../template/follows.ts';
import type { TemplateRule } from '../../template/template.ts';
import { compareFindings } from '../check.ts';
import type { CheckContext } from '../context.ts';
import { type ExaminedNode, examineFlow } from '../examination.ts';
import type { Finding } from '../finding.ts';
import { boundTemplates, isInScope, nodesOf, reportViolation } from './govern.ts';
import { headerOf } from './header.ts';
import { createView } from './view.ts';
import { waive } from './waive.ts';

/** What a predicate gave: a value, absent where it gave nothing; or why it gave none, the time limit included. */
export type PredicateAnswer =
  | { readonly ok: true; readonly value?: Json }
  | { readonly ok: false; readonly why: string };

/** Evaluates JSONata in the sandbox flows run in, with its limits: 200 ms for an expression. */
export type EvaluatePredicate = (expression: string, input: JsonObject) => Promise<PredicateAnswer>;

/**
 * Asks the predicates of the templates a flow follows: what the quick check leaves out. A predicate reads
 * `{ flow, step, parameters, registry }`, where `step` is null for rules about the flow as a whole, steps have their
 * outcomes as `next: { port: [ids] }`, and `flow.nodes` is a list. True is fine, false a finding, and a text a finding
 * that says so. A predicate that fails, takes too long or gives anything else is a finding about the rule itself.
 *
 * @returns findings in the order of a report, waived ones marked
 */
export async function askPredicates(
  flow: Flow,
  context: CheckContext,
  evaluate: EvaluatePredicate,
): Promise<readonly Finding[]> {
  if (!hasPredicates(context)) return [];
  const examination = examineFlow(flow, context);
  const findings: Finding[] = [];
  for (const bound of boundTemplates(examination)) {
    const view = createView(examination, bound);
    for (const rule of bound.template.rules) {
      const { predicate } = rule.assert;
      if (predicate === undefined || !isInScope(rule.only, view)) continue;
      const nodes = rule.when === undefined ? [undefined] : nodesOf(rule, view);
      for (const node of nodes) {
        const answer = await evaluate(predicate, inputOf(flow, node, bound, context));
        const said = readAnswer(answer);
        if (said.kind === 'broken') {
          findings.push(brokenRule(rule, { flow, why: said.why }));
          // It would break in the same way at every other step.
          break;
        }
        if (said.kind === 'fine') continue;
        const place = node === undefined ? {} : { node };
        findings.push(reportViolation(rule, { ...place, ...(said.detail === undefined ? {} : said) }, view));
      }
    }
  }
  return waive(findings, context).sort(compareFindings);
}

/** Most workspaces have none, and laying every flow out once more would only cost time. */
function hasPredicates({ templates }: CheckContext): boolean {
  return [...(templates?.values() ?? [])].some(({ rules }) =>
    rules.some(({ assert }) => assert.predicate !== undefined),
  );
}

type Said =
  | { readonly kind: 'fine' }
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'finding'; readonly detail?: string };

function readAnswer(answer: PredicateAnswer): Said {
  if (!answer.ok) return { kind: 'broken', why: answer.why };
  const { value } = answer;
  if (value === true) return { kind: 'fine' };
  if (value === false) return { kind: 'finding' };
  if (typeof value === 'string') return { kind: 'finding', detail: value };
  return { kind: 'broken', why: 'it gives neither true, nor false, nor a sentence' };
}

function brokenRule({ id }: TemplateRule, { flow, why }: { readonly flow: Flow; readonly why: string }): Finding {
  const reason = why.replace(/[.\s]+$/, '');
  const message = `${id} cannot be judged in the flow "${flow.name}": ${reason}. Mend the predicate in the template.`;
  return { rule: id, severity: 'error', flow: flow.id, message };
}

function inputOf(
  flow: Flow,
  node: ExaminedNode | undefined,
  { parameters }: Bound,
  { registry }: CheckContext,
): JsonObject {
  return {
    flow: { ...headerOf(flow), nodes: flow.nodes.map(tellNode) },
    step: node === undefined ? null : tellNode(node.node),
    parameters,
    // Read from a file of plain data, so it is JSON.
    registry: (registry ?? null) as unknown as Json,
  };
}

/** A step as its file says it, with its id, and every outcome as a list. */
function tellNode({ next, body, compensations, ...rest }: FlowNode): JsonObject {
  // Everything but edges and inner steps is plain data as the file wrote it.
  const plain = rest as unknown as JsonObject;
  const ports = (next?.ports ?? []).map(({ port, targets }) => [port, targets] as const);
  return {
    ...plain,
    next: Object.fromEntries(ports),
    ...(body === undefined ? {} : { body: body.map(tellNode) }),
    ...(compensations === undefined ? {} : { compensations: compensations.map(tellNode) }),
  };
}
