import { execFile } from 'node:child_process';
import { devNull } from 'node:os';

/** How git is called. */
export type GitCall = {
  /** Folder it is called in. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Given to its standard input. */
  readonly input?: string | Buffer;
  /** Beside what a program needs to be found; `GIT_INDEX_FILE`, author and committer. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default ten seconds, which a busy machine may need; calls over a network need more. */
  readonly limitMs?: number;
  /** Default 4 MB of output. */
  readonly limitBytes?: number;
};

/** What git came to; a git that is not there or was stopped has code `null`. */
export type GitOutcome =
  | { readonly ok: true; readonly stdout: Buffer }
  | { readonly ok: false; readonly code: number | null; readonly stderr: string };

const defaultLimitMs = 10_000;
const defaultLimitBytes = 4_000_000;

/** How long what a repository's configuration names is remembered, in milliseconds: one act of a person calls git often. */
const rememberMs = 1_000;

const remembered = new Map<string, { readonly untilMs: number; readonly guards: Promise<readonly string[]> }>();

/**
 * Calls git without a shell and without anything a repository could have run: a workspace may have come from anybody.
 * Hooks and file watchers are off, filters its own configuration names are emptied, and nothing asks on a terminal.
 */
export async function runGit(call: GitCall): Promise<GitOutcome> {
  return await execute(call, await guardsFor(call.folder));
}

async function guardsFor(folder: string): Promise<readonly string[]> {
  const now = performance.now();
  const known = remembered.get(folder);
  if (known !== undefined && known.untilMs > now) return await known.guards;
  for (const [place, { untilMs }] of remembered) if (untilMs <= now) remembered.delete(place);
  const guards = guardsOf(folder);
  remembered.set(folder, { untilMs: now + rememberMs, guards });
  return await guards;
}

/** The output of a call as text; undefined where it failed. */
export async function gitText(folder: string, args: readonly string[]): Promise<string | undefined> {
  const outcome = await runGit({ folder, args });
  return outcome.ok ? outcome.stdout.toString('utf8') : undefined;
}

/**
 * Settings that keep a repository from having programs of its choice run by merely being looked at. Filters are named
 * by the repository itself, so its own configuration is read first, which runs nothing. Outside a repository there are
 * none to empty.
 */
async function guardsOf(folder: string): Promise<readonly string[]> {
  const listed = await execute({ folder, args: ['config', '--list', '--show-scope', '--name-only', '-z'] }, []);
  if (!listed.ok) return [];
  const words = listed.stdout.toString('utf8').split('\0');
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

function execute(call: GitCall, guards: readonly string[]): Promise<GitOutcome> {
  const settings = ['core.fsmonitor=false', `core.hooksPath=${devNull}`, ...guards].flatMap((one) => ['-c', one]);
  const env = { ...inherited(), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', ...call.env };
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      [...settings, ...call.args],
      {
        cwd: call.folder,
        env,
        encoding: 'buffer',
        timeout: call.limitMs ?? defaultLimitMs,
        maxBuffer: call.limitBytes ?? defaultLimitBytes,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ ok: true, stdout });
        else
          resolve({
            ok: false,
            code: typeof error.code === 'number' ? error.code : null,
            stderr: stderr.toString('utf8'),
          });
      },
    );
    // A git that ended without reading what it was given has said so by its code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(call.input ?? '');
  });
}

/** What a program needs to be found and to find the settings of its user; secrets of ours are not among it. */
function inherited(): Readonly<Record<string, string | undefined>> {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'SSH_AUTH_SOCK'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
