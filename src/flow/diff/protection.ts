import type { FlowNode } from '../flow.ts';
import { factOf, type NodeCatalogue } from '../node-type/manifest.ts';
import type { Risk } from './change.ts';
import { manifestOf, typeOf } from './pair-steps.ts';

/** What is lost with a step of a type that protects something. */
const losses: ReadonlyMap<string, string> = new Map([
  ['approval', 'nobody approves there any more'],
  ['dedupe', 'repeats are no longer dropped there'],
  ['dead-letter', 'nothing is set aside there any more'],
  ['redact', 'its fields are no longer hidden'],
  ['validate', 'the data is no longer checked there'],
  ['saga', 'what was done is no longer undone'],
  ['try', 'failures are no longer caught there'],
  ['respond', 'the caller no longer gets this answer'],
]);

/** Types that stand in the way of something: going past them loosens protection. */
const gates: ReadonlySet<string> = new Set(['approval', 'dedupe', 'dead-letter', 'redact', 'validate']);

/** True where a step stands between data and what could go wrong. */
export function isGate(node: FlowNode | undefined): boolean {
  return node !== undefined && gates.has(typeOf(node));
}

/** True where a step changes something outside the run's own records. */
export function isWriting(node: FlowNode, catalogue: NodeCatalogue): boolean {
  const manifest = manifestOf(node, catalogue);
  return manifest !== undefined && manifest.local !== true && factOf(manifest.effect, node.config) === 'write';
}

/** How risky it is that a step is gone, and what went with it; no words where that goes without saying. */
export function lossOf(
  node: FlowNode,
  catalogue: NodeCatalogue,
): { readonly risk: Risk; readonly loss: string | undefined } {
  const loss = losses.get(typeOf(node));
  if (loss !== undefined) return { risk: 'high', loss };
  return { risk: isWriting(node, catalogue) ? 'high' : 'medium', loss: undefined };
}
