import type { Flow, FlowNode } from '#flow/flow.ts';
import { besideCard, openPortOf, openQuickAddAt } from '../canvas/actions/add.ts';
import { disconnectSteps, outcomesOf, pickTarget } from '../canvas/actions/connect.ts';
import { choose, useBoard } from '../canvas/board.ts';
import { bringIntoView, canvasRoot } from '../canvas/camera.ts';
import { type AddPlace, useCanvasState } from '../canvas/canvas-state.ts';
import { isFrame } from '../canvas/geometry.ts';
import { moveNodes } from '../canvas/gestures/move-into.ts';
import { presentDocument } from '../document/document.ts';
import { findNode, nodesOf } from '../document/find-node.ts';
import { enter, selectEdge, useView } from '../document/view.ts';
import type { OutlineItem } from './build-outline.ts';

/** Selects what a row stands for, here and on the canvas; steps elsewhere than what is drilled into are gone to. */
export function chooseItems(items: readonly OutlineItem[]): void {
  const [only] = items;
  if (items.length === 1 && only?.kind === 'link') {
    lookAt(only.from);
    selectEdge({ from: only.from, port: only.port, to: only.to });
    return;
  }
  const ids = items.flatMap((item) => idsOf(item));
  const [first] = ids;
  if (first !== undefined) lookAt(first);
  choose(ids);
  if (first !== undefined && ids.length === 1) bringIntoView(first);
}

/** What is selected by a row that stands for more than itself. */
function idsOf(item: OutlineItem): readonly string[] {
  switch (item.kind) {
    case 'step':
    case 'note':
      return [item.id];
    case 'outcome':
    case 'link':
      return [item.from];
    case 'undo':
      return [item.scope];
    case 'notes':
      return [];
  }
}

/** Drills out as far as needed to have a step on the canvas. */
function lookAt(id: string): void {
  const { flow } = presentDocument();
  const around = flow === undefined ? undefined : nodesOf(flow).get(id)?.inside;
  const { inside } = useView.getState();
  if (around === undefined || inside.every((scope, index) => around[index] === scope)) return;
  const common = inside.findIndex((scope, index) => around[index] !== scope);
  enter(inside.slice(0, Math.max(0, common)));
}

/** Opens the list of step types for what follows a row. */
export function addBehind(item: OutlineItem): void {
  switch (item.kind) {
    case 'step': {
      const port = openPortOf(item.id) ?? outcomesOf(item.id)[0];
      openList(item.id, port === undefined ? {} : { after: { node: item.id, port } });
      return;
    }
    case 'outcome':
      addOnOutcome(item.from, item.port);
      return;
    case 'link':
      openList(item.from, { onEdge: { from: item.from, port: item.port, to: item.to } });
      return;
    case 'undo':
      openList(item.scope, { container: { scope: item.scope, list: 'compensations' } });
      return;
    case 'note':
    case 'notes':
      openList(undefined, {});
  }
}

/** Opens the list of step types for an outcome: behind it where it is open, in between where it leads somewhere. */
export function addOnOutcome(from: string, port: string): void {
  const [to] = targetsOf(from, port);
  openList(from, to === undefined ? { after: { node: from, port } } : { onEdge: { from, port, to } });
}

/** Opens the list of step types for the inside of a scope. */
export function addInside(scope: string): void {
  openList(scope, { container: { scope, list: 'body' } });
}

/** Opens the list of steps a row can be connected to. */
export function connectFrom(item: OutlineItem): void {
  const [from] = idsOf(item);
  if (from === undefined || item.kind === 'note') return;
  choose([from]);
  pickTarget();
}

/** Removes one edge. */
export function removeEdge(from: string, port: string, to: string): void {
  disconnectSteps({ from, port, to });
}

/** The steps an outcome leads to. */
export function targetsOf(from: string, port: string): readonly string[] {
  const node = findNode(presentDocument().flow, from);
  return node?.next?.ports.find((edges) => edges.port === port)?.targets ?? [];
}

/** Places the selected steps can move to: scopes of the flow they are not in yet, and the flow itself as undefined. */
export function movePlaces(flow: Flow, ids: readonly string[]): readonly (FlowNode | undefined)[] {
  const index = nodesOf(flow);
  const moving = new Set(ids);
  const [first] = ids;
  const home = first === undefined ? undefined : index.get(first)?.inside.at(-1);
  const scopes = [...index.values()].filter(
    ({ node, inside }) =>
      isFrame(node) && node.id !== home && !moving.has(node.id) && !inside.some((scope) => moving.has(scope)),
  );
  return [...(home === undefined ? [] : [undefined]), ...scopes.map(({ node }) => node)];
}

/** Moves steps into a scope, or out into the flow itself. */
export function moveTo(ids: readonly string[], scope: string | undefined): void {
  // A place is told by what is looked at; the flow itself is looked at from the outside.
  if (scope === undefined && useView.getState().inside.length > 0) enter([]);
  requestAnimationFrame(() => {
    const moving = useBoard.getState().nodes.filter((node) => ids.includes(node.id));
    if (moving.length > 0 && moveNodes(moving, scope)) choose(ids);
  });
}

function openList(near: string | undefined, place: AddPlace): void {
  openQuickAddAt(near === undefined ? { x: 280, y: 160 } : besideCard(near), place);
}

/**
 * Calls back once a list that was opened from a row is closed again without the focus having gone elsewhere on purpose,
 * as to the form of a step that was added. Returns what ends the watch.
 */
export function whenListCloses(giveBack: () => void): () => void {
  let wasOpen = false;
  return useCanvasState.subscribe(({ quickAdd, picking }) => {
    const isOpen = quickAdd !== undefined || picking !== undefined;
    if (wasOpen && !isOpen) {
      setTimeout(() => {
        const { activeElement } = document;
        if (activeElement === document.body || activeElement === canvasRoot()) giveBack();
      }, 120);
    }
    wasOpen = isOpen;
  });
}
