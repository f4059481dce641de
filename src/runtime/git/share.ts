import { type Result, refuse, succeed } from '#flow/problem.ts';
import { type Repository, setRef } from './repository.ts';
import { gitText, runGit } from './run-git.ts';

/** A name to set on the remote; `to` null removes it, `expect` null wants it not to be there. */
export type Push = {
  readonly ref: string;
  readonly to: string | null;
  /** Absent where only a step forward is taken. */
  readonly expect?: string | null;
};

/** What became of a push: `overtaken` where somebody else changed one of the names meanwhile. */
export type PushOutcome = 'done' | 'overtaken';

/** The time a remote has, in milliseconds. */
const limitMs = 15_000;

/** Looks at the remote: its branches, and its releases. What was taken away there stays here and is not looked at. */
export async function fetchRemote(repository: Repository): Promise<Result<void>> {
  const { folder, remote } = repository;
  if (remote === null) return succeed(undefined);
  const guarded = await guardNetwork(folder, remote);
  if (!guarded.ok) return guarded;
  const outcome = await runGit({
    folder,
    limitMs,
    env: guarded.value.env,
    args: [
      ...guarded.value.settings,
      'fetch',
      '--quiet',
      '--no-tags',
      '--force',
      '--no-recurse-submodules',
      '--no-auto-maintenance',
      '--no-write-fetch-head',
      '--upload-pack=git-upload-pack',
      '--',
      remote,
      '+refs/heads/*:refs/remotes/origin/*',
      '+refs/tags/release/*:refs/tags/release/*',
    ],
  });
  if (!outcome.ok) return refuse(unreachable(outcome.stderr));
  return succeed(undefined);
}

/** Sets names on the remote, all of them or none; they are set here as well where that worked. */
export async function pushRefs(repository: Repository, pushes: readonly Push[]): Promise<Result<PushOutcome>> {
  const { folder, pushTo } = repository;
  if (pushTo === null) throw new Error('nothing can be pushed without a remote');
  const guarded = await guardNetwork(folder, pushTo);
  if (!guarded.ok) return guarded;
  const leases = pushes.flatMap(({ ref, expect }) =>
    expect === undefined ? [] : [`--force-with-lease=${ref}:${expect ?? ''}`],
  );
  const outcome = await runGit({
    folder,
    limitMs,
    env: guarded.value.env,
    args: [
      ...guarded.value.settings,
      'push',
      '--quiet',
      '--atomic',
      '--no-verify',
      '--no-signed',
      '--recurse-submodules=no',
      '--receive-pack=git-receive-pack',
      ...leases,
      '--',
      pushTo,
      ...pushes.map(({ ref, to }) => `${to ?? ''}:${ref}`),
    ],
  });
  if (!outcome.ok) return isOvertaken(outcome.stderr) ? succeed('overtaken') : refuse(unreachable(outcome.stderr));
  for (const { ref, to } of pushes) await setRef(folder, localNameOf(ref), to);
  return succeed('done');
}

/** Where a name of the remote is kept here. */
export function localNameOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, 'refs/remotes/origin/');
}

/** The remote changed a name since it was looked at; hooks and rights of the remote say so in other words. */
function isOvertaken(stderr: string): boolean {
  return /\[rejected\]|stale info|fetch first|non-fast-forward|cannot lock ref|reference already exists|failed to update ref/.test(
    stderr,
  );
}

type Guarded = { readonly settings: readonly string[]; readonly env: Readonly<Record<string, string>> };

/** Settings of a repository that name programs git runs while it talks to a remote. */
const programKeys = /^core\.(sshcommand|askpass|gitproxy|alternaterefscommand)$/;

/**
 * Settings that keep a repository's own configuration from running programs while it talks to a remote: addresses are
 * of the four protocols that need none, and what the repository names, the user's own configuration stands for.
 */
async function guardNetwork(folder: string, address: string): Promise<Result<Guarded>> {
  if (address.startsWith('-') || /^[a-z0-9]+::/i.test(address)) return refuse(badAddress());
  const listed = await gitText(folder, ['config', '--list', '--show-scope', '-z']);
  const words = (listed ?? '').split('\0');
  const own: { key: string; value: string }[] = [];
  const users: { key: string; value: string }[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [key = '', ...value] = (words[at + 1] ?? '').split('\n');
    const isUsers = words[at] === 'system' || words[at] === 'global';
    if (words[at] !== 'command') (isUsers ? users : own).push({ key, value: value.join('\n') });
  }
  if (own.some(({ key }) => /^remote\..*\.vcs$/s.test(key) || /^url\..*\.(push)?insteadof$/s.test(key))) {
    return refuse(badAddress());
  }
  const named = new Set(own.flatMap(({ key }) => (programKeys.test(key) || /^credential\./.test(key) ? [key] : [])));
  const settings = [...named].flatMap((key) => {
    const mine = users.filter((one) => one.key === key).map(({ value }) => `${key}=${value}`);
    // An empty helper forgets those named before; an empty command would be run as one.
    return [key === 'core.sshcommand' ? 'core.sshcommand=ssh' : `${key}=`, ...mine];
  });
  return succeed({
    settings: settings.flatMap((one) => ['-c', one]),
    env: { GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh', ...(named.has('core.askpass') ? { GIT_ASKPASS: '' } : {}) },
  });
}

function unreachable(stderr: string) {
  const said = stderr.trim().split('\n').slice(-2).join(' ').slice(0, 300);
  const message = `The place reviews are shared through cannot be reached or refused it${said === '' ? '' : `: ${said}`}. Check the network and your rights there, then do it again; what you saved is safe in your folder.`;
  return { code: 'review/unreachable', message };
}

function badAddress() {
  const message =
    'The address reviews are shared through names a program instead of a place, so it is not used. Let somebody who knows git set the remote "origin" of this folder to an address.';
  return { code: 'review/unreachable', message };
}
