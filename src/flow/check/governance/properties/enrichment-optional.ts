import type { Edit } from '../../../edit/edit.ts';
import type { ExaminedNode } from '../../examination.ts';
import { scopesOf } from '../scopes-of.ts';
import { stepsBehind } from '../steps-behind.ts';
import type { FlowProperty, View } from '../view.ts';

/** Steps whose use of a result decides nothing: people read it, and the work goes on without. */
const lookers: ReadonlySet<string> = new Set(['approval', 'notify', 'milestone', 'report', 'dead-letter', 'fail']);

/** An order waits for no system whose answer it does not need. */
export const enrichmentOptional: FlowProperty = {
  name: 'enrichment-optional',
  says: 'A read before "All or undo" whose result only people look at is optional with a fallback, or its failure leads on.',
  *ask(view) {
    for (const node of view.examination.nodes) {
      if (!isEnrichment(node, view) || isOptional(node.node) || goesOnAnyway(node, view)) continue;
      const edit = (key: 'fallback' | 'importance', value: Record<string, never> | string): Edit => ({
        edit: 'set-node',
        arguments: { node: node.id, key, value },
      });
      const edits = node.node.fallback === undefined ? [edit('fallback', {})] : [];
      const fix = { title: 'Go on without it', edits: [...edits, edit('importance', 'optional')] };
      yield { node, path: `${node.path}.importance`, fix };
    }
  },
};

function isOptional({ importance, fallback }: ExaminedNode['node']): boolean {
  return importance === 'optional' && fallback !== undefined;
}

/** Without `into` the answer is all that goes on, so everything behind needs it. */
function isEnrichment(node: ExaminedNode, view: View): boolean {
  const { into } = node.node;
  const isRead = node.manifest?.kind === 'effect' && node.effect === 'read' && node.manifest.connection !== undefined;
  if (!isRead || node.isUndo || into === undefined) return false;
  if (scopesOf(node).some(({ type }) => type === 'saga')) return false;
  const behind = [...stepsBehind(node, view.examination)];
  if (!behind.some(({ type }) => type === 'saga')) return false;
  const named = new RegExp(`\\b(?:${into}|${node.id})\\b`, 'u');
  return !behind.some(
    (one) => !lookers.has(one.type) && named.test(JSON.stringify([one.node.config, one.node.key ?? ''])),
  );
}

/** Its failure, or that of a scope around it, is drawn to a way that leads to the work. */
function goesOnAnyway(node: ExaminedNode, view: View): boolean {
  return [node, ...scopesOf(node)].some((one) => {
    const ports = (one.node.next?.ports ?? []).map(({ port }) => port).filter((port) => port !== one.ports?.[0]);
    if (ports.length === 0) return false;
    return [...stepsBehind(one, view.examination, { ports })].some(({ type }) => type === 'saga');
  });
}
