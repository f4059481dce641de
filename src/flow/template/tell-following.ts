import type { CheckContext } from '../check/context.ts';
import { examineFlow } from '../check/examination.ts';
import type { Finding } from '../check/finding.ts';
import { selectNodes } from '../check/governance/selector.ts';
import { createView } from '../check/governance/view.ts';
import type { Flow } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import { bindTemplates, readFollows } from './follows.ts';

/** How a flow stands against one template it follows. */
export type ToldFollowing = {
  readonly reference: string;
  /** Undefined where there is no such template. */
  readonly name: string | undefined;
  readonly parameters: JsonObject;
  readonly roles: readonly {
    readonly id: string;
    readonly title: string;
    readonly required: boolean;
    /** Steps that play it. */
    readonly nodes: readonly string[];
  }[];
  /** Findings of its rules that nobody waived. */
  readonly missing: readonly Finding[];
  readonly waived: readonly Finding[];
};

/**
 * Tells how a flow stands against everything it is held against, the baseline first, templates nobody knows last.
 *
 * @param findings what the checker says of the flow
 */
export function tellFollowing(
  flow: Flow,
  context: CheckContext,
  findings: readonly Finding[],
): readonly ToldFollowing[] {
  const known = context.templates ?? new Map();
  const examination = examineFlow(flow, context);
  const told = bindTemplates(flow.follows, known).map((bound): ToldFollowing => {
    const { reference, template, parameters } = bound;
    const view = createView(examination, bound);
    const own = findingsOf(template.rules, findings);
    return {
      reference,
      name: template.name,
      parameters,
      roles: template.roles.map(({ id, title, required, select }) => ({
        id,
        title,
        required: required === true,
        nodes: selectNodes(select, view).map((node) => node.id),
      })),
      missing: own.filter(({ waiver }) => waiver === undefined),
      waived: own.filter(({ waiver }) => waiver !== undefined),
    };
  });
  const strangers = readFollows(flow.follows).filter(({ template }) => !known.has(template));
  const lost = strangers.map(({ template: reference, parameters }) => {
    return { reference, name: undefined, parameters, roles: [], missing: [], waived: [] };
  });
  return [...told, ...lost];
}

/** The findings that rules of a template make. */
export function findingsOf(
  rules: readonly { readonly id: string }[],
  findings: readonly Finding[],
): readonly Finding[] {
  const ids = new Set(rules.map(({ id }) => id));
  return findings.filter(({ rule }) => ids.has(rule));
}
