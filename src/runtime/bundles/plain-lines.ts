import { withFiles } from '../git/read-tree.ts';
import { listFiles, readBytes } from '../workspace/files.ts';

const carriageReturn = Buffer.from('\r\n');

/**
 * Hands over the folder of a workspace as it was committed: where a checkout on Windows turned the ends of lines, a
 * copy of it with plain ones, for as long as it is used.
 */
export async function withPlainLines<T>(folder: string, use: (plain: string) => Promise<T>): Promise<T> {
  const files = new Map<string, Uint8Array>();
  let isTurned = false;
  for (const { path } of await listFiles(folder)) {
    const bytes = await readBytes(folder, path);
    if (bytes === undefined) continue;
    isTurned ||= bytes.includes(carriageReturn);
    // Byte by byte and not as text: what is no UTF-8 is to be refused as it is, not mended on the way.
    files.set(path, Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
  }
  return isTurned ? await withFiles(files, use) : await use(folder);
}
