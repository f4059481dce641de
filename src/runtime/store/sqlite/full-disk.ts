import type { StoreCommand } from '../command.ts';
import type { Ballast } from './ballast.ts';

/**
 * What is taken while the disk is full. The ballast is given back for results that are already there, not for new
 * work: accepted events and new effects wait until the ballast fits again.
 */
export type FullDisk = {
  readonly isFull: () => boolean;
  /** The disk refused a transaction for want of room. */
  readonly enter: (now: number) => void;
  /** Whether a command may go on while the disk is full. */
  readonly admits: (command: StoreCommand) => boolean;
  /** Tries to lay the ballast down again, at most once a second; ordinary work goes on when it fits. */
  readonly probe: (now: number) => void;
};

const PROBE_EVERY_MS = 1_000;

/** Watches over the room on the disk with the help of a ballast file; without one every command is always tried. */
export function createFullDisk(ballast: Ballast, hasBallast: boolean): FullDisk {
  let isFull = false;
  let probedAt = 0;
  return {
    isFull: () => isFull,
    enter: (now) => {
      if (!hasBallast) return;
      ballast.drop();
      isFull = true;
      probedAt = now;
    },
    admits: (command) => command.kind === 'append' && !command.changes.some((change) => change.kind === 'intent'),
    probe: (now) => {
      // A clock that was set back must not stop the probing.
      if (Math.abs(now - probedAt) < PROBE_EVERY_MS) return;
      probedAt = now;
      void ballast.fill().then((isThere) => {
        if (isThere) isFull = false;
      }, ignoreRefusal);
    },
  };
}

// The next probe asks again; until then the disk counts as full.
function ignoreRefusal(): void {}
