import { type FileEvent, onFileEvent } from '../data/workspace-events.ts';
import { presentDocument } from './document.ts';
import { layoutPathOf, takeFromDisk } from './open-document.ts';
import { isUnsaved } from './save.ts';
import { useSaving } from './saving.ts';

/**
 * Shows what another program writes into the open files at once; where something here is not saved yet, a person
 * chooses. Returns what ends it.
 */
export function followDisk(): () => void {
  return onFileEvent(takeEvent);
}

function takeEvent(event: FileEvent): void {
  const { path, file, layoutFile } = presentDocument();
  if (path === undefined) return;
  if (event.kind === 'file') {
    const isFlow = event.path === path && event.etag !== file.etag;
    const isLayout = event.path === layoutPathOf(path) && event.etag !== layoutFile.etag;
    if (!isFlow && !isLayout) return;
  }
  // Our own write is told before its answer arrives.
  if (useSaving.getState().save.kind === 'saving') return;
  if (isUnsaved()) useSaving.setState({ save: { kind: 'conflict', detail: '' } });
  else void takeFromDisk(path);
}
