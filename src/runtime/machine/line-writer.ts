/** Where lines end up; standard error in a process of its own. */
export type LineSink = { readonly write: (text: string) => unknown };

/** Writes lines, many at once. */
export type LineWriter = {
  readonly line: (line: string) => void;
  /** Hands everything over now: the last thing a process does. */
  readonly flush: () => void;
};

/**
 * Gathers the lines of one turn of the loop into one write. Writing to a pipe or a file blocks the thread, so a write
 * for each line would cost every request the price of a system call.
 */
export function createLineWriter(sink: LineSink, defer: (flush: () => void) => void): LineWriter {
  let waiting = '';
  const flush = (): void => {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    sink.write(text);
  };
  return {
    line: (line) => {
      if (waiting === '') defer(flush);
      waiting += `${line}\n`;
    },
    flush,
  };
}
