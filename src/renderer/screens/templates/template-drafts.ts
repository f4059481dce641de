import { create } from 'zustand';
import type { KnownFile } from '../../document/document.ts';

/** A text of a pattern that is not saved yet, and the file as it was when the typing began. */
export type TemplateDraft = { readonly text: string; readonly base: KnownFile };

type Drafts = { readonly byPath: Readonly<Record<string, TemplateDraft | undefined>> };

/** Texts that are not saved yet, by path; they outlive the screen. */
export const useTemplateDrafts = create<Drafts>(() => ({ byPath: {} }));

/** Keeps a draft; undefined forgets it. */
export function keepDraft(path: string, draft: TemplateDraft | undefined): void {
  const { byPath } = useTemplateDrafts.getState();
  if (byPath[path] !== draft) useTemplateDrafts.setState({ byPath: { ...byPath, [path]: draft } });
}

/** True where a text is not what the file says. */
export function isChanged(text: string, base: KnownFile): boolean {
  return text !== base.text;
}
