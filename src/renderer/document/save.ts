import { printLayout } from '#flow/layout.ts';
import { printFlow } from '#flow/text/print.ts';
import { type FileChange, writeFiles } from '../data/files.ts';
import { catalogue } from './catalogue.ts';
import { type DocumentState, presentDocument, setAside, useDocument } from './document.ts';
import { layoutPathOf } from './flow-paths.ts';
import { useSaving } from './saving.ts';

/** How long nothing changes before the document is written, in milliseconds. */
const idleMs = 1_000;

/** How long after a failure the next try begins, in milliseconds. */
const againMs = 3_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let underWay: Promise<void> | undefined;

/** Saves the document by itself a second after its last change; returns what ends it. */
export function saveOnChange(): () => void {
  return useDocument.subscribe((now, before) => {
    const isChanged = now.flow !== before.flow || now.layout !== before.layout;
    const isOnDisk = now.flow === now.onDisk.flow && now.layout === now.onDisk.layout;
    if (!isChanged || isOnDisk || now.status !== 'open' || now.path !== before.path) return;
    if (useSaving.getState().save.kind === 'conflict') return;
    useSaving.setState({ save: { kind: 'waiting' } });
    schedule(idleMs);
  });
}

/** Writes what is not yet on disk, now. */
export async function saveNow(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  await underWay;
  underWay = write().finally(() => {
    underWay = undefined;
  });
  await underWay;
}

/** True while something drawn is not on disk. */
export function isUnsaved(): boolean {
  return changesOf(presentDocument()).length > 0;
}

function schedule(delayMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void saveNow(), delayMs);
}

async function write(): Promise<void> {
  const before = presentDocument();
  const changes = changesOf(before);
  if (changes.length === 0) {
    useSaving.setState({ save: { kind: 'saved' } });
    return;
  }
  useSaving.setState({ save: { kind: 'saving' } });
  try {
    const outcome = await writeFiles(changes);
    if (!outcome.ok) {
      useSaving.setState({ save: { kind: 'conflict', detail: outcome.detail } });
      return;
    }
    if (presentDocument().path === before.path) remember(before, changes, outcome.etags);
    useSaving.setState({ save: { kind: isUnsaved() ? 'waiting' : 'saved' } });
  } catch (error) {
    useSaving.setState({ save: { kind: 'failed', detail: error instanceof Error ? error.message : '' } });
    schedule(againMs);
  }
}

/** The files whose text differs from what the runtime last told. An unchanged flow gives none, whatever was clicked. */
function changesOf({ path, status, flow, layout, file, layoutFile, onDisk }: DocumentState): readonly FileChange[] {
  if (path === undefined || status !== 'open' || flow === undefined) return [];
  const changes: FileChange[] = [];
  if (flow !== onDisk.flow) {
    const text = printFlow(flow, catalogue);
    if (text !== file.text) changes.push({ path, text, expect: file.etag });
  }
  if (layout !== onDisk.layout) {
    const text = printLayout(layout);
    if (text !== layoutFile.text) changes.push({ path: layoutPathOf(path), text, expect: layoutFile.etag });
  }
  return changes;
}

function remember(
  { path, flow, layout }: DocumentState,
  changes: readonly FileChange[],
  etags: ReadonlyMap<string, string | null>,
): void {
  setAside({ onDisk: { flow, layout } });
  for (const change of changes) {
    const known = { text: change.text ?? '', etag: etags.get(change.path) ?? null };
    setAside(change.path === path ? { file: known } : { layoutFile: known });
  }
}
