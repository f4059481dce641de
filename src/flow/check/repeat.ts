import type { Examination, ExaminedNode } from './examination.ts';
import { isWrite } from './examination.ts';

/**
 * True when sending the node's write again could make its effect happen twice; undefined when that depends on a
 * connection nobody told us about. A keyed write is as safe as its target's memory for keys, which the connection
 * states: without it the engine repeats nothing either.
 */
export function isUnsafeToRepeat(node: ExaminedNode, { context }: Examination): boolean | undefined {
  if (!isWrite(node)) return false;
  const safety = operationSafety(node, context.connectionKinds) ?? node.safety;
  if (safety === 'ask') return true;
  if (safety !== 'keyed' || node.manifest?.connection === undefined) return false;
  const { connection: id } = node.node.config;
  const connection = typeof id === 'string' ? context.connections?.get(id) : undefined;
  return connection === undefined ? undefined : connection.idempotency === undefined;
}

function operationSafety(node: ExaminedNode, kinds: Examination['context']['connectionKinds']): string | undefined {
  const { operation } = node.node.config;
  const facts = kinds?.get(node.manifest?.connection ?? '')?.operations;
  return facts?.find((fact) => fact.operation === operation)?.safety;
}
