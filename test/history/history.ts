import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Json } from '#flow/json.ts';

/** One line of a history: what a client of the runtime asked for, and what it then learned. */
export type HistoryEntry = {
  /** Monotonic milliseconds on the scale of the epoch: never jumps while one recorder lives. */
  readonly t: number;
  /** Who did it: `sender-3`, `operator`, `rig`. */
  readonly proc: string;
  /** What was done: `accept`, `decide`, `settle`, `replay`, `gate`, `crash`. */
  readonly f: string;
  /** `info` means that nobody knows whether it happened. */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  /** What it was done to: an event id, an approval, a run. */
  readonly key: string;
  readonly value?: Json;
};

/** Records what clients did, in memory and as JSON lines. */
export type History = {
  readonly note: (entry: Omit<HistoryEntry, 't'>) => void;
  readonly entries: readonly HistoryEntry[];
  readonly close: () => void;
};

/** The recorder's clock: monotonic, on the scale of the epoch. */
export function recorderNow(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Begins a history; every entry is in the file before `note` returns, so that it survives the recorder.
 *
 * @param now where another clock than the machine's counts, as in a simulation
 */
export function beginHistory(options: { readonly file?: string; readonly now?: () => number } = {}): History {
  const entries: HistoryEntry[] = [];
  const now = options.now ?? recorderNow;
  const descriptor = options.file === undefined ? undefined : openSync(options.file, 'a');
  return {
    entries,
    note: (entry) => {
      const timed = { t: now(), ...entry };
      entries.push(timed);
      if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(timed)}\n`);
    },
    close: () => {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

/** Reads a history back; a last line that was being written is left out. */
export function readHistory(file: string): readonly HistoryEntry[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  // Written by `beginHistory` alone.
  return lines.map((line) => JSON.parse(line) as HistoryEntry);
}
