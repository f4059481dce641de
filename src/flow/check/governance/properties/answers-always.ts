import type { PathStep } from '../../../graph/collide.ts';
import { isAcyclic } from '../../../graph/graph.ts';
import type { ExaminedNode } from '../../examination.ts';
import { startsOf } from '../passage.ts';
import type { FlowProperty, View, Violation } from '../view.ts';

/** A run that ends without an answer is told to its caller as a success without content, which reads like a yes. */
export const answersAlways: FlowProperty = {
  name: 'answers-always',
  says: 'Every way that is drawn passes a Respond. Failures that are not drawn are left aside.',
  *ask(view) {
    if (isAcyclic(view.examination.root.graph)) yield* findSilences(view);
  },
};

/** Ends of ways on which nothing answers, each once. */
function* findSilences(view: View): Generator<Violation> {
  const { root } = view.examination;
  const answered = answeredIn(view);
  const seen = new Set<number>();
  const open = startsOf(root).map((index): readonly [number, readonly PathStep[]] => [index, []]);
  for (const [index, way] of open) {
    const node = root.nodes[index];
    if (node === undefined || answered.has(index) || seen.has(index)) continue;
    seen.add(index);
    for (const { port, targets } of outcomesOf(index, view)) {
      if (targets.some((to) => answered.has(to))) continue;
      const here: PathStep = port === undefined ? { node: node.id } : { node: node.id, port };
      // Of ways that run side by side one is enough, and it is asked of the one that comes closest.
      const [next] = [...targets].sort((one, other) => Number(leads(other, view)) - Number(leads(one, view)));
      if (next !== undefined) open.push([next, [...way, here]]);
      else yield silence(node, port, [...way, { node: node.id }]);
    }
  }
}

function silence(node: ExaminedNode, port: string | undefined, way: readonly PathStep[]): Violation {
  const related = way.map((step) => step.node).filter((id) => id !== node.id);
  const path = port === undefined ? node.path : `${node.path}.next.${port}`;
  const detail = port === undefined ? {} : { detail: `by "${port}"` };
  return { node, path, ...detail, paths: [way], related };
}

/** Steps behind which an answer is sure, whichever way is taken. */
function answeredIn(view: View): ReadonlySet<number> {
  const { root } = view.examination;
  const answered = new Set<number>();
  for (const index of [...root.graph.order].reverse()) {
    const isAnswer = root.nodes[index]?.type === 'respond';
    const outcomes = outcomesOf(index, view);
    if (isAnswer || outcomes.every(({ targets }) => targets.some((to) => answered.has(to)))) answered.add(index);
  }
  return answered;
}

type Outcome = { readonly port: string | undefined; readonly targets: readonly number[] };

/** How a run can go on from a step; where nothing is drawn, it ends there. */
function outcomesOf(index: number, { examination: { root } }: View): readonly Outcome[] {
  const [node, edges] = [root.nodes[index], root.graph.outgoing[index] ?? []];
  if (node === undefined || edges.length === 0) return [{ port: undefined, targets: [] }];
  const drawn = new Set(edges.map(({ port }) => port));
  const own = (node.ports ?? []).filter((port) => drawn.has(port) || !isSilent(node, port));
  return [...new Set([...own, ...drawn])].map((port) => ({
    port,
    targets: edges.filter((edge) => edge.port === port).map(({ to }) => to),
  }));
}

/** Retries that are used up fail like any other step where nothing is drawn; a wait without a limit has no late end. */
function isSilent({ type }: ExaminedNode, port: string): boolean {
  return (type === 'retry' && port === 'exhausted') || (type === 'wait' && port === 'timeout');
}

function leads(start: number, { examination: { root } }: View): boolean {
  const seen = new Set<number>([start]);
  for (const index of seen) {
    if (root.nodes[index]?.type === 'respond') return true;
    for (const { to } of root.graph.outgoing[index] ?? []) seen.add(to);
  }
  return false;
}
