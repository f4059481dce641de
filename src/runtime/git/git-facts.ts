import { gitText } from './run-git.ts';

/** Where a workspace stands under version control. */
export type GitFacts = {
  /** Null while no branch is checked out. */
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly commit: string | null;
  /** Paths below the workspace that differ from the commit, at most a thousand. */
  readonly changed: readonly string[];
};

const mostChanged = 1_000;

/** Asks git about a folder; null where the folder is not under git, git is not there, or it takes too long. */
export async function readGit(folder: string): Promise<GitFacts | null> {
  const prefix = await gitText(folder, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return null;
  const status = await gitText(folder, [
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    '--untracked-files=all',
    '--ignore-submodules=all',
    '--no-renames',
    '--',
    '.',
  ]);
  return status === undefined ? null : readStatus(status, prefix.replace(/\n$/, ''));
}

function readStatus(status: string, prefix: string): GitFacts {
  let branch: string | null = null;
  let commit: string | null = null;
  const changed: string[] = [];
  for (const line of status.split('\0')) {
    if (line.startsWith('# branch.oid ')) commit = line.endsWith('(initial)') ? null : line.slice(13);
    else if (line.startsWith('# branch.head ')) branch = line.endsWith('(detached)') ? null : line.slice(14);
    const path = pathOf(line);
    if (path?.startsWith(prefix) && changed.length < mostChanged) changed.push(path.slice(prefix.length));
  }
  return { branch, commit, changed: changed.sort() };
}

/** The path of a line about a file; each kind has its own number of words before it. */
function pathOf(line: string): string | undefined {
  const wordsBefore = { '1': 8, u: 10, '?': 1 }[line.slice(0, 1)];
  if (wordsBefore === undefined || line[1] !== ' ') return undefined;
  return line.split(' ').slice(wordsBefore).join(' ');
}
