import type { FlowNode } from '../flow.ts';
import type { NodeManifest } from '../node-type/manifest.ts';
import type { Problem } from '../problem.ts';

/** How sentences name a step: by its name, else by its id. */
export function labelOf(node: FlowNode): string {
  return `"${node.name ?? node.id}"`;
}

/** A step somebody named that is not in the flow. */
export function unknownStep(id: string): Problem {
  const message = `This flow has no step "${id}"; choose one of its steps.`;
  return { code: 'edit/unknown-step', message, node: id };
}

/** A type somebody named that the catalogue does not have. */
export function unknownType(type: string): Problem {
  const message = `There is no step type "${type}" in this installation; choose one of the palette.`;
  return { code: 'edit/unknown-type', message };
}

/** A step that was asked for an outcome it does not have. */
export function unknownOutcome(node: FlowNode, port: string, ports: readonly string[]): Problem {
  if (ports.length === 0) return noOutcomeYet(node);
  const known = ports.map((name) => `"${name}"`).join(', ');
  const message = `${labelOf(node)} has no outcome "${port}"; its outcomes are ${known}. Choose one of them.`;
  return { code: 'edit/unknown-outcome', message, node: node.id };
}

/** A step whose settings do not tell its outcomes yet. */
export function noOutcomeYet(node: FlowNode): Problem {
  const message = `${labelOf(node)} has no outcome yet; fill in the settings that make its outcomes first.`;
  return { code: 'edit/no-outcome-yet', message, node: node.id };
}

/** An end that was asked to go on. */
export function nothingFollows(node: FlowNode): Problem {
  const message = `${labelOf(node)} ends the run, so nothing can follow it. Connect the step in front of it instead.`;
  return { code: 'edit/nothing-follows', message, node: node.id };
}

/** A trigger something should lead into. */
export function triggerHasNoInput(node: FlowNode): Problem {
  const message = `${labelOf(node)} starts runs and takes no input. Connect the step behind it instead.`;
  return { code: 'edit/trigger-has-no-input', message, node: node.id };
}

/** An undo step that was asked for connections. */
export function undoHasNoEdges(node: FlowNode): Problem {
  const message = `${labelOf(node)} is an undo step; All or undo starts it by itself, so it has no connections.`;
  return { code: 'edit/undo-has-no-edges', message, node: node.id };
}

/** A connection somebody named that is not there. */
export function noSuchEdge(node: FlowNode, port: string, to: string): Problem {
  const message = `Outcome "${port}" of ${labelOf(node)} does not lead to "${to}". Choose one of its connections.`;
  return { code: 'edit/no-such-edge', message, node: node.id };
}

/** Why a type cannot stand inside a scope, or undefined where it can. */
export function insideProblem(manifest: NodeManifest | undefined, scope: FlowNode): Problem | undefined {
  const { kind, type, title } = manifest ?? {};
  if (kind !== 'trigger' && type !== 'respond') return undefined;
  const why = type === 'respond' ? 'answers the caller once' : 'starts runs';
  const message = `${title} ${why}, so it cannot stand inside ${labelOf(scope)}. Put it into the flow itself.`;
  return { code: 'edit/not-inside', message, node: scope.id };
}
