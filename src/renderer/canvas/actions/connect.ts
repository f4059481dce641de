import { applyEdit } from '#flow/edit/edit.ts';
import { explainConnect, legalTargets } from '#flow/edit/explain-connect.ts';
import type { Flow } from '#flow/flow.ts';
import { errorPort, portsOf } from '#flow/text/ports.ts';
import { catalogue, manifestOf } from '../../document/catalogue.ts';
import { presentDocument } from '../../document/document.ts';
import { edit } from '../../document/edit.ts';
import { bodyOf, findNode, nodesOf } from '../../document/find-node.ts';
import { type EdgeId, select, selectEdge, useView } from '../../document/view.ts';
import { selectedSteps } from '../board.ts';
import { type Drawing, setCanvasState } from '../canvas-state.ts';
import { besideCard } from './add.ts';
import { tellDone, tellProblems } from './tell.ts';

/** Draws an edge; true when it was allowed. */
export function connectSteps(edge: EdgeId): boolean {
  const problems = edit({ edit: 'connect', arguments: { from: edge.from, port: edge.port, to: edge.to } });
  if (tellProblems(problems)) return false;
  tellDone('told.connected', namesOf(edge));
  return true;
}

/** Removes an edge. */
export function disconnectSteps(edge: EdgeId): void {
  const names = namesOf(edge);
  if (tellProblems(edit({ edit: 'disconnect', arguments: { from: edge.from, port: edge.port, to: edge.to } }))) return;
  if (useView.getState().edge !== undefined) select([edge.from]);
  tellDone('told.disconnected', names);
}

/** Moves an end of an edge, or both; true when it was allowed. */
export function reconnectSteps(edge: EdgeId, next: EdgeId): boolean {
  if (edge.from === next.from && edge.port === next.port && edge.to === next.to) return true;
  const given = { from: edge.from, port: edge.port, to: edge.to };
  const ends = { newFrom: next.from, newPort: next.port, newTo: next.to };
  if (tellProblems(edit({ edit: 'reconnect', arguments: { ...given, ...ends } }))) return false;
  tellDone('told.connected', namesOf(next));
  selectEdge(next);
  return true;
}

/** The outcomes of a step an edge may leave by, the error outcome last. */
export function outcomesOf(id: string): readonly string[] {
  const node = findNode(presentDocument().flow, id);
  return node === undefined ? [] : portsOf(manifestOf(node), node.config);
}

/** Every step an edge from an outcome may lead to. */
export function targetsFor(from: string, port: string): ReadonlySet<string> {
  const { flow } = presentDocument();
  return flow === undefined ? new Set() : legalTargets(flow, { from, port }, catalogue);
}

/** Why an edge cannot be drawn, in a sentence; undefined where it can. */
export function whyNot(edge: EdgeId, moved?: EdgeId): string | undefined {
  const { flow } = presentDocument();
  if (flow === undefined) return undefined;
  return explainConnect(moved === undefined ? flow : without(flow, moved), edge, catalogue)?.message;
}

/** What is known while one end of an edge is dragged. */
export function drawingOf(
  fixed: { readonly from: string; readonly port: string } | { readonly to: string },
  moved?: EdgeId,
): Drawing | undefined {
  const { flow } = presentDocument();
  if (flow === undefined) return undefined;
  const base = moved === undefined ? flow : without(flow, moved);
  const extra = moved === undefined ? {} : { moved };
  if ('from' in fixed) return { loose: 'to', ...fixed, legal: legalTargets(base, fixed, catalogue), ...extra };
  return { loose: 'from', to: fixed.to, legal: legalSources(base, fixed.to), ...extra };
}

function legalSources(flow: Flow, to: string): ReadonlySet<string> {
  const inside = nodesOf(flow).get(to)?.inside ?? [];
  const legal = bodyOf(flow, inside).filter((node) =>
    portsOf(manifestOf(node), node.config).some(
      (port) => explainConnect(flow, { from: node.id, port, to }, catalogue) === undefined,
    ),
  );
  return new Set(legal.map(({ id }) => id));
}

function without(flow: Flow, { from, port, to }: EdgeId): Flow {
  const removed = applyEdit(flow, { edit: 'disconnect', arguments: { from, port, to } }, catalogue);
  return removed.ok ? removed.value : flow;
}

/** Opens the list of steps the selected one can be connected to. */
export function pickTarget(): void {
  const [from] = selectedSteps();
  if (from === undefined) return;
  setCanvasState({ picking: { from, window: besideCard(from) }, menu: undefined });
}

/** Selects the next edge around the selected step or edge, so that every edge can be reached with keys. */
export function stepThroughEdges(by: 1 | -1): void {
  const { flow } = presentDocument();
  const { edge, selection } = useView.getState();
  const around = edge?.from ?? selection.at(-1);
  if (flow === undefined || around === undefined) return;
  const edges = edgesAround(flow, around);
  const at = edge === undefined ? -1 : edges.findIndex((one) => isSame(one, edge));
  const next = edges.at((at + by + (at < 0 && by < 0 ? 1 : 0) + edges.length) % Math.max(1, edges.length));
  if (next === undefined) return;
  selectEdge(next);
  tellDone('told.edge', namesOf(next));
}

function edgesAround(flow: Flow, id: string): readonly EdgeId[] {
  const own = nodesOf(flow).get(id)?.node.next?.ports ?? [];
  return own.flatMap(({ port, targets }) => targets.map((to) => ({ from: id, port, to })));
}

function isSame(one: EdgeId, other: EdgeId): boolean {
  return one.from === other.from && one.port === other.port && one.to === other.to;
}

/** Names of both ends, for sentences. */
export function namesOf({ from, port, to }: EdgeId): {
  readonly from: string;
  readonly port: string;
  readonly to: string;
} {
  const { flow } = presentDocument();
  const name = (id: string) => findNode(flow, id)?.name ?? id;
  return { from: name(from), port, to: name(to) };
}

/** True for the outcome failures leave by. */
export function isErrorPort(port: string): boolean {
  return port === errorPort;
}
