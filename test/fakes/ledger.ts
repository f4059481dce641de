import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * What a fake did, in order. Optionally mirrored to a file of JSON lines, one write per entry, so that another
 * process can read it even after this one was killed. A file that is already there is continued, seq included.
 */
export class Ledger<Entry extends { readonly seq: number }> {
  readonly #entries: Entry[] = [];
  readonly #file: number | undefined;
  readonly #limit: number;
  #lastSeq = 0;

  /** @param limit how many entries stay in memory, oldest dropped first; all of them by default */
  constructor(options: { readonly file?: string | undefined; readonly limit?: number | undefined } = {}) {
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    if (options.file === undefined) return;
    this.#lastSeq = existsSync(options.file) ? readLedgerFile(options.file).length : 0;
    this.#file = openSync(options.file, 'a');
  }

  /** The entries in memory, oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Adds an entry under the next number; it is in the file when this returns. */
  append(entryWithout: (seq: number) => Entry): Entry {
    this.#lastSeq += 1;
    const entry = entryWithout(this.#lastSeq);
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit * 2) this.#entries.splice(0, this.#entries.length - this.#limit);
    if (this.#file !== undefined) writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    return entry;
  }

  /** Closes the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }
}

/** Reads a mirrored ledger; a last line that is still being written is left out. */
export function readLedgerFile(file: string): readonly unknown[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
