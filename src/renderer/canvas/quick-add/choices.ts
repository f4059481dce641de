import { insideProblem } from '#flow/edit/refusals.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { nodesOf } from '../../document/find-node.ts';
import type { AddPlace } from '../canvas-state.ts';
import { synonymsOf } from './synonyms.ts';

/** Groups of the list, in their order. */
export const groups = [
  'start',
  'shape',
  'decide',
  'systems',
  'control',
  'end',
] as const satisfies readonly NodeManifest['group'][];

/** Step types most flows are made of; they lead every list while nothing is typed. */
export const leading: readonly string[] = ['odoo-trigger', 'webhook', 'map', 'approval', 'retry', 'branch', 'saas'];

/** The step types that may stand at a place. */
export function choicesAt(flow: Flow, all: readonly NodeManifest[], place: AddPlace): readonly NodeManifest[] {
  const scope = scopeOf(flow, place);
  return all.filter((manifest) => {
    if (manifest.kind === 'trigger' && (place.after !== undefined || place.onEdge !== undefined)) return false;
    if (manifest.kind === 'end' && place.onEdge !== undefined) return false;
    return scope === undefined || insideProblem(manifest, scope) === undefined;
  });
}

function scopeOf(flow: Flow, place: AddPlace): FlowNode | undefined {
  const neighbour = place.after?.node ?? place.onEdge?.from;
  const nodes = nodesOf(flow);
  const scope = neighbour === undefined ? place.container?.scope : nodes.get(neighbour)?.inside.at(-1);
  return scope === undefined ? undefined : nodes.get(scope)?.node;
}

/** The step types that fit what was typed, best first. Nothing typed: as they are in the palette. */
export function rankChoices(choices: readonly NodeManifest[], typed: string): readonly NodeManifest[] {
  const query = typed.trim().toLowerCase();
  if (query === '') return [...choices].sort(byPalette);
  return choices
    .map((manifest) => ({ manifest, score: scoreOf(manifest, query) || scoreOfWords(manifest, query) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || byPalette(one.manifest, other.manifest))
    .map(({ manifest }) => manifest);
}

function byPalette(one: NodeManifest, other: NodeManifest): number {
  return groups.indexOf(one.group) - groups.indexOf(other.group) || one.order - other.order;
}

/** How well a step type fits: its title before its other names before its summary, and loose letters last. */
function scoreOf(manifest: NodeManifest, query: string): number {
  const title = manifest.title.toLowerCase();
  const others = [manifest.type, ...synonymsOf(manifest.type)];
  if (title.startsWith(query)) return 100;
  if (words(title).some((word) => word.startsWith(query))) return 90;
  if (others.some((name) => name.startsWith(query))) return 80;
  if (others.some((name) => words(name).some((word) => word.startsWith(query)))) return 70;
  if (title.includes(query)) return 60;
  if (words(manifest.summary.toLowerCase()).some((word) => word.startsWith(query))) return 40;
  return fuzzyScore(title, query);
}

/** Several words, each found somewhere and in whatever order: less than what fits as it was typed. */
function scoreOfWords(manifest: NodeManifest, query: string): number {
  const typed = words(query);
  return typed.length < 2 ? 0 : Math.min(...typed.map((word) => scoreOf(manifest, word))) / 2;
}

/** Letters in their order with gaps between; the fewer the gaps, the better. */
export function fuzzyScore(text: string, query: string): number {
  let at = -1;
  let gaps = 0;
  for (const letter of query) {
    const found = text.indexOf(letter, at + 1);
    if (found < 0) return 0;
    if (at >= 0 && found > at + 1) gaps += 1;
    at = found;
  }
  return query.length < 2 ? 0 : Math.max(1, 30 - gaps * 8);
}

function words(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u);
}
