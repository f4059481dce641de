import { create } from 'zustand';
import type { KnownFile } from '../../document/document.ts';

/** A contract as somebody works on it here. */
export type ContractDraft = {
  /** What was read from the disk; the next write expects it there. */
  readonly base: KnownFile;
  readonly text: string;
  /** Texts before, the oldest first. */
  readonly past: readonly string[];
  readonly future: readonly string[];
  /** True while the last entry grows with every key typed. */
  readonly isTyping: boolean;
};

const longestPast = 200;

type Drafts = { readonly byName: Readonly<Record<string, ContractDraft>> };

/** Contracts opened in this page; what is not saved stays when another screen is looked at. */
export const useContractDrafts = create<Drafts>(() => ({ byName: {} }));

/** A contract as it was just read. */
export function freshDraft(base: KnownFile): ContractDraft {
  return { base, text: base.text, past: [], future: [], isTyping: false };
}

/** Takes a new text over. Typing is one entry until something else is done. */
export function changeDraft(name: string, draft: ContractDraft, text: string, how: 'edit' | 'typing' = 'edit'): void {
  if (text === draft.text) return;
  const isTyping = how === 'typing';
  const past = isTyping && draft.isTyping ? draft.past : [...draft.past, draft.text].slice(-longestPast);
  keepDraft(name, { ...draft, text, past, future: [], isTyping });
}

/** Takes the last entry back; does nothing where there is none. */
export function undoDraft(name: string, draft: ContractDraft): void {
  const text = draft.past.at(-1);
  if (text === undefined) return;
  const future = [draft.text, ...draft.future];
  keepDraft(name, { ...draft, text, past: draft.past.slice(0, -1), future, isTyping: false });
}

/** Does again what was taken back. */
export function redoDraft(name: string, draft: ContractDraft): void {
  const [text, ...future] = draft.future;
  if (text !== undefined)
    keepDraft(name, { ...draft, text, past: [...draft.past, draft.text], future, isTyping: false });
}

/** Remembers a draft; also how what is on disk is noted after a save. */
export function keepDraft(name: string, draft: ContractDraft): void {
  useContractDrafts.setState(({ byName }) => ({ byName: { ...byName, [name]: draft } }));
}

/** Forgets what was not saved. */
export function closeDraft(name: string): void {
  const { [name]: _, ...byName } = useContractDrafts.getState().byName;
  useContractDrafts.setState({ byName });
}

/** True where the text is not what was on disk when it was read. */
export function isChanged(draft: ContractDraft | undefined): boolean {
  return draft !== undefined && draft.text !== draft.base.text;
}

/** The draft to go on with: the one at hand, or the file anew where nothing was changed here since it was. */
export function currentDraft(draft: ContractDraft | undefined, file: KnownFile): ContractDraft {
  if (draft === undefined) return freshDraft(file);
  return !isChanged(draft) && draft.base.etag !== file.etag ? freshDraft(file) : draft;
}
