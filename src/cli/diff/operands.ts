import { join, relative, resolve, sep } from 'node:path';
import { exitCodes, Refused } from '../command.ts';
import { findWorkspace, shortPath, statOf, workspaceFile } from '../places.ts';

const flowSuffix = '.flow.yaml';
const bundleSuffix = '.pstk';

/** One side of a comparison, as it was named. */
export type Operand =
  | { readonly kind: 'folder'; readonly folder: string; readonly name: string }
  | {
      readonly kind: 'file';
      readonly file: string;
      /** The workspace it stands in, and its path there; undefined where it stands by itself. */
      readonly within: { readonly folder: string; readonly path: string } | undefined;
      readonly name: string;
    }
  | { readonly kind: 'bundle'; readonly file: string; readonly name: string }
  | {
      readonly kind: 'revision';
      readonly folder: string;
      readonly revision: string;
      /** A flow file of it; undefined for the whole workspace. */
      readonly path: string | undefined;
      readonly name: string;
    };

/** Both sides, the earlier one first. */
export type Operands = { readonly before: Operand; readonly after: Operand };

/**
 * Reads what is to be compared from the words of the command line. Without words it is the last commit with the
 * working tree; one word is held against the other end of the same thing.
 *
 * @param workspace the folder of `--workspace`; revisions are those of its repository
 */
export async function readOperands(words: readonly string[], workspace: string | undefined): Promise<Operands> {
  const [first, second] = splitRange(words);
  const base = baseOf(words, workspace);
  if (first === undefined) return await lastCommitWithTree(requireBase(base));
  const before = await readOperand(first, base);
  if (second !== undefined) return { before, after: await readOperand(second, base) };
  switch (before.kind) {
    case 'revision':
      return {
        before,
        after: before.path === undefined ? workingTree(before.folder) : fileOfTree(before.folder, before.path),
      };
    case 'bundle':
      return { before, after: workingTree(requireBase(base)) };
    case 'folder':
      return await lastCommitWithTree(before.folder);
    case 'file':
      if (before.within === undefined)
        throw new Refused(
          exitCodes.usage,
          `${before.name} stands in no workspace, so it has no earlier version. Name a second file to compare it with.`,
        );
      return { before: await lastCommit(before.within.folder), after: before };
  }
}

/** `main..feature` names two revisions in one word, as git has it. */
function splitRange(words: readonly string[]): readonly (string | undefined)[] {
  const [only = ''] = words;
  if (words.length !== 1 || statOf(only) !== undefined || /[/\\]\.\.|^\.\./.test(only)) return words;
  if (only.includes('...'))
    throw new Refused(
      exitCodes.usage,
      `"${only}" names a range from where two branches parted. Name that commit itself: penstock diff $(git merge-base A B) B.`,
    );
  const found = /^(.+?)\.\.(.*)$/.exec(only);
  return found === null ? words : [found[1], found[2] === '' ? 'HEAD' : found[2]];
}

