import type { PathStep } from '../../graph/collide.ts';
import { type GraphEdge, idAt } from '../../graph/graph.ts';
import { isJsonObject } from '../../json.ts';
import type { Gate } from '../../template/template.ts';
import type { ExaminedBody, ExaminedNode } from '../examination.ts';
import { failingPorts } from './failing-ports.ts';
import { limitPorts } from './limit-ports.ts';
import { fits } from './selector.ts';
import type { View } from './view.ts';

/**
 * Answers which ways go past a set of gates. A way *passes* a gate when it goes through a step that fits it, and,
 * where the gate names outcomes, leaves the step by one of them. A scope is passed like a gate when every way
 * through its body passes one; leaving it by a failure proves nothing.
 */
export type Passage = {
  /** A way from a start of the flow to a step that passes no gate; undefined where there is none. */
  readonly wayTo: (target: ExaminedNode) => readonly PathStep[] | undefined;
  /** A way from one step to another, in one body or into bodies inside it, that passes no gate. */
  readonly wayBetween: (from: ExaminedNode, target: ExaminedNode) => readonly PathStep[] | undefined;
  /** A way from a step to an end of the flow that passes no gate. `failures` follows failing ways as well. */
  readonly wayOn: (from: ExaminedNode, failures: boolean) => readonly PathStep[] | undefined;
};

/** Prepares the question for some gates; answers about bodies are worked out once. */
export function createPassage(gates: readonly Gate[], view: View): Passage {
  const passable = new Map<ExaminedNode, boolean>();

  /** True where leaving a step by an outcome means that a gate was passed. */
  function isPassed(node: ExaminedNode, port: string): boolean {
    for (const gate of gates) {
      if (!fits(node, gate, view)) continue;
      if (gate.through === undefined || gate.through.some((name) => isThrough(node, port, name, view))) return true;
    }
    return node.node.body !== undefined && !failingPorts.has(port) && !isCatch(node, port) && isClosed(node);
  }

  /** A step that fits a gate without outcomes is passed as soon as it is reached. */
  function isGate(node: ExaminedNode): boolean {
    return gates.some((gate) => gate.through === undefined && fits(node, gate, view));
  }

  function isGateAt(body: ExaminedBody, index: number): boolean {
    const node = body.nodes[index];
    return node !== undefined && isGate(node);
  }

  /** True where nothing gets through a scope's body without passing a gate. */
  function isClosed(scope: ExaminedNode): boolean {
    const known = passable.get(scope);
    if (known !== undefined) return known;
    const body = view.examination.bodies.find((one) => one.scope === scope);
    const isShut = body !== undefined && body.nodes.length > 0 && searchEnd(body, startsOf(body), false) === undefined;
    passable.set(scope, isShut);
    return isShut;
  }

  function search(body: ExaminedBody, from: readonly number[], isTarget: (node: number) => boolean) {
    return explore(body, from, {
      isTarget,
      mayEnter: (node) => !isGate(node) || isTarget(body.graph.indexOf.get(node.id) ?? -1),
      mayLeave: (node, edge) => !isPassed(node, edge.port),
    });
  }

  function searchEnd(body: ExaminedBody, from: readonly number[], failures: boolean) {
    return explore(body, from, {
      isTarget: (index) => isEnd(body, index, failures) && !isGateAt(body, index),
      mayEnter: (node) => !isGate(node),
      mayLeave: (node, edge) => !isPassed(node, edge.port) && (failures || edge.port !== 'error'),
      isOpenEnd: (node) => hasOpenEnd(node, failures) && !firstPassed(node),
    });
  }

  function firstPassed(node: ExaminedNode): boolean {
    const [first] = node.ports ?? [];
    return first !== undefined && isPassed(node, first);
  }

  /** Levels of bodies from the flow down to a step; an undo step counts as its saga. */
  function levelsOf(target: ExaminedNode): readonly ExaminedNode[] {
    const place = target.isUndo && target.scope !== undefined ? target.scope : target;
    const levels = [place];
    for (let scope = place.scope; scope !== undefined; scope = scope.scope) levels.unshift(scope);
    return levels;
  }

  function wayDown(levels: readonly ExaminedNode[]): readonly PathStep[] | undefined {
    const way: PathStep[] = [];
    for (const node of levels) {
      const { body } = node;
      const index = body?.graph.indexOf.get(node.id);
      if (body === undefined || index === undefined) return undefined;
      const part = search(body, startsOf(body), (one) => one === index);
      if (part === undefined) return undefined;
      way.push(...part);
    }
    return way;
  }

  return {
    wayTo: (target) => (isGate(target) ? undefined : wayDown(levelsOf(target))),
    wayBetween(from, target) {
      const levels = levelsOf(target);
      const top = levels.findIndex((node) => node.body === from.body);
      const first = levels[top];
      const [start, end] = [from, first].map((node) => node?.body?.graph.indexOf.get(node.id));
      if (first === undefined || from.body === undefined || start === undefined || end === undefined) return undefined;
      if (start === end || isGate(target)) return undefined;
      const way = search(from.body, [start], (one) => one === end);
      if (way === undefined) return undefined;
      const rest = top === levels.length - 1 ? [] : wayDown(levels.slice(top + 1));
      return rest === undefined ? undefined : [...way, ...rest];
    },
    wayOn(from, failures) {
      for (let node: ExaminedNode | undefined = from; node !== undefined; node = node.scope) {
        const index = node.body?.graph.indexOf.get(node.id);
        if (node.body === undefined || index === undefined) return undefined;
        const way = searchEnd(node.body, [index], failures);
        if (way === undefined) return undefined;
        if (node.scope === undefined) return way;
      }
      return undefined;
    },
  };
}

