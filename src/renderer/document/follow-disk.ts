import { readFile } from '../data/files.ts';
import { type FileEvent, onFileEvent } from '../data/workspace-events.ts';
import { presentDocument } from './document.ts';
import { layoutPathOf } from './flow-paths.ts';
import { takeFromDisk } from './open-document.ts';
import { isUnsaved } from './save.ts';
import { useSaving } from './saving.ts';

/** Told while our own write was under way: its answer says which of them are somebody else's. */
const waiting: FileEvent[] = [];

/**
 * Shows what another program writes into the open files at once; where something here is not saved yet, a person
 * chooses. Returns what ends it.
 */
export function followDisk(): () => void {
  const stopEvents = onFileEvent(takeEvent);
  const stopSaving = useSaving.subscribe(({ save }, before) => {
    if (before.save.kind !== 'saving' || save.kind === 'saving') return;
    const events = waiting.splice(0);
    if (save.kind !== 'conflict') for (const event of events) takeEvent(event);
  });
  return () => {
    stopEvents();
    stopSaving();
    waiting.length = 0;
  };
}

function takeEvent(event: FileEvent): void {
  const { path, file, layoutFile } = presentDocument();
  if (path === undefined) return;
  if (event.kind === 'file') {
    const isFlow = event.path === path && event.etag !== file.etag;
    const isLayout = event.path === layoutPathOf(path) && event.etag !== layoutFile.etag;
    if (!isFlow && !isLayout) return;
  }
  // Our own write is told before its answer arrives; and another program may write just after it.
  if (useSaving.getState().save.kind === 'saving') waiting.push(event);
  else if (isUnsaved()) void askWhose(path);
  else void takeFromDisk(path);
}

/** Something here is not saved, so it matters whether the news is of another program, or late and of our own write. */
async function askWhose(path: string): Promise<void> {
  const onDisk = await Promise.all([readFile(path), readFile(layoutPathOf(path))]).catch(() => undefined);
  const { path: present, file, layoutFile } = presentDocument();
  if (onDisk === undefined || present !== path) return;
  const isOurs = onDisk[0].etag === file.etag && onDisk[1].etag === layoutFile.etag;
  // A write that is under way meets the same file, and is refused by the runtime.
  if (isOurs || useSaving.getState().save.kind === 'saving') return;
  if (isUnsaved()) useSaving.setState({ save: { kind: 'conflict', detail: '' } });
  else await takeFromDisk(path);
}
