import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes. */
export type Terminal = {
  /** Writes lines of results to standard output; resolves when the reader keeps up. */
  readonly print: (text: string) => Promise<void>;
  /** Writes a value as JSON, on one line. */
  readonly printJson: (value: unknown) => Promise<void>;
  /** Writes a line for people to standard error: progress, warnings, refusals. */
  readonly note: (text: string) => void;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
  readonly input: Readable;
  /** True once nobody reads standard output any more. */
  readonly isClosed: () => boolean;
};

/**
 * Makes the terminal of this process. A reader that left (`penstock runs | head`) is no error: what comes after is
 * dropped, and the command may notice through `isClosed`.
 */
export function createTerminal(streams: {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}): Terminal {
  const { input, output, errors } = streams;
  let isClosed = false;
  const close = (): void => {
    isClosed = true;
  };
  output.on('error', close);
  errors.on('error', () => undefined);
  const print = async (text: string): Promise<void> => {
    if (isClosed) return;
    if (output.write(`${text}\n`)) return;
    // The reader may leave while we wait for it.
    await Promise.race([once(output, 'drain'), once(output, 'close')]).catch(close);
  };
  return {
    print,
    printJson: (value) => print(JSON.stringify(value)),
    note: (text) => void errors.write(`${text}\n`),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of input) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
    input,
    isClosed: () => isClosed,
  };
}

/** Lays rows out in columns for people; the last column is not padded. */
export function layOut(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
