import { type Result, refuse } from '#flow/problem.ts';
import { type GitOutcome, gitText, runGit } from './run-git.ts';

/** A folder under version control, as it stands now. */
export type Repository = {
  /** The workspace, which may lie below the root of what is versioned. */
  readonly folder: string;
  /** Path of the workspace from that root, with a slash behind it; empty where they are one. */
  readonly prefix: string;
  /** Null while no branch is checked out. */
  readonly branch: string | null;
  /** What is checked out; null before the first commit. */
  readonly head: string | null;
  /** Address of the remote `origin`; null where there is none. */
  readonly remote: string | null;
  /** Where it is pushed to; most often the same. */
  readonly pushTo: string | null;
  /** Name of the branch that holds what was released. */
  readonly main: string;
  /** Its last commit as far as known here; null where there is none yet. */
  readonly mainCommit: string | null;
};

/** Asks a folder how it is versioned; undefined where it is not. Few calls, because every one starts a program. */
export async function openRepository(folder: string): Promise<Repository | undefined> {
  const [prefix, refs, settings] = await Promise.all([
    gitText(folder, ['rev-parse', '--show-prefix']),
    gitText(folder, ['for-each-ref', `--format=${headFormat}`, 'refs/heads/', 'refs/remotes/origin/']),
    gitText(folder, ['config', '-z', '--get-regexp', '^remote\\.origin\\.(url|pushurl)$']),
  ]);
  if (prefix === undefined) return undefined;
  const { remote, pushTo } = readRemote(settings ?? '');
  return await withRefs({ folder, prefix: prefix.replace(/\n$/, ''), remote, pushTo }, refs ?? '');
}

/** The repository after its names may have changed. */
export async function lookAgain(repository: Repository): Promise<Repository> {
  const { folder, prefix, remote, pushTo } = repository;
  const refs = await gitText(folder, ['for-each-ref', `--format=${headFormat}`, 'refs/heads/', 'refs/remotes/origin/']);
  return await withRefs({ folder, prefix, remote, pushTo }, refs ?? '');
}

async function withRefs(
  facts: Pick<Repository, 'folder' | 'prefix' | 'remote' | 'pushTo'>,
  listing: string,
): Promise<Repository> {
  const { folder, remote } = facts;
  const known = readRefs(listing);
  // No branch has the mark before the first commit, and while a single commit is looked at.
  const branch = known.branch ?? (await lineOf(folder, ['symbolic-ref', '-q', '--short', 'HEAD']));
  const head = known.head ?? (await resolveCommit(folder, 'HEAD'));
  const main = (remote === null ? null : known.main) ?? branch ?? 'main';
  const mainCommit = remote === null ? head : (known.commits.get(`refs/remotes/origin/${main}`) ?? null);
  return { ...facts, branch, head, main, mainCommit };
}

const headFormat = '%(HEAD)%00%(refname)%00%(objectname)%00%(symref)';

function readRefs(listing: string) {
  const commits = new Map<string, string>();
  let branch: string | null = null;
  let head: string | null = null;
  let main: string | null = null;
  for (const line of listing.split('\n')) {
    const [mark, name = '', commit = '', target = ''] = line.split('\0');
    commits.set(name, commit);
    if (mark === '*') [branch, head] = [name.replace(/^refs\/heads\//, ''), commit];
    if (name === 'refs/remotes/origin/HEAD') main = target.replace(/^refs\/remotes\/origin\//, '') || null;
  }
  return { commits, branch, head, main };
}

function readRemote(listing: string): { readonly remote: string | null; readonly pushTo: string | null } {
  const found = new Map<string, string>();
  for (const entry of listing.split('\0')) {
    const [key = '', ...value] = entry.split('\n');
    if (!found.has(key)) found.set(key, value.join('\n'));
  }
  const remote = found.get('remote.origin.url') ?? null;
  return { remote, pushTo: found.get('remote.origin.pushurl') ?? remote };
}

/** Begins to keep versions of a folder. */
export async function beginRepository(folder: string): Promise<Result<Repository>> {
  const begun = await runGit({ folder, args: ['init', '-q', '--template=', '-b', 'main'] });
  if (!begun.ok) return gitRefused('Beginning to keep versions', begun);
  const repository = await openRepository(folder);
  return repository === undefined ? gitRefused('Beginning to keep versions', begun) : { ok: true, value: repository };
}

/** The commit a name stands for; null where there is none. */
export async function resolveCommit(folder: string, name: string): Promise<string | null> {
  return await lineOf(folder, ['rev-parse', '-q', '--verify', '--end-of-options', `${name}^{commit}`]);
}

/** The last commit two share; null where they share none. */
export async function mergeBase(folder: string, one: string, other: string): Promise<string | null> {
  return await lineOf(folder, ['merge-base', one, other]);
}

/** True where everything of the first commit is part of the second. */
export async function isAncestor(folder: string, one: string, other: string): Promise<boolean> {
  return (await runGit({ folder, args: ['merge-base', '--is-ancestor', one, other] })).ok;
}

/** Names below a prefix such as `refs/tags/release/`, with the commits they stand for. */
export async function listRefs(folder: string, below: string): Promise<ReadonlyMap<string, string>> {
  const format = '%(refname)%00%(objectname)%00%(*objectname)';
  const listed = await gitText(folder, ['for-each-ref', `--format=${format}`, below]);
  const refs = new Map<string, string>();
  for (const line of (listed ?? '').split('\n')) {
    const [name = '', object = '', peeled = ''] = line.split('\0');
    if (name !== '') refs.set(name, peeled === '' ? object : peeled);
  }
  return refs;
}

/** Sets a name to a commit, or removes it; false where it is not what was expected. `before` undefined expects nothing. */
export async function setRef(folder: string, ref: string, to: string | null, before?: string | null): Promise<boolean> {
  const expected = before === undefined ? [] : [before ?? ''];
  const args = to === null ? ['update-ref', '-d', ref] : ['update-ref', ref, to, ...expected];
  return (await runGit({ folder, args })).ok;
}

/** A refusal that quotes git, for what nobody foresaw. */
export function gitRefused<T>(what: string, outcome: GitOutcome): Result<T> {
  const said = outcome.ok ? 'nothing' : outcome.stderr.trim().split('\n').slice(0, 3).join(' ').slice(0, 300);
  const message = `${what} did not work; git said: ${said === '' ? 'nothing' : said}. Nothing in the folder was changed; mend that, and do it again.`;
  return refuse({ code: 'review/git-refused', message });
}

async function lineOf(folder: string, args: readonly string[]): Promise<string | null> {
  const line = (await gitText(folder, args))?.trim();
  return line === undefined || line === '' ? null : line;
}