/** Where a body begins: the triggers of the flow, or what has no way into it inside a scope. */
export function startsOf(body: ExaminedBody): readonly number[] {
  if (body.scope !== undefined) return body.graph.starts;
  return body.graph.starts.filter((index) => (body.nodes[index]?.manifest?.kind ?? 'trigger') === 'trigger');
}

type Walk = {
  readonly isTarget: (index: number) => boolean;
  readonly mayEnter: (node: ExaminedNode) => boolean;
  readonly mayLeave: (node: ExaminedNode, edge: GraphEdge) => boolean;
  /** Steps at which a way ends although edges lead on. */
  readonly isOpenEnd?: (node: ExaminedNode) => boolean;
};

/** Breadth first, so that the way shown is a shortest one. */
function explore(body: ExaminedBody, from: readonly number[], walk: Walk): readonly PathStep[] | undefined {
  const cameBy = new Map<number, GraphEdge | undefined>();
  const open: number[] = [];
  const enter = (index: number, edge: GraphEdge | undefined) => {
    const node = body.nodes[index];
    if (node === undefined || cameBy.has(index)) return;
    if (edge !== undefined && !walk.mayEnter(node)) return;
    cameBy.set(index, edge);
    open.push(index);
  };
  for (const index of from) {
    // A start is entered even where it fits a gate: whether it was passed shows in how it is left.
    enter(index, undefined);
  }
  for (const index of open) {
    const node = body.nodes[index];
    if (node === undefined) continue;
    if (walk.isTarget(index) || walk.isOpenEnd?.(node) === true) return trace(body, cameBy, index);
    for (const edge of body.graph.outgoing[index] ?? []) if (walk.mayLeave(node, edge)) enter(edge.to, edge);
  }
  return undefined;
}

function trace(body: ExaminedBody, cameBy: ReadonlyMap<number, GraphEdge | undefined>, end: number): PathStep[] {
  const way: PathStep[] = [{ node: idAt(body.graph, end) }];
  for (let edge = cameBy.get(end); edge !== undefined; edge = cameBy.get(edge.from)) {
    way.unshift({ node: idAt(body.graph, edge.from), port: edge.port });
  }
  return way;
}

/** True where a way ends: nothing follows. Ends that close the run as failed only count among failures. */
function isEnd(body: ExaminedBody, index: number, failures: boolean): boolean {
  const node = body.nodes[index];
  if (node?.manifest?.kind === 'end') return failures;
  return (body.graph.outgoing[index] ?? []).length === 0;
}

/** True where some outcome of a step leads nowhere; its failure does where none is drawn and failures count. */
function hasOpenEnd({ node, ports, manifest }: ExaminedNode, failures: boolean): boolean {
  const drawn = new Set((node.next?.ports ?? []).filter(({ targets }) => targets.length > 0).map(({ port }) => port));
  if (drawn.size === 0) return false;
  return (
    (ports ?? []).some((port) => !drawn.has(port)) || (failures && manifest?.fails === true && !drawn.has('error'))
  );
}

function isCatch({ node }: ExaminedNode, port: string): boolean {
  const list = node.config.catch;
  return Array.isArray(list) && list.some((item) => isJsonObject(item) && item.port === port);
}

function isThrough(node: ExaminedNode, port: string, name: string, view: View): boolean {
  if (name === '$otherwise') return node.node.config.otherwise === port;
  if (name.startsWith('$below:')) return limitPorts(node, name.slice('$below:'.length), view).below.includes(port);
  return name === port;
}
