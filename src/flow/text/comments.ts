import { parentPath } from './path.ts';
import { lineIndexOf, type SourceText } from './source.ts';
import type { Comment } from './yaml-tokens.ts';
import type { YamlTree } from './yaml-tree.ts';

/** Comments by path, as `Flow.comments` keeps them. */
export type Comments = ReadonlyMap<string, readonly string[]>;

/** The path under which the comments after the last key stand. */
export const tailPath = '$end';

type Anchor = { readonly offset: number; readonly line: number; readonly path: string };

/**
 * Gives every comment to a key. A comment on its own line belongs to the next key or list item below it, at
 * whatever depth; one at the end of a line belongs to the key of that line, and is printed above it. What stands
 * before the first key is the head of the file (empty path), what stands after the last one its tail.
 */
export function attachComments(source: SourceText, root: YamlTree, comments: readonly Comment[]): Comments {
  const attached = new Map<string, string[]>();
  const anchors = [...anchorsOf(source, root)];
  let next = 0;
  for (const comment of comments) {
    while ((anchors[next]?.offset ?? Number.POSITIVE_INFINITY) < comment.offset) next += 1;
    const standsAlone = comment.ownLine || followsDash(source, comment);
    const path = standsAlone ? pathBelow(anchors, next) : pathOnLine(source, anchors, next, comment);
    const lines = attached.get(path);
    if (lines === undefined) attached.set(path, [comment.text]);
    else lines.push(comment.text);
  }
  return attached;
}

function pathBelow(anchors: readonly Anchor[], next: number): string {
  return next === 0 ? '' : (anchors[next]?.path ?? tailPath);
}

function pathOnLine(source: SourceText, anchors: readonly Anchor[], next: number, comment: Comment): string {
  const line = lineIndexOf(source, comment.offset);
  let first = next - 1;
  while (first > 0 && anchors[first - 1]?.line === line) first -= 1;
  return anchors[Math.max(first, 0)]?.path ?? '';
}

/** `- # why` stands before the first key of its item as much as a line of its own would. */
function followsDash(source: SourceText, comment: Comment): boolean {
  const lineStart = source.lineStarts[lineIndexOf(source, comment.offset)] ?? 0;
  return /^[\s-]*$/.test(source.text.slice(lineStart, comment.offset));
}

function* anchorsOf(source: SourceText, tree: YamlTree): Generator<Anchor> {
  if (tree.kind === 'list') {
    for (const item of tree.items) {
      yield { offset: item.start, line: lineIndexOf(source, item.start), path: item.path };
      yield* anchorsOf(source, item);
    }
  }
  if (tree.kind === 'map') {
    for (const entry of tree.entries) {
      yield { offset: entry.keyStart, line: lineIndexOf(source, entry.keyStart), path: entry.value.path };
      yield* anchorsOf(source, entry.value);
    }
  }
}

/** True when a comment stands on a place below the path, which keeps a list in block style. */
export function hasCommentsBelow(comments: Comments, path: string): boolean {
  for (const key of comments.keys()) if (key.startsWith(`${path}.`)) return true;
  return false;
}

/** Moves the comments of a place and of everything below it to another path, as when a node gets a new id. */
export function moveComments(comments: Comments, from: string, to: string): Comments {
  return new Map(
    [...comments].map(([path, lines]) => [
      path === from ? to : path.startsWith(`${from}.`) ? `${to}${path.slice(from.length)}` : path,
      lines,
    ]),
  );
}

/** Moves comments of places that will not be printed, such as an empty `config`, to what they stood in. */
export function rehomeComments(comments: Comments, unprinted: readonly string[]): Comments {
  const moved = new Map(comments);
  for (const path of unprinted) {
    const lines = moved.get(path);
    if (lines === undefined) continue;
    moved.delete(path);
    const home = parentPath(path);
    moved.set(home, [...(moved.get(home) ?? []), ...lines]);
  }
  return moved;
}
