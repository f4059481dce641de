import type { DiffSide } from '#flow/diff/side.ts';
import { listTree, readBlobs, type Tree } from '../git/objects.ts';
import { layoutFileOf } from '../workspace/diff-side.ts';

/** A flow as its files say it. */
export type FlowTexts = { readonly text: string; readonly layout: string | null };

/** A flow on both sides; null where that side has none. */
export type ComparedFlow = {
  readonly id: string;
  readonly file: string;
  readonly before: FlowTexts | null;
  readonly after: FlowTexts | null;
};

/** Another file on both sides. */
export type ComparedFile = { readonly file: string; readonly before: string | null; readonly after: string | null };

/** Most files beside flows that are shown, and the largest text of one, in bytes. */
const mostFiles = 300;
const mostBytes = 1_000_000;

const largeText = 'This file is too large to be shown here.';

/** Reads what two commits have of flows and of everything else that differs; reviews themselves are left out. */
export async function compareFiles(
  folder: string,
  commits: { readonly before: string | null; readonly after: string },
  sides: { readonly before: DiffSide; readonly after: DiffSide },
  wanted: ReadonlySet<string>,
): Promise<{ readonly flows: readonly ComparedFlow[]; readonly files: readonly ComparedFile[] }> {
  const before: Tree = commits.before === null ? new Map() : await listTree(folder, commits.before, 'workspace');
  const after = await listTree(folder, commits.after, 'workspace');
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path)?.blob !== after.get(path)?.blob && !path.startsWith('reviews/'))
    .sort();
  const ids = new Map([...sides.before.flows, ...sides.after.flows].map(({ flow, file }) => [file, flow.id]));
  const flowFiles = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) =>
      path.endsWith('.flow.yaml') &&
      (changed.includes(path) || changed.includes(layoutFileOf(path)) || wanted.has(ids.get(path) ?? '')),
  );
  const told = new Set(flowFiles.flatMap((path) => [path, layoutFileOf(path)]));
  const others = changed.filter((path) => !told.has(path)).slice(0, mostFiles);
  const blobs = await readBlobs(
    folder,
    [...told, ...others].flatMap((path) => [before.get(path), after.get(path)].flatMap((entry) => entry?.blob ?? [])),
  );
  const textOf = (tree: Tree, path: string): string | null => {
    const bytes = blobs.get(tree.get(path)?.blob ?? '');
    if (bytes === undefined) return null;
    return bytes.length > mostBytes ? largeText : bytes.toString('utf8');
  };
  const textsOf = (tree: Tree, path: string): FlowTexts | null => {
    const text = textOf(tree, path);
    return text === null ? null : { text, layout: textOf(tree, layoutFileOf(path)) };
  };
  return {
    flows: flowFiles.sort().map((file) => ({
      id: ids.get(file) ?? file,
      file,
      before: textsOf(before, file),
      after: textsOf(after, file),
    })),
    files: others.map((file) => ({ file, before: textOf(before, file), after: textOf(after, file) })),
  };
}
