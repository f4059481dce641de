import { isAcyclic } from '../../graph/graph.ts';
import type { Examination, ExaminedNode } from '../examination.ts';
import { findUses, ownerOf, whereIn } from '../expressions.ts';
import type { CheckRule } from '../rule.ts';

/** `$steps.<id>` names only nodes that stand before the expression's own. */
export const stepNotBefore: CheckRule = {
  id: 'expression/step-not-before',
  severity: 'error',
  title: 'An expression reads a step that does not stand before it',
  help: '`$steps.<id>` is the result of an earlier node: one on a path to this node, or, inside a scope, also one before the scope. Results inside a body are seen only there; behind a scope, read its output.',
  *check(examination) {
    for (const { place, variable } of findUses(examination.expressions())) {
      if (variable.name !== 'steps' || variable.field === undefined) continue;
      const complaint = judge(examination, place.node, variable.field);
      if (complaint === undefined) continue;
      const message = `The expression of ${ownerOf(place)} reads "$steps.${variable.field}", ${complaint}`;
      yield { ...whereIn(place, variable.offset), message, related: [variable.field] };
    }
  },
};

function judge(examination: Examination, node: ExaminedNode | undefined, id: string): string | undefined {
  const step = examination.byId.get(id);
  if (step === undefined) {
    const renamed = examination.nodes.find((other) => other.node.was?.includes(id));
    if (renamed !== undefined) return `which is now called "${renamed.id}". Write $steps.${renamed.id}.`;
    return 'but no node has that id. Correct the id.';
  }
  if (node === undefined || node.manifest?.kind === 'trigger') {
    return 'but no step has run yet when it is evaluated. Read the data of the trigger instead.';
  }
  if (standsBefore(step, node)) return undefined;
  if (step.id === node.id) return 'which is the result of the node itself. Read its input instead.';
  if (step.scope !== undefined && !isInside(node, step.scope)) {
    return `but ${step.label} stands inside ${step.scope.label}. Read the output of that scope instead.`;
  }
  return `but no path leads from ${step.label} to it. Connect the two, or read something earlier.`;
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
