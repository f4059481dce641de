import { reachesSome } from '../../../graph/reach.ts';
import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
import { isWrite } from '../../examination.ts';
import { failingPorts } from '../failing-ports.ts';
import { innerOf } from '../selector.ts';
import type { FlowProperty, View, Violation } from '../view.ts';

/** Ends that keep the event: both leave it with an owner, who can look at it and replay it. */
const keeping: ReadonlySet<string> = new Set(['dead-letter', 'fail']);

/** Scopes whose body hands the event on to what follows them. */
const handsOn: ReadonlySet<string> = new Set(['try', 'retry', 'saga']);

/** Whatever goes wrong with an event, it is kept for somebody, or the work is done another way. */
export const failuresSetAside: FlowProperty = {
  name: 'failures-set-aside',
  says: 'Every failing outcome leads to Set aside or Fail on all ways, rejoins the work it stood in for, or is left to the default, which needs an owner.',
  *ask(view) {
    const { flow, bodies, nodes } = view.examination;
    for (const body of bodies) {
      for (const node of body.nodes) yield* findLosses(node, body, view);
    }
    if (flow.owner !== undefined) return;
    const loose = nodes.find(
      ({ manifest, isUndo, node }) => manifest?.fails === true && !isUndo && !targetsOf(node, 'error'),
    );
    if (loose !== undefined) yield { node: loose, path: `${loose.path}.next.error`, detail: '"error"' };
  },
};

function* findLosses(node: ExaminedNode, body: ExaminedBody, view: View): Generator<Violation> {
  const index = body.graph.indexOf.get(node.id);
  if (index === undefined) return;
  const isWork = changesSomething(node, view);
  // Most failures lead straight to where the event is kept; the ways of the others are followed.
  const followed = (body.graph.outgoing[index] ?? []).filter(
    ({ port, to }) => isFailing(node, port) && !keeping.has(body.nodes[to]?.type ?? ''),
  );
  const isAlone = isWork || node.type === 'validate' || followed.length === 0;
  const normal = isAlone ? new Set<number>() : reachableWell(body, index);
  for (const { port, to } of followed) {
    if (!losesEvent(to, { body, normal, isWork, view })) continue;
    const edge = { from: node.id, port, to: body.graph.ids[to] ?? '' };
    yield { node, edge, path: `${node.path}.next.${port}`, detail: `"${port}"`, related: [edge.to] };
  }
  const { onItemError } = node.node.config;
  const drawn = (body.graph.outgoing[index] ?? []).filter(({ port }) => !isFailing(node, port));
  if (node.type !== 'each' || onItemError !== 'collect' || !isWork) return;
  if (!drawn.some(({ to }) => reachesKeeping(body, to))) {
    yield { node, path: `${node.path}.config.onItemError`, detail: '"done"' };
  }
}

type Search = {
  readonly body: ExaminedBody;
  /** Steps the event would have come to anyway. */
  readonly normal: ReadonlySet<number>;
  /** True where something was to be changed: going on as if it had been is a loss. */
  readonly isWork: boolean;
  readonly view: View;
};

/** True where some way from a step ends without keeping the event or doing the work otherwise. */
function losesEvent(start: number, { body, normal, isWork, view }: Search): boolean {
  const seen = new Set<number>();
  const open = [start];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const node = body.nodes[here];
    if (node === undefined || seen.has(here) || normal.has(here)) continue;
    seen.add(here);
    if (keeping.has(node.type) || (isWork && changesSomething(node, view))) continue;
    const onward = (body.graph.outgoing[here] ?? []).filter(({ port }) => !isFailing(node, port));
    if (onward.length === 0 && !goesOnOutside(body, isWork)) return true;
    // Failures of these steps are looked at where they stand.
    open.push(...onward.map(({ to }) => to));
  }
  return false;
}

/** A body that ends hands the event to what follows its scope; a list takes the item for done. */
function goesOnOutside({ scope }: ExaminedBody, isWork: boolean): boolean {
  if (scope === undefined || isWork || !handsOn.has(scope.type)) return false;
  return (scope.node.next?.ports ?? []).some(({ port, targets }) => port === 'done' && targets.length > 0);
}

/** Steps behind the outcomes that are no failures. */
function reachableWell(body: ExaminedBody, start: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [start];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    const node = body.nodes[here];
    if (node === undefined) continue;
    for (const { port, to } of body.graph.outgoing[here] ?? []) {
      if (seen.has(to) || isFailing(node, port)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

function reachesKeeping({ graph, nodes }: ExaminedBody, start: number): boolean {
  return reachesSome(graph, [start], (index) => keeping.has(nodes[index]?.type ?? ''));
}

/** Outcomes a person drew for what goes wrong; those of a "If something fails" are its failures by kind. */
function isFailing({ type, ports }: ExaminedNode, port: string): boolean {
  if (port === 'invalid') return type === 'validate';
  return failingPorts.has(port) || (type === 'try' && port !== 'done' && (ports ?? []).includes(port));
}

/** A step, or a scope around one, that changes another system; telling people is no such change. */
function changesSomething(node: ExaminedNode, view: View): boolean {
  return [node, ...innerOf(node, view)].some(
    (one) => isWrite(one) && !one.isUndo && one.type !== 'notify' && one.type !== 'respond',
  );
}

function targetsOf({ next }: ExaminedNode['node'], wanted: string): boolean {
  return (next?.ports ?? []).some(({ port, targets }) => port === wanted && targets.length > 0);
}
