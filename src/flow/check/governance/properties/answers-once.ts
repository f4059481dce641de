import { findCollisions } from '../../../graph/collide.ts';
import { buildGraph, idAt } from '../../../graph/graph.ts';
import { isJsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import { startsOf } from '../passage.ts';
import type { FlowProperty, View, Violation } from '../view.ts';

/** A caller hears the first answer only; which one that is must not be left to chance. */
export const answersOnce: FlowProperty = {
  name: 'answers-once',
  says: 'No run can pass two Responds, neither one behind the other nor side by side.',
  *ask(view) {
    yield* findSecondAnswers(view);
  },
};

/** No step has this name: ids begin with a letter. */
const caller = '$caller';

/** Two answers of one run, found as two ways to the caller that one run can both take. */
function* findSecondAnswers({ examination: { root } }: View): Generator<Violation> {
  const nodes = root.nodes.map(({ node, type }) => {
    if (type !== 'respond') return node;
    const ports = (node.next?.ports ?? []).map((edges) =>
      edges.port === 'done' ? { ...edges, targets: [...edges.targets, caller] } : edges,
    );
    const given = ports.some(({ port }) => port === 'done') ? [] : [{ port: 'done', targets: [caller], list: false }];
    return { ...node, next: { short: false, ports: [...ports, ...given] } };
  });
  const byId = new Map(root.nodes.map((node) => [node.id, node] as const));
  const collisions = findCollisions(buildGraph([...nodes, { id: caller, type: 'caller@1', config: {} }]), {
    mayFireTogether: (id, port, other) => mayFireTogether(byId.get(id), port, other),
    starts: startsOf(root).map((index) => idAt(root.graph, index)),
    startsTogether: false,
    mustBeAlone: (id) => id === caller,
  });
  for (const { paths } of collisions) {
    const ways = paths.map((path) => path.filter(({ node }) => node !== caller));
    const [first, second] = ways.map((way) => byId.get(way.at(-1)?.node ?? ''));
    // Where one answer follows the other, the later one is too much.
    const isFirstLater = ways[0]?.some(({ node }) => node === second?.id) === true;
    const [late, early] = isFirstLater ? [first, second] : [second, first];
    if (late === undefined || early === undefined) continue;
    yield { node: late, path: late.path, detail: early.label, paths: ways, related: [early.id] };
  }
}

/** Cases of a branch that takes all of them may come up together; its otherwise, and a failure, comes up alone. */
function mayFireTogether(node: ExaminedNode | undefined, port: string, other: string): boolean {
  if (port === other) return true;
  const { mode, cases } = node?.node.config ?? {};
  if (mode !== 'all' || !Array.isArray(cases)) return false;
  const isCase = (name: string) => cases.some((item) => isJsonObject(item) && item.port === name);
  return isCase(port) && isCase(other);
}
