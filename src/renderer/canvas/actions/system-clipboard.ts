import { create } from 'zustand';
import type { Point } from '../canvas-state.ts';
import { copySelection, cutSelection, pasteText } from './clipboard.ts';
import { tellDone } from './tell.ts';

/**
 * Whether the page may use the clipboard by itself. Where it may not, the keys are left to the browser, whose own
 * copy, cut and paste events the canvas takes.
 */
export const useSystemClipboard = create<{ readonly canWrite: boolean; readonly canRead: boolean }>(() => ({
  canWrite: typeof navigator.clipboard?.writeText === 'function',
  canRead: typeof navigator.clipboard?.readText === 'function',
}));

/** Copies the selected steps, or cuts them out. */
export async function copyToSystem(how: 'copy' | 'cut'): Promise<void> {
  const text = how === 'copy' ? copySelection() : cutSelection();
  if (text === undefined) return;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Refused by the browser: from now on its own event is taken, which needs no permission.
    useSystemClipboard.setState({ canWrite: false });
    tellDone('told.clipboardRefused');
  }
}

/** Pastes what the clipboard holds. */
export async function pasteFromSystem(at: Point | undefined): Promise<void> {
  try {
    pasteText(await navigator.clipboard.readText(), at);
  } catch {
    useSystemClipboard.setState({ canRead: false });
    tellDone('told.clipboardRefused');
  }
}
