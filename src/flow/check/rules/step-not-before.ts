import type { Edit } from '../../edit/edit.ts';
import { isAcyclic } from '../../graph/graph.ts';
import type { Examination, ExaminedNode } from '../examination.ts';
import { type ExpressionPlace, findUses, ownerOf, whereIn } from '../expressions.ts';
import type { UsedVariable } from '../read-expression.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';
import { replaceText } from './replace-text.ts';

/** `$steps.<id>` names only nodes that stand before the expression's own. */
export const stepNotBefore: CheckRule = {
  id: 'expression/step-not-before',
  severity: 'error',
  title: 'An expression reads a step that does not stand before it',
  help: '`$steps.<id>` is the result of an earlier step: one on a way to this step, or, inside For each, Retry and the like, also one before these. Results inside them are seen only there; behind them, read their own result.',
  *check(examination) {
    for (const { place, variable } of findUses(examination.expressions())) {
      if (variable.name !== 'steps' || variable.field === undefined) continue;
      const complaint = judge(examination, place.node, variable.field);
      if (complaint === undefined) continue;
      const message = `The expression of ${ownerOf(place)} reads "$steps.${variable.field}", ${complaint}`;
      const fix = offerFix('Use its new name', renaming(examination, place, variable));
      yield { ...whereIn(place, variable.offset), message, related: [variable.field], ...fix };
    }
  },
};

/** Writes the new id of a renamed step, where it can be read at all. */
function renaming(examination: Examination, place: ExpressionPlace, { field, offset }: UsedVariable): readonly Edit[] {
  const renamed = field === undefined ? undefined : examination.nodes.find(({ node }) => node.was?.includes(field));
  if (field === undefined || examination.byId.has(field) || renamed === undefined) return [];
  if (place.node === undefined || place.node === renamed || !standsBefore(renamed, place.node)) return [];
  return replaceText(place, offset, `$steps.${field}`, `$steps.${renamed.id}`);
}

function judge(examination: Examination, node: ExaminedNode | undefined, id: string): string | undefined {
  const step = examination.byId.get(id);
  if (step === undefined) {
    const renamed = examination.nodes.find((other) => other.node.was?.includes(id));
    if (renamed !== undefined) return `which is now called "${renamed.id}". Write $steps.${renamed.id} instead.`;
    return 'but no step has that id. Correct the id.';
  }
  if (node === undefined || node.manifest?.kind === 'trigger') {
    return 'but no step has run yet at that time. Read what starts the run instead.';
  }
  if (standsBefore(step, node)) return undefined;
  if (step.id === node.id) return 'which is its own result. Read what comes in instead.';
  if (step.scope !== undefined && !isInside(node, step.scope)) {
    return `but ${step.label} stands inside ${step.scope.label}. Read the result of ${step.scope.label} instead.`;
  }
  return `but no way leads from ${step.label} to it. Connect the two, or read an earlier step.`;
}

/** Climbs from the node through its scopes to the body the step stands in. Cycles are another rule's business. */
function standsBefore(step: ExaminedNode, node: ExaminedNode): boolean {
  for (let here: ExaminedNode | undefined = node; here !== undefined; here = here.scope) {
    if (here.body === undefined || here.body !== step.body) continue;
    return !isAcyclic(here.body.graph) || here.body.ancestry().isAncestor(step.id, here.id);
  }
  return false;
}

function isInside(node: ExaminedNode, scope: ExaminedNode): boolean {
  for (let here = node.scope; here !== undefined; here = here.scope) if (here === scope) return true;
  return false;
}
