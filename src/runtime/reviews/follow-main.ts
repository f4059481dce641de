import { type Result, refuse, succeed } from '#flow/problem.ts';
import { mergeTrees } from '../git/merge-trees.ts';
import { buildTree, commitTree, editIndex, listTree, readBlobs, type TreeEntry } from '../git/objects.ts';
import { beginMerge, isMerging, leaveOpen, listOpen, stillOpen } from '../git/pending-merge.ts';
import { gitRefused, isAncestor, mergeBase, type Repository, setRef } from '../git/repository.ts';
import { runGit } from '../git/run-git.ts';
import type { FileChange } from '../workspace/files.ts';
import { isWorkspacePath } from '../workspace/paths.ts';
import { mergeFile } from './merge-file.ts';
import { findOpenFiles, findOpenWork, type OpenFiles } from './open-files.ts';
import type { ReviewParts } from './parts.ts';
import { findUnsaved } from './save-version.ts';

/** What following changed, and what it left. */
export type Followed = {
  readonly files: readonly string[];
  /** Files that could not be brought together, and were left as they are. */
  readonly kept: readonly string[];
  /** Files both sides changed, of which somebody has to decide. */
  readonly open: readonly string[];
};

const nothingNew: Followed = { files: [], kept: [], open: [] };

type Edits = ReadonlyMap<string, TreeEntry | null>;

/** Who follows; `isThere` where they asked for it, and can be asked about what both sides changed. */
export type Follower = { readonly person: string; readonly by: string; readonly isThere?: boolean };

/**
 * Takes what was released into the folder: forward where nothing was saved meanwhile, else brought together with it.
 * Work that is not saved is kept, brought together with what came where both can stand.
 */
export async function followMain(
  parts: Pick<ReviewParts, 'desk' | 'clock'>,
  repository: Repository,
  { person, by, isThere = false }: Follower,
): Promise<Result<Followed>> {
  const { folder, head, mainCommit } = repository;
  if (mainCommit === null || mainCommit === head) return succeed(nothingNew);
  if (head === null)
    return await moveTo(parts, repository, { to: mainCommit, edits: await listTree(folder, mainCommit, 'root'), by });
  if (await isAncestor(folder, mainCommit, head)) return succeed(nothingNew);
  const open = await listOpen(repository);
  if (open.length > 0) return refuse(stillOpen(open));
  if (await isMerging(folder)) return refuse(settledUnsaved());
  const base = await mergeBase(folder, mainCommit, head);
  const merged = await mergeTrees(repository, { base, ours: head, theirs: mainCommit }, mergeFile);
  if (merged.conflicts.length > 0) {
    const files = await findOpenFiles(repository, { base, ours: head, theirs: mainCommit, edits: merged.edits });
    if (!isThere || files === undefined) return refuse(conflicting(merged.conflicts));
    return await leaveMerge(parts, repository, { to: mainCommit, edits: merged.edits, by }, files);
  }
  if (base === head) return await moveTo(parts, repository, { to: mainCommit, edits: merged.edits, by });
  const tree = await buildTree(folder, head, merged.edits);
  const message = 'Take in what was released';
  const to = await commitTree(folder, { tree, parents: [head, mainCommit], message, person, at: parts.clock.now() });
  return await moveTo(parts, repository, { to, edits: merged.edits, by });
}

/** What people are told where two changes cannot both stand. */
export function conflicting(conflicts: readonly string[]) {
  const shown = conflicts.slice(0, 8).join(' ');
  const message = `What was released meanwhile and this change touch the same things, and somebody has to decide: ${shown} Settle them in the flow as it was released, then hand it over again.`;
  return { code: 'review/conflicts', message };
}

/** Takes in what goes together, and leaves the rest for a person, as a merge by git does; saving concludes it. */
async function leaveMerge(
  { desk }: Pick<ReviewParts, 'desk'>,
  repository: Repository,
  { to, edits, by }: Move,
  open: OpenFiles,
): Promise<Result<Followed>> {
  const { folder, prefix } = repository;
  const unsaved = [...(await findUnsaved(repository)).keys()];
  const touched = unsaved.filter((path) => edits.has(`${prefix}${path}`) || open.has(`${prefix}${path}`));
  if (touched.length > 0) return refuse(saveFirst(touched));
  const planned = await planChanges(repository, desk, edits);
  for (let at = 0; at < planned.changes.length; at += 100) {
    const written = await desk.write(planned.changes.slice(at, at + 100), by);
    if (!written.ok) return written;
  }
  await takeOthers(repository, to, edits);
  await editIndex(folder, edits);
  await leaveOpen(folder, open);
  await beginMerge(folder, to, 'Take in what was released');
  const waiting = [...open.keys()].map((path) => path.slice(prefix.length));
  const files = planned.changes.map(({ path }) => path);
  return succeed({ files, kept: planned.kept, open: [...planned.open, ...waiting].sort() });
}

