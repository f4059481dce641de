import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { sandboxLimits } from '#sandbox/messages.ts';
import type { ChildCommand } from './child-command.ts';
import { bootFrame, type ChildFrame, createFrameReader } from './frames.ts';

/** A running child, as the pool uses it. */
export type ChildLink = {
  readonly pid: number;
  readonly send: (bytes: Buffer) => void;
  /** Resident memory in bytes; undefined where the system does not tell. */
  readonly residentBytes: () => number | undefined;
  /** SIGKILL; `gone` follows. A second call does nothing. */
  readonly kill: () => void;
};

/** What a child tells the pool. `gone` comes once, after the last frame. */
export type ChildEvents = {
  readonly frames: (frames: readonly ChildFrame[]) => void;
  /** Bytes that are no frame. */
  readonly malformed: () => void;
  readonly gone: () => void;
};

/** Starts a child. */
export type StartChild = (events: ChildEvents) => ChildLink;

/** Makes the function that starts real children; JSONata's text is read once. */
export function createStartChild(command: ChildCommand): StartChild {
  const jsonata = readFileSync(command.jsonata, 'utf8');
  const boot = bootFrame({ addon: command.addon, limits: sandboxLimits }, jsonata);
  return (events) => startChild(command, boot, events);
}

function startChild(command: ChildCommand, boot: Buffer, events: ChildEvents): ChildLink {
  // No environment and no descriptor but its channel; its own words go where ours go.
  const child = spawn(command.executable, command.args, { env: {}, stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  const channel = child.stdio[3];
  if (!(channel instanceof Duplex)) throw new Error('The child has no channel.');
  const reader = createFrameReader();
  channel.on('data', (bytes: Buffer) => {
    const frames = reader.take(bytes);
    if (frames === 'malformed') events.malformed();
    else events.frames(frames);
  });
  // A child that dies resets its channel; `close` says all there is to say.
  channel.on('error', () => undefined);
  const resident = openResident(child.pid);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    resident.close();
    events.gone();
  };
  child.on('close', end);
  // Without a process there is no `close`.
  child.on('error', () => child.pid === undefined && setImmediate(end));
  channel.write(boot);
  return {
    pid: child.pid ?? 0,
    send: (bytes) => void channel.write(bytes),
    residentBytes: resident.read,
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Keeps the file with a process's memory open, because it is read every 10 ms while work is in flight. */
function openResident(pid: number | undefined): { read: () => number | undefined; close: () => void } {
  if (process.platform !== 'linux' || pid === undefined) return { read: () => undefined, close: () => undefined };
  const descriptor = openSync(`/proc/${pid}/statm`, 'r');
  const digits = Buffer.alloc(128);
  return {
    read() {
      try {
        const pages = digits.toString('latin1', 0, readSync(descriptor, digits, 0, digits.length, 0)).split(' ')[1];
        return pages === undefined ? undefined : Number(pages) * 4096;
      } catch (error) {
        // The process is gone; its end is reported on another way.
        if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return undefined;
        throw error;
      }
    },
    close: () => closeSync(descriptor),
  };
}
