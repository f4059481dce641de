import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

/** A test that is left out, with the reason in its title, where the machine lacks what it needs. */
export function testWhere(lack: string | undefined, title: string, run: () => Promise<void>, timeoutMs?: number): void {
  test.skipIf(lack !== undefined)(lack === undefined ? title : `${title} (${lack})`, run, timeoutMs);
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Why small disks cannot be made here; undefined where they can. */
export function lackOfDisks(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root to mount a small disk';
  const folder = mkdtempSync(join(tmpdir(), 'penstock-try-'));
  const mounted = succeeds('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted ? undefined : 'mounting is not allowed here';
}

/** Why system calls cannot be made to fail here; undefined where they can. */
export function lackOfStrace(): string | undefined {
  if (process.platform !== 'linux') return 'needs Linux';
  if (!succeeds('strace', ['--version'])) return 'needs strace';
  return succeeds('strace', ['-o', '/dev/null', '-e', 'inject=fsync:delay_enter=1', 'true'])
    ? undefined
    : 'tracing is not allowed here';
}

/** The library that moves the wall clock of a process. */
export const faketimeLibrary = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));

/** Why limits of a running process cannot be changed here; undefined where they can. */
export function lackOfLimits(): string | undefined {
  return process.platform === 'linux' && succeeds('prlimit', ['--version']) ? undefined : 'needs Linux and prlimit';
}

/** A disk of its own, as small as wanted. */
export type SmallDisk = AsyncDisposable & { readonly folder: string };

/** Mounts a disk in memory of this size in megabytes. */
export async function mountSmallDisk(sizeMb: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-disk-'));
  if (!succeeds('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder])) throw new Error('cannot mount');
  return {
    folder,
    [Symbol.asyncDispose]: async () => {
      spawnSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Faults put into the system calls of a process; disposing takes them away. */
export async function injectFaults(pid: number, expressions: readonly string[]): Promise<AsyncDisposable> {
  const args = ['-f', '-p', String(pid), '-o', '/dev/null', ...expressions.flatMap((one) => ['-e', one])];
  const child = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('attached')) resolve();
    });
    void ended.then(() => reject(new Error(`strace ended: ${said}`)));
  });
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) child.kill('SIGINT');
      await ended;
    },
  };
}

/** Children of a process whose command line holds this text. */
export function childrenOf(pid: number, text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid && fileText(`/proc/${one}/cmdline`).includes(text));
}

function parentOf(pid: number): number {
  return Number(/\) \S (\d+)/.exec(fileText(`/proc/${pid}/stat`))?.[1] ?? 0);
}

/** Memory a process holds, in megabytes. */
export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(fileText(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

/** The limit of open files that leaves a process none to open: the lowest number it does not use. */
export function noMoreFilesOf(pid: number): number {
  const used = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let free = 0;
  while (used.has(free)) free += 1;
  return free;
}

/** The text, or nothing for a process that has just gone. */
function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}

/** Changes how many files a running process may have open. */
export function limitOpenFiles(pid: number, count: number): void {
  if (!succeeds('prlimit', ['--pid', String(pid), `--nofile=${count}:`])) throw new Error('prlimit refused');
}