function saveFirst(paths: readonly string[]) {
  const message = `What others released touches work that is not saved: ${paths.slice(0, 5).join(', ')}. Save a version first, then take it in.`;
  return { code: 'review/save-first', message };
}

function settledUnsaved() {
  const message = 'What you settled is not saved yet. Save a version of it, then take in what was released.';
  return { code: 'review/settled-unsaved', message };
}

type Move = { readonly to: string; readonly edits: Edits; readonly by: string };

async function moveTo(
  { desk }: Pick<ReviewParts, 'desk'>,
  repository: Repository,
  { to, edits, by }: Move,
): Promise<Result<Followed>> {
  const { folder, prefix, head } = repository;
  const planned = await planChanges(repository, desk, edits);
  for (let at = 0; at < planned.changes.length; at += 100) {
    const written = await desk.write(planned.changes.slice(at, at + 100), by);
    if (!written.ok) return written;
  }
  await takeOthers(repository, to, edits);
  if (!(await setRef(folder, 'HEAD', to, head))) {
    return gitRefused('Taking in what was released', {
      ok: false,
      code: null,
      stderr: 'the branch was changed at the same moment',
    });
  }
  await editIndex(folder, edits);
  await leaveOpen(folder, await findOpenWork(repository, planned.open, edits));
  const files = planned.changes.map(({ path }) => path);
  const beside = [...edits.keys()].filter((path) => !isPart(path, prefix));
  return succeed({ files: [...files, ...beside].sort(), kept: planned.kept, open: planned.open });
}

/** Decides file by file: what nobody works on becomes what was released, the rest is brought together or kept. */
async function planChanges({ folder, prefix, head }: Repository, desk: ReviewParts['desk'], edits: Edits) {
  const before = head === null ? new Map<string, TreeEntry>() : await listTree(folder, head, 'root');
  const wanted = [...edits].filter(([path]) => isPart(path, prefix));
  const blobs = await readBlobs(
    folder,
    wanted.flatMap(([path, entry]) => [before.get(path)?.blob ?? '', entry?.blob ?? '']).filter((blob) => blob !== ''),
  );
  const textOf = (entry: TreeEntry | null | undefined) => blobs.get(entry?.blob ?? '')?.toString('utf8');
  const changes: FileChange[] = [];
  const kept: string[] = [];
  const open: string[] = [];
  for (const [whole, entry] of wanted) {
    const path = whole.slice(prefix.length);
    const [old, next] = [textOf(before.get(whole)), textOf(entry)];
    const file = await desk.read(path);
    const isThere = file.ok || file.problems.every(({ code }) => code !== 'workspace/no-such-file');
    // What is no text is never written as one.
    if ((isThere && !file.ok) || next?.includes('\uFFFD') === true) {
      kept.push(path);
      continue;
    }
    const [now, etag] = file.ok ? [file.value.text, file.value.etag] : [undefined, null];
    const text = now === old ? next : bringTogether(path, { old, now, next });
    if (text === null) open.push(path);
    else if (text !== now) changes.push({ path, text: text ?? null, expect: etag });
  }
  return { changes, kept, open };
}

type Texts = Readonly<Record<'old' | 'now' | 'next', string | undefined>>;

/** Unsaved work with what was released; null where only a person can bring them together, and the work stays. */
function bringTogether(path: string, { old, now, next }: Texts): string | undefined | null {
  if (now === next) return now;
  if (now === undefined || next === undefined) return null;
  const merged = mergeFile(path, { base: old, ours: now, theirs: next });
  return 'conflicts' in merged ? null : merged.text;
}

/** Files beside the workspace are git's own business; those somebody works on stay as they are. */
async function takeOthers({ folder, prefix, head }: Repository, to: string, edits: Edits): Promise<void> {
  const others = [...edits.keys()].filter((path) => !isPart(path, prefix));
  if (others.length === 0 || head === null) return;
  const names = (paths: readonly string[]) => paths.map((path) => `:(top,literal)${path}\0`).join('');
  const diff = ['diff-index', '-z', '--name-only', '--no-ext-diff', '--ignore-submodules=all', head, '--'];
  const changed = await runGit({ folder, args: [...diff, ...others.map((path) => `:(top,literal)${path}`)] });
  const busy = new Set(changed.ok ? changed.stdout.toString('utf8').split('\0') : others);
  const free = others.filter((path) => !busy.has(path));
  if (free.length === 0) return;
  const args = ['restore', `--source=${to}`, '--staged', '--worktree', '--pathspec-from-file=-', '--pathspec-file-nul'];
  await runGit({ folder, args, input: names(free) });
}

function isPart(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && isWorkspacePath(path.slice(prefix.length));
}
