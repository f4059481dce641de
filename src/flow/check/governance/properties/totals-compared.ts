import type { PathStep } from '../../../graph/collide.ts';
import type { ExaminedBody, ExaminedNode } from '../../examination.ts';
import { startsOf } from '../passage.ts';
import { innerOf } from '../selector.ts';
import { stepsBehind } from '../steps-behind.ts';
import type { FlowProperty, View } from '../view.ts';

/** How far a way has come: nothing known yet, totals read back, totals found equal or approved. */
type Known = 0 | 1 | 2;

type Search = { readonly create: ExaminedNode; readonly confirm: ExaminedNode; readonly view: View };

/** What the other system made of an order is looked at before anybody is bound by it. */
export const totalsCompared: FlowProperty = {
  name: 'totals-compared',
  says: 'Between creating an order and confirming it its totals are read back and compared, by Reconcile or Branch; what differs is confirmed only when people approve.',
  *ask(view) {
    const steps = view.examination.nodes.filter(({ isUndo }) => !isUndo);
    for (const create of steps.filter(createsOrder)) {
      if (create.node.config.confirm === true) {
        yield { node: create, path: `${create.path}.config.confirm`, values: { create: create.label } };
        continue;
      }
      for (const confirm of steps.filter(confirmsOrder)) {
        const way = findWay({ create, confirm, view });
        if (way === undefined) continue;
        const related = way.map(({ node }) => node).filter((id) => id !== confirm.id);
        yield { node: confirm, values: { create: create.label }, paths: [way], related };
      }
    }
  },
};

function createsOrder({ type, node: { config } }: ExaminedNode): boolean {
  return type === 'odoo' && (config.operation === 'order.create' || isCall(config, 'create'));
}

function confirmsOrder({ type, node: { config } }: ExaminedNode): boolean {
  return type === 'odoo' && (config.operation === 'order.confirm' || isCall(config, 'action_confirm'));
}

function isCall({ model, method }: ExaminedNode['node']['config'], name: string): boolean {
  return model === 'sale.order' && method === name;
}

/** A way from one to the other on which nobody compared anything. */
function findWay(search: Search): readonly PathStep[] | undefined {
  const levels = levelsOf(search.confirm);
  for (let from: ExaminedNode | undefined = search.create; from !== undefined; from = from.scope) {
    const { body } = from;
    const index = body?.graph.indexOf.get(from.id);
    if (body === undefined || index === undefined) return undefined;
    if (levels.some((level) => level.body === body)) return walk(body, [index], 0, search);
  }
  return undefined;
}

function levelsOf(node: ExaminedNode): readonly ExaminedNode[] {
  const levels = [node];
  for (let scope = node.scope; scope !== undefined; scope = scope.scope) levels.unshift(scope);
  return levels;
}

function walk(
  body: ExaminedBody,
  from: readonly number[],
  known: Known,
  search: Search,
): readonly PathStep[] | undefined {
  const levels = levelsOf(search.confirm);
  const seen = new Set<string>();
  const open = from.map((index) => ({ index, known, way: [] as readonly PathStep[], isStart: true }));
  for (const here of open) {
    const node = body.nodes[here.index];
    if (node === undefined || seen.has(`${here.index} ${here.known}`)) continue;
    seen.add(`${here.index} ${here.known}`);
    if (node === search.confirm) {
      if (here.known < 2) return [...here.way, { node: node.id }];
      continue;
    }
    // A scope that holds the creation as well was entered before it.
    if (levels.includes(node) && !innerOf(node, search.view).includes(search.create)) {
      const inner = search.view.examination.bodies.find(({ scope }) => scope === node);
      const rest = inner && walk(inner, startsOf(inner), here.known, search);
      if (rest !== undefined) return [...here.way, { node: node.id }, ...rest];
    }
    for (const { port, to } of body.graph.outgoing[here.index] ?? []) {
      const way = [...here.way, { node: node.id, port }];
      open.push({ index: to, known: after(node, port, here.known, search), way, isStart: false });
    }
  }
  return undefined;
}

/** What is known once a step was left by an outcome. */
function after(node: ExaminedNode, port: string, known: Known, search: Search): Known {
  if (known === 2 || port === 'error') return known;
  const inner = innerOf(node, search.view);
  if (inner.length > 0) {
    const isRead = known === 1 || inner.some(readsTotals);
    if (isRead && inner.some((one) => compares(one, search))) return 2;
    return isRead ? 1 : 0;
  }
  if (readsTotals(node)) return 1;
  if (known === 0) return 0;
  if (node.type === 'reconcile') return port === 'equal' && mentionsTotals(node, search.view) ? 2 : 1;
  if (node.type === 'approval') return port === 'approved' ? 2 : 1;
  return compares(node, search) ? 2 : 1;
}

/** A read of an order that asks for its total; looking up its state says nothing about money. */
function readsTotals({ type, effect, manifest, node: { config } }: ExaminedNode): boolean {
  if (manifest?.kind !== 'effect' || effect !== 'read') return false;
  if (type === 'odoo') return config.operation !== 'order.status' && /\bamount_total\b/.test(JSON.stringify(config));
  return manifest.connection !== undefined && /order/i.test(String(config.path ?? config.operation ?? ''));
}

/** Reconcile, or a branch some outcome of which does not lead to the confirmation unless people approve. */
function compares(node: ExaminedNode, { confirm, view }: Search): boolean {
  if (!mentionsTotals(node, view)) return false;
  if (node.type === 'reconcile') return true;
  if (node.type !== 'branch') return false;
  const follow = (one: ExaminedNode, port: string) => one.type !== 'approval' || port !== 'approved';
  return (node.ports ?? []).some((port) => {
    const isDrawn = (node.node.next?.ports ?? []).some((edges) => edges.port === port && edges.targets.length > 0);
    return isDrawn && !stepsBehind(node, view.examination, { ports: [port], follow }).has(confirm);
  });
}

/** It names an amount of Odoo, or the result of a step that read one. */
function mentionsTotals({ node }: ExaminedNode, { examination }: View): boolean {
  const text = JSON.stringify(node.config);
  if (/\bamount_(?:total|untaxed|tax)\b/.test(text)) return true;
  const names = examination.nodes.filter(readsTotals).flatMap((one) => [one.id, one.node.into ?? one.id]);
  return names.some((name) => new RegExp(`\\b${name}\\b`, 'u').test(text));
}