function baseOf(words: readonly string[], workspace: string | undefined): string | undefined {
  if (workspace !== undefined) {
    const folder = findWorkspace(workspace);
    if (folder !== undefined) return folder;
    throw new Refused(
      exitCodes.usage,
      `${workspace} stands in no workspace: no folder above it has a ${workspaceFile}. Name another with --workspace.`,
    );
  }
  const near = findWorkspace(process.cwd());
  if (near !== undefined) return near;
  // Outside every workspace, a path says whose revisions are meant.
  for (const word of words) {
    const folder = statOf(word) === undefined ? undefined : findWorkspace(word);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

function requireBase(base: string | undefined): string {
  if (base !== undefined) return base;
  throw new Refused(
    exitCodes.usage,
    `There is no workspace here: no folder above has a ${workspaceFile}. Go into one, or name it with --workspace DIR.`,
  );
}

async function lastCommitWithTree(folder: string): Promise<Operands> {
  return { before: await lastCommit(folder), after: workingTree(folder) };
}

async function lastCommit(folder: string): Promise<Operand> {
  await requireRepository(folder, 'HEAD');
  if (await isRevision(folder, 'HEAD'))
    return { kind: 'revision', folder, revision: 'HEAD', path: undefined, name: 'HEAD' };
  throw new Refused(
    exitCodes.usage,
    `${shortPath(folder)} has no commit yet, so there is nothing to compare with. Commit it, or name two sides.`,
  );
}

function workingTree(folder: string): Operand {
  return { kind: 'folder', folder, name: 'working tree' };
}

function fileOfTree(folder: string, path: string): Operand {
  const file = join(folder, ...path.split('/'));
  if (statOf(file) === undefined)
    throw new Refused(exitCodes.usage, `The working tree has no ${path}. Name two sides to see what became of it.`);
  return { kind: 'file', file, within: { folder, path }, name: `working tree:${path}` };
}

/** What one word names; a name that is both a path and a revision is refused, because either guess could be wrong. */
async function readOperand(word: string, base: string | undefined): Promise<Operand> {
  const path = pathOf(word, base);
  const isPlainPath =
    /^\.{1,2}([/\\]|$)|^[/\\]|^[a-z]:[/\\]/i.test(word) || word.endsWith(flowSuffix) || word.endsWith(bundleSuffix);
  const colon = word.indexOf(':');
  if (path !== undefined) {
    if (!isPlainPath && base !== undefined && (await isRevision(base, word)))
      throw new Refused(
        exitCodes.usage,
        `"${word}" is both a path here and a revision of the repository. Write ./${word} for the path, or ${word}: for the revision.`,
      );
    return operandAt(path, word);
  }
  if (isPlainPath && colon < 1) throw new Refused(exitCodes.usage, noSuchPath(word));
  return await readRevision(word, {
    base,
    revision: colon < 1 ? word : word.slice(0, colon),
    path: colon < 1 ? '' : word.slice(colon + 1),
  });
}

function noSuchPath(word: string): string {
  return `${word}: there is no such file or folder. Name a flow file, a workspace folder, a bundle or a revision.`;
}

/** Where a word stands on disk: from here, else from the workspace. */
function pathOf(word: string, base: string | undefined): string | undefined {
  if (statOf(word) !== undefined) return resolve(word);
  if (base === undefined || statOf(join(base, word)) === undefined) return undefined;
  return join(base, word);
}

function operandAt(path: string, word: string): Operand {
  if (statOf(path)?.isDirectory() === true) return folderAt(path, word);
  if (path.endsWith(bundleSuffix)) return { kind: 'bundle', file: path, name: word };
  if (!path.endsWith(flowSuffix))
    throw new Refused(
      exitCodes.usage,
      `${word} is no flow file (${flowSuffix}), no bundle (${bundleSuffix}) and no folder, so it has no meaning to compare.`,
    );
  const folder = findWorkspace(path);
  const inside = folder === undefined ? '' : relative(folder, path).split(sep).join('/');
  const within = folder !== undefined && inside.startsWith('flows/') ? { folder, path: inside } : undefined;
  return { kind: 'file', file: path, within, name: word };
}

function folderAt(path: string, word: string): Operand {
  const folder = findWorkspace(path);
  if (folder === path) return { kind: 'folder', folder, name: word === '.' ? 'working tree' : word };
  const hint =
    folder === undefined ? 'no folder above it has one either' : `it lies in the workspace ${shortPath(folder)}`;
  throw new Refused(
    exitCodes.usage,
    `${word} is no workspace: it has no ${workspaceFile}, and ${hint}. Name a workspace folder or a flow file.`,
  );
}

type Named = { readonly base: string | undefined; readonly revision: string; readonly path: string };

async function readRevision(word: string, { base, revision, path }: Named): Promise<Operand> {
  if (base === undefined)
    throw new Refused(
      exitCodes.usage,
      `${word}: there is no such file or folder, and no workspace whose revisions could be meant. Name one with --workspace DIR.`,
    );
  await requireRepository(base, word);
  if (!(await isRevision(base, revision))) {
    const message = `"${revision}" is no file, folder or bundle here, and no revision of the repository of ${shortPath(base)}. Name a branch, tag or commit it has, or a path that is there.`;
    throw new Refused(exitCodes.usage, message);
  }
  if (path === '' || path === '.') return { kind: 'revision', folder: base, revision, path: undefined, name: revision };
  if (!path.endsWith(flowSuffix))
    throw new Refused(exitCodes.usage, `${word}: ${path} is no flow file; their names end in ${flowSuffix}.`);
  const { gitText } = await import('#runtime/git/run-git.ts');
  // Git counts such paths from the top of the repository, people from the workspace; both are understood.
  const prefix = (await gitText(base, ['rev-parse', '--show-prefix']))?.trim() ?? '';
  const inside = prefix !== '' && path.startsWith(prefix) ? path.slice(prefix.length) : path.replace(/^\.\//, '');
  return { kind: 'revision', folder: base, revision, path: inside, name: word };
}

async function requireRepository(folder: string, word: string): Promise<void> {
  const { gitText } = await import('#runtime/git/run-git.ts');
  if ((await gitText(folder, ['rev-parse', '--git-dir'])) !== undefined) return;
  const message = `"${word}" cannot be looked up: ${shortPath(folder)} is in no git repository, or git is not installed. Name files, folders or bundles instead.`;
  throw new Refused(exitCodes.usage, message);
}

async function isRevision(folder: string, revision: string): Promise<boolean> {
  const { gitText } = await import('#runtime/git/run-git.ts');
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  return revision !== '' && (await gitText(folder, args)) !== undefined;
}
