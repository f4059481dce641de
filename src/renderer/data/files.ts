import type { KnownFile } from '../document/document.ts';
import { runtime } from './client.ts';

/** A file of the workspace; one that does not exist reads as an empty text without an etag. */
export async function readFile(path: string): Promise<KnownFile> {
  const read = await runtime.send('workspace.read', { query: { path, optional: 'true' } });
  if (read.ok) return { text: read.value.text, etag: read.value.etag };
  throw new RefusedCall(read.problem);
}

/** What a write expects of one file; `text: null` deletes it. */
export type FileChange = { readonly path: string; readonly text: string | null; readonly expect: string | null };

/** How a write ended: written, or another program was faster. */
export type WriteOutcome =
  | { readonly ok: true; readonly etags: ReadonlyMap<string, string | null> }
  | { readonly ok: false; readonly detail: string };

/** Writes files together; nothing is written when one of them is no longer as expected. */
export async function writeFiles(changes: readonly FileChange[]): Promise<WriteOutcome> {
  const written = await runtime.send('workspace.write', { body: { changes: [...changes] } });
  if (written.ok) return { ok: true, etags: new Map(written.value.files.map(({ path, etag }) => [path, etag])) };
  if (written.problem.code === 'workspace/changed-on-disk') return { ok: false, detail: written.problem.detail };
  throw new RefusedCall(written.problem);
}

/** The runtime refused a call for a reason the page did not foresee; the message is fit to be shown. */
export class RefusedCall extends Error {
  readonly code: string;

  constructor(problem: { readonly code: string; readonly title: string; readonly detail: string }) {
    super(`${problem.title}. ${problem.detail}`);
    this.code = problem.code;
  }
}
