import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** Where a workspace stands under version control. */
export type GitFacts = {
  /** Null while no branch is checked out. */
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly commit: string | null;
  /** Paths below the workspace that differ from the commit, at most a thousand. */
  readonly changed: readonly string[];
};

const limitMs = 3_000;
const limitBytes = 4_000_000;
const mostChanged = 1_000;

/** Asks git about a folder; null where the folder is not under git, git is not there, or it takes too long. */
export async function readGit(folder: string): Promise<GitFacts | null> {
  const prefix = await git(folder, [], ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return null;
  const guards = await guardsOf(folder);
  if (guards === undefined) return null;
  const status = await git(folder, guards, [
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

/**
 * Settings that keep a repository from having programs of its choice run by merely being looked at: a workspace may
 * have come from anybody. Filters are named by the repository itself, so its own configuration is read first, which
 * runs nothing.
 */
async function guardsOf(folder: string): Promise<readonly string[] | undefined> {
  const listed = await git(folder, [], ['config', '--list', '--show-scope', '--name-only', '-z']);
  if (listed === undefined) return undefined;
  const words = listed.split('\0');
  const filters = new Set<string>();
  for (let at = 0; at + 1 < words.length; at += 2) {
    const name = /^filter\.(.+)\.[a-z]+$/s.exec(words[at + 1] ?? '')?.[1];
    if (name !== undefined && words[at] !== 'system' && words[at] !== 'global') filters.add(name);
  }
  return [...filters].flatMap((name) => [
    `filter.${name}.clean=`,
    `filter.${name}.smudge=`,
    `filter.${name}.process=`,
    `filter.${name}.required=false`,
  ]);
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

function git(folder: string, guards: readonly string[], args: readonly string[]): Promise<string | undefined> {
  const settings = ['core.fsmonitor=false', `core.hooksPath=${devNull}`, ...guards].flatMap((one) => ['-c', one]);
  const env = { ...inherited(), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    execFile(
      'git',
      [...settings, ...args],
      { cwd: folder, env, timeout: limitMs, maxBuffer: limitBytes, windowsHide: true },
      (error, stdout) => resolve(error === null ? stdout : undefined),
    );
  });
}

/** What a program needs to be found and to find the settings of its user; secrets of ours are not among it. */
function inherited(): Readonly<Record<string, string | undefined>> {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
