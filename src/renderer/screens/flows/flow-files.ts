import { runtime } from '../../data/client.ts';
import { type FileChange, readFile, writeFiles } from '../../data/files.ts';
import { answerOf } from '../../data/queries.ts';
import { layoutPathOf, testsPathOf } from '../../document/flow-paths.ts';
import { type FlowNaming, pathOf, renameInText, retargetTests } from './flow-text.ts';

/** How a change to flow files ended: done, or a sentence that says why not. */
export type FilesOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Writes a new flow, and with it what it stands on and is not there yet. */
export async function createFlow(
  text: string,
  id: string,
  files: readonly { readonly path: string; readonly text: string }[] = [],
): Promise<FilesOutcome> {
  const own = { path: pathOf(id), text, expect: null };
  return write([own, ...files.map((file) => ({ ...file, expect: null }))]);
}

/** Gives a flow another name; its id, and with it its history, stays. */
export async function renameFlow(path: string, name: string): Promise<FilesOutcome> {
  const file = await readFile(path);
  const renamed = renameInText(file.text, { name });
  if (!renamed.ok) return { ok: false, reason: renamed.problems[0]?.message ?? '' };
  return write([{ path, text: renamed.value, expect: file.etag }]);
}

/** Copies a flow with its layout and tests. */
export async function duplicateFlow(path: string, naming: FlowNaming): Promise<FilesOutcome> {
  const [file, layout, tests] = await readTogether(path);
  const renamed = renameInText(file.text, naming);
  if (!renamed.ok) return { ok: false, reason: renamed.problems[0]?.message ?? '' };
  const copy = pathOf(naming.id);
  const changes: FileChange[] = [{ path: copy, text: renamed.value, expect: null }];
  if (layout.etag !== null) changes.push({ path: layoutPathOf(copy), text: layout.text, expect: null });
  if (tests.etag !== null) {
    changes.push({ path: testsPathOf(copy), text: retargetTests(tests.text, naming.id), expect: null });
  }
  return write(changes);
}

/** Deletes a flow with its layout and its tests, all or none. */
export async function deleteFlow(path: string): Promise<FilesOutcome> {
  const files = await readTogether(path);
  const paths = [path, layoutPathOf(path), testsPathOf(path)];
  return write(
    files.flatMap(({ etag }, index) => {
      const own = paths[index];
      return etag === null || own === undefined ? [] : [{ path: own, text: null, expect: etag }];
    }),
  );
}

/** A flow file with those that belong to it; one that is not there is not asked for, or the browser would complain. */
async function readTogether(path: string) {
  const { files } = answerOf(await runtime.send('workspace.get', {}));
  const known = new Set(files.map((file) => file.path));
  const absent = { text: '', etag: null };
  const read = (one: string) => (known.has(one) ? readFile(one) : absent);
  return Promise.all([readFile(path), read(layoutPathOf(path)), read(testsPathOf(path))]);
}

async function write(changes: readonly FileChange[]): Promise<FilesOutcome> {
  try {
    const written = await writeFiles(changes);
    return written.ok ? { ok: true } : { ok: false, reason: written.detail };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
