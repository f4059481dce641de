import { useState } from 'react';
import { useIdentity } from '../data/reviews.ts';
import { useDocument } from '../document/document.ts';
import { isUnsaved, saveNow } from '../document/save.ts';
import { useCommand } from '../keys/commands.ts';
import { HistoryDialog } from './history-dialog.tsx';
import { withIdentity } from './identity-asking.ts';
import { RequestDialog } from './request-dialog.tsx';
import { SaveDialog } from './save-dialog.tsx';

/** Saving a version, handing over for review, and the versions of the open flow. */
export function HandOver() {
  const [open, setOpen] = useState<'save' | 'request' | 'history'>();
  const { data: identity } = useIdentity();
  const path = useDocument((state) => (state.status === 'open' ? state.path : undefined));
  const begin = async (next: 'save' | 'request'): Promise<void> => {
    // What was drawn a moment ago belongs to it.
    if (isUnsaved()) await saveNow();
    setOpen(next);
  };
  useCommand('flow.save-version', () => withIdentity(identity, () => void begin('save')));
  useCommand('flow.request-review', () => withIdentity(identity, () => void begin('request')));
  useCommand('flow.history', () => setOpen('history'), path !== undefined);
  const close = (): void => setOpen(undefined);
  if (open === 'save') return <SaveDialog onDone={close} />;
  if (open === 'request') return <RequestDialog onDone={close} />;
  if (open === 'history') return <HistoryDialog onDone={close} />;
  return null;
}
