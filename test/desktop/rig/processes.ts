import { readdirSync, readFileSync } from 'node:fs';

type Seen = { readonly pid: number; readonly parent: number; readonly words: readonly string[] };

/** Processes of runtimes that serve a workspace, by what stands on their command line. Linux only. */
export function runtimesOf(workspace: string): readonly number[] {
  return seenProcesses()
    .filter(({ words }) => words.includes('studio') && words.includes(workspace))
    .map(({ pid }) => pid);
}

/** A process and everything below it. */
export function familyOf(pid: number): readonly number[] {
  const seen = seenProcesses();
  const below = (parent: number): readonly number[] =>
    seen.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)]);
  return [pid, ...below(pid)];
}

/** Those of the processes that are still there. */
export function alive(pids: readonly number[]): readonly number[] {
  const seen = new Set(seenProcesses().map(({ pid }) => pid));
  return pids.filter((pid) => seen.has(pid));
}

function seenProcesses(): readonly Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): Seen | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // The name in brackets may hold anything; state and parent come after the last bracket.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' ? undefined : { pid, parent: Number(parent), words };
  } catch {
    // It ended between the listing and the look.
    return undefined;
  }
}
