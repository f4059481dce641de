import type { JsonText } from '../json.ts';
import type { Plan, PlanBody, PlanNode } from '../plan/plan.ts';

/** How a step of a frame ended, resolved: what its delivered edges carry is always there. */
export type Outcome = {
  /** Ports fired; empty where it was skipped, or failed with nowhere to go. */
  readonly ports: readonly string[];
  readonly output: JsonText;
  /** What `$steps.<id>` shows, where it is not the output. */
  readonly learned?: JsonText;
  readonly skipped?: true;
};

/** One edge that delivered. */
export type Delivery = { readonly from: string; readonly input: JsonText };

/** Where a node stands: waiting for edges, dead, or startable with what was delivered. */
export type Readiness =
  | { readonly is: 'pending' }
  | { readonly is: 'skipped' }
  | { readonly is: 'ready'; readonly deliveries: readonly Delivery[] };

const pending: Readiness = { is: 'pending' };
const skipped: Readiness = { is: 'skipped' };

/**
 * The settling rule: a node starts when all its incoming edges have settled and at least one delivered; when all are
 * dead it is skipped. An end starts at its first delivered edge.
 *
 * @param entryInput what a node without incoming edges receives: the frame's input
 */
export function readiness(node: PlanNode, outcomes: ReadonlyMap<string, Outcome>, entryInput: JsonText): Readiness {
  if (node.incoming.length === 0) {
    return { is: 'ready', deliveries: [{ from: '', input: entryInput }] };
  }
  const deliveries: Delivery[] = [];
  let open = false;
  for (const edge of node.incoming) {
    const outcome = outcomes.get(edge.from);
    if (outcome === undefined) open = true;
    else if (outcome.ports.includes(edge.port)) deliveries.push({ from: edge.from, input: outcome.output });
  }
  if (deliveries.length > 0 && (!open || node.kind === 'end')) return { is: 'ready', deliveries };
  return open ? pending : skipped;
}

/**
 * The input of a node: what was delivered; for a merge of several an object by source, so that whatever handles its
 * failure has all of it; for an end the first in the order of its edges.
 */
export function inputOf(node: PlanNode, deliveries: readonly Delivery[]): JsonText {
  const first = deliveries[0];
  if (first === undefined) throw new Error('A node was started without a delivered edge.');
  if (deliveries.length === 1 || node.kind !== 'pure' || !node.joins) return first.input;
  const bySource = new Map(deliveries.map(({ from, input }) => [from, input]));
  // Assembled from JSON texts, so the whole is JSON text.
  return `{${[...bySource].map(([from, input]) => `${JSON.stringify(from)}:${input}`).join(',')}}` as JsonText;
}

/** The outcome of a node all of whose edges are dead. */
export const skippedOutcome: Outcome = { ports: [], output: 'null' as JsonText, skipped: true };

/** What a failing step does: take its wired error port, go on as optional, or let the failure escape. */
export function failureRoute(node: PlanNode): 'error-port' | 'optional' | 'escapes' {
  if ((node.next.error?.length ?? 0) > 0) return 'error-port';
  return node.optional ? 'optional' : 'escapes';
}

/** The trigger that fired delivers the event; its siblings are dead. */
export function triggerOutcome(node: PlanNode, fired: string | undefined, input: JsonText): Outcome {
  return node.id === fired ? { ports: [node.ports[0] ?? 'out'], output: input } : skippedOutcome;
}

/** The graph a frame runs: the flow's root, or the body of a scope. */
export function bodyOf(plan: Plan, scope: string): PlanBody {
  const body = scope === '' ? plan.root : plan.nodes[scope]?.body;
  if (body === undefined) throw new Error(`The plan has no body for scope "${scope}".`);
  return body;
}

/** A node of the plan that must be there. */
export function nodeOf(plan: Plan, id: string): PlanNode {
  const node = plan.nodes[id];
  if (node === undefined) throw new Error(`The plan lost node "${id}".`);
  return node;
}
