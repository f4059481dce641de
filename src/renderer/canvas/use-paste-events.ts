import { type RefObject, useEffect } from 'react';
import { copySelection, cutSelection, pasteText } from './actions/clipboard.ts';
import { canvasRoot, toCanvas } from './camera.ts';
import type { Point } from './canvas-state.ts';

/**
 * Takes the browser's own copy, cut and paste while the canvas has the focus: the way in where a page may not read the
 * clipboard by itself.
 */
export function usePasteEvents(pointer: RefObject<Point | undefined>): void {
  useEffect(() => {
    const isOurs = () => document.activeElement === canvasRoot();
    const give =
      (take: () => string | undefined) =>
      (event: ClipboardEvent): void => {
        const text = isOurs() ? take() : undefined;
        if (text === undefined) return;
        event.preventDefault();
        event.clipboardData?.setData('text/plain', text);
      };
    const copy = give(copySelection);
    const cut = give(cutSelection);
    const paste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text/plain');
      if (!isOurs() || text === undefined) return;
      event.preventDefault();
      pasteText(text, pointer.current === undefined ? undefined : toCanvas(pointer.current));
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', cut);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', cut);
      document.removeEventListener('paste', paste);
    };
  }, [pointer]);
}
