import { placesOf } from '../edit/places.ts';
import { settleComments } from '../edit/settle-comments.ts';
import type { Flow, FlowNode } from '../flow.ts';
import type { Comments } from '../text/comments.ts';
import { joinPath, splitPath } from '../text/path.ts';
import { mergeOrder } from './merge-order.ts';
import { isSame, joinLists, type Three } from './merge-value.ts';

/**
 * Comments by step: `@create_order.config.values` wherever the step stands, with targets by name. What stands in no
 * step keeps its path.
 */
export function flattenComments(flow: Flow, comments: Comments, rename: (id: string) => string): Comments {
  const steps = stepsByPath(flow);
  const flat = new Map<string, readonly string[]>();
  for (const [path, lines] of comments) flat.set(flatKey(path, steps, rename), lines);
  return flat;
}

/** Puts comments back to the paths their steps have now; those of steps that are gone go with them. */
export function unfoldComments(flow: Flow, flat: Comments): Flow {
  const paths = new Map([...placesOf(flow)].map(({ node, path }) => [node.id, { node, path }] as const));
  const comments = new Map<string, readonly string[]>();
  for (const [key, lines] of flat) {
    const path = pathOf(key, paths);
    if (path !== undefined) comments.set(path, [...(comments.get(path) ?? []), ...lines]);
  }
  const whole = { ...flow, comments };
  return settleComments({ ...whole }, whole);
}

/**
 * Comments of both sides: nobody's line is dropped because another one wrote there too.
 *
 * @param kept steps one side removed and the other holds on to; their comments are those of that side
 */
export function mergeComments(
  { base, ours, theirs }: Three<Comments>,
  kept: ReadonlyMap<string, 'ours' | 'theirs'>,
): Comments {
  const order = mergeOrder({ base: [...base.keys()], ours: [...ours.keys()], theirs: [...theirs.keys()] });
  const merged = new Map<string, readonly string[]>();
  for (const key of order) {
    const three = { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) };
    const holder = kept.get(stepOfComment(key) ?? '');
    const lines = holder === undefined ? mergeLines(three) : (three[holder] ?? []);
    if (lines.length > 0) merged.set(key, lines);
  }
  return merged;
}

/** The step a comment belongs to; undefined for one of the flow itself. */
export function stepOfComment(key: string): string | undefined {
  return key.startsWith('@') ? splitPath(key.slice(1))[0] : undefined;
}

function mergeLines({ base, ours, theirs }: Three<readonly string[] | undefined>): readonly string[] {
  if (isSame(theirs, base)) return ours ?? [];
  if (isSame(ours, base)) return theirs ?? [];
  return joinLists({ base, ours, theirs }).filter((line) => typeof line === 'string');
}

function stepsByPath(flow: Flow): ReadonlyMap<string, FlowNode> {
  return new Map([...placesOf(flow)].map(({ node, path }) => [path, node]));
}

function flatKey(path: string, steps: ReadonlyMap<string, FlowNode>, rename: (id: string) => string): string {
  const keys = splitPath(path);
  for (let length = keys.length; length > 1; length -= 1) {
    const node = steps.get(keys.slice(0, length).reduce(joinPath, ''));
    if (node === undefined) continue;
    const [first, port, index, ...rest] = keys.slice(length);
    const target =
      first === 'next' && port !== undefined && index !== undefined
        ? node.next?.ports.find((edges) => edges.port === port)?.targets[Number(index)]
        : undefined;
    const below = target === undefined ? keys.slice(length) : ['next', port ?? '', `=${rename(target)}`, ...rest];
    return below.reduce(joinPath, `@${rename(node.id)}`);
  }
  return path;
}

function pathOf(
  key: string,
  paths: ReadonlyMap<string, { readonly node: FlowNode; readonly path: string }>,
): string | undefined {
  if (!key.startsWith('@')) return key;
  const [step = '', ...below] = splitPath(key.slice(1));
  const found = paths.get(step);
  if (found === undefined) return undefined;
  const [first, port, target] = below;
  if (first === 'next' && port !== undefined && target?.startsWith('=') === true) {
    const index = found.node.next?.ports.find((edges) => edges.port === port)?.targets.indexOf(target.slice(1)) ?? -1;
    return [...(index < 0 ? ['next', port] : ['next', port, String(index)])].reduce(joinPath, found.path);
  }
  return below.reduce(joinPath, found.path);
}
