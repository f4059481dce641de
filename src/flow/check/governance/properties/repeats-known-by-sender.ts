import { everySyntaxNode } from '../../../expression/walk-syntax.ts';
import { isJsonObject } from '../../../json.ts';
import { readExpression, type SyntaxNode } from '../../read-expression.ts';
import type { StepProperty } from '../view.ts';

/** Variables that differ for every call, whatever the sender sent. */
const newEachTime: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'uuid', 'run']);

/** Headers that proxies and senders make anew for every attempt. */
const perAttempt = /\b(x-request-id|x-correlation-id|x-amzn-trace-id|traceparent|date)\b/i;

/** What makes two calls the same event comes from the event: not from the moment, and not from nowhere. */
export const repeatsKnownBySender: StepProperty = {
  name: 'repeats-known-by-sender',
  says: 'The key by which repeats are known reads the event, and nothing that is new with every call.',
  ask({ type, node, path }) {
    const [key, place] =
      type === 'webhook' && isJsonObject(node.config.dedupe)
        ? [node.config.dedupe.key, 'config.dedupe.key']
        : [type === 'dedupe' ? node.config.key : undefined, 'config.key'];
    if (typeof key !== 'string') return true;
    const read = readExpression(key);
    if (!read.ok) return true;
    const used = read.variables.find(({ name, field }) => newEachTime.has(name) || field === 'receivedAt');
    if (used !== undefined) return { path: `${path}.${place}`, detail: sayVariable(used) };
    const header = perAttempt.exec(key)?.[0];
    if (header !== undefined && key.includes('headers')) return { path: `${path}.${place}`, detail: `"${header}"` };
    return readsSomething(read.tree) || { path: `${path}.${place}`, detail: 'a fixed text' };
  },
};

function sayVariable({ name, field }: { readonly name: string; readonly field: string | undefined }): string {
  return `"$${name}${field === undefined ? '' : `.${field}`}"`;
}

/** True where some field or the data itself is read. */
function readsSomething(tree: SyntaxNode): boolean {
  for (const { type, value } of everySyntaxNode(tree)) {
    if (type === 'name' || (type === 'variable' && value === '')) return true;
  }
  return false;
}
