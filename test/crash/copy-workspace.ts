import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const source = new URL('./workspace', import.meta.url).pathname;

/**
 * Copies the crash workspace, with texts replaced in every file: addresses, versions, pauses.
 *
 * @param target what stands there is replaced
 */
export async function copyWorkspace(
  target: string,
  edits: readonly (readonly [from: string, to: string])[],
): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target);
  await cp(source, target, { recursive: true });
  for (const file of await readdir(target, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      edits.reduce((edited, [from, to]) => edited.replaceAll(from, to), text),
    );
  }
}
