import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** CPU seconds, user and system together, of a process and everything it started. */
export type CpuSeconds = {
  readonly all: number;
  /** The main thread of the first process, its other threads, and its child processes. */
  readonly main: number;
  readonly threads: number;
  readonly children: number;
};

const ticksPerSecond = 100;

/** Ids of a process and of all its descendants. */
export function processTree(pid: number): readonly number[] {
  const children = readOrEmpty(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  // Workers fork too, so every thread is asked.
  const others = listOrEmpty(`/proc/${pid}/task`)
    .filter((thread) => Number(thread) !== pid)
    .flatMap((thread) => readOrEmpty(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number));
  return [pid, ...[...children, ...others].flatMap(processTree)];
}

/** CPU of a process tree so far; children that ended count through their parent. */
export function cpuOf(pid: number): CpuSeconds {
  const whole = treeTicks(pid);
  const own = fields(`/proc/${pid}/stat`);
  const main = fields(`/proc/${pid}/task/${pid}/stat`);
  const ownTicks = own.user + own.system;
  const mainTicks = main.user + main.system;
  return {
    all: whole / ticksPerSecond,
    main: mainTicks / ticksPerSecond,
    threads: (ownTicks - mainTicks) / ticksPerSecond,
    children: (whole - ownTicks) / ticksPerSecond,
  };
}

function treeTicks(pid: number): number {
  return processTree(pid)
    .map((one) => fields(`/proc/${one}/stat`))
    .reduce((sum, { user, system, ended }) => sum + user + system + ended, 0);
}

function fields(file: string): { readonly user: number; readonly system: number; readonly ended: number } {
  const text = readOrEmpty(file);
  // The name of the program stands in brackets and may hold spaces.
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number) => Number(rest[index] ?? 0);
  return { user: at(11), system: at(12), ended: at(13) + at(14) };
}

/** Memory of a process tree in bytes, with shared pages split among those who share them. */
export function pssOf(pid: number): number {
  return processTree(pid)
    .map((one) => Number(/^Pss:\s+(\d+) kB/m.exec(readOrEmpty(`/proc/${one}/smaps_rollup`))?.[1] ?? 0))
    .reduce((sum, kilobytes) => sum + kilobytes * 1_024, 0);
}

/** Bytes a process handed to the disk so far. */
export function writtenBytes(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(readOrEmpty(`/proc/${pid}/io`))?.[1] ?? 0);
}

/** Command line of a process, arguments joined by spaces. */
export function commandOf(pid: number): string {
  return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The process ended between two looks.
    return '';
  }
}

function listOrEmpty(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // As above.
    return [];
  }
}

/** A process that runs until it is told to end. */
export type Running = AsyncDisposable & {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Monotonic milliseconds just before it was started. */
  readonly startedAt: number;
};

/**
 * Starts a program under this Node.
 *
 * @param logFile what it says goes there, because reading it here would cost a core that is being measured
 */
export function startNode(args: readonly string[], logFile: string, env: NodeJS.ProcessEnv = {}): Running {
  const log = openSync(logFile, 'a');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  let isEnding = false;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', (code) => {
    if (isEnding) return;
    process.stderr.write(`${args.join(' ')} ended with ${code}:\n${readOrEmpty(logFile).slice(-4_000)}\n`);
  });
  return {
    pid: child.pid ?? 0,
    child,
    startedAt,
    [Symbol.asyncDispose]: async () => {
      isEnding = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 12_000);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** The first message a process sends to whoever started it. */
export async function firstMessage<Message>(running: Running): Promise<Message> {
  return await new Promise((resolve, reject) => {
    // Both ends of the channel are files of this folder.
    running.child.once('message', (message) => resolve(message as Message));
    running.child.once('exit', () => reject(new Error('The process ended before it was ready.')));
  });
}
