import type { ChildProcess } from 'node:child_process';

/**
 * The first line a child writes to its standard output, as JSON.
 *
 * @param limitMs after which, or when the child ends first, the promise rejects
 */
export async function firstLine<T>(child: ChildProcess, limitMs: number): Promise<T> {
  const { stdout } = child;
  if (stdout === null) throw new Error('The child has no standard output.');
  return await new Promise<T>((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => settle(() => reject(new Error(`No line within ${limitMs} ms: ${text}`))), limitMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      stdout.off('data', read);
      child.off('exit', gone);
      // Nobody reads on, and a full pipe must not stop the child.
      stdout.resume();
      act();
    };
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const line = text.split('\n', 1)[0] ?? '';
      // The caller knows what its own child prints.
      if (text.includes('\n')) settle(() => resolve(JSON.parse(line) as T));
    };
    const gone = (code: number | null, signal: string | null): void =>
      settle(() => reject(new Error(`The child ended (${code ?? signal}) before its first line: ${text}`)));
    stdout.on('data', read);
    child.once('exit', gone);
  });
}
