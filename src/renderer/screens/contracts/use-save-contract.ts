import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '#ui/toaster.tsx';
import { writeFiles } from '../../data/files.ts';
import type { KnownFile } from '../../document/document.ts';
import { toastProblem } from '../../frame/toast-problem.ts';
import { go } from '../../routes.ts';
import { type ContractDraft, closeDraft, keepDraft } from './contract-drafts.ts';

/** Saving an agreed shape. */
export type SavingContract = {
  readonly isBusy: boolean;
  /** Writes the text under its own name; a file that changed meanwhile is read again and nothing is written. */
  readonly save: (draft: ContractDraft) => Promise<void>;
  /** Writes the text as another shape and leaves this one as it is on disk. */
  readonly saveAs: (draft: ContractDraft, name: string) => Promise<void>;
};

/** Gives what saves a shape. */
export function useSaveContract(name: string, path: string): SavingContract {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const key = (file: string) => ['workspace', 'file', file];
  const write = async (file: string, text: string, expect: string | null): Promise<KnownFile | undefined> => {
    setIsBusy(true);
    try {
      const written = await writeFiles([{ path: file, text, expect }]);
      if (written.ok) return { text, etag: written.etags.get(file) ?? null };
      toastProblem([written.detail]);
      await queries.invalidateQueries({ queryKey: key(file) });
    } catch (error) {
      toastProblem([error instanceof Error ? error.message : String(error)]);
    } finally {
      setIsBusy(false);
    }
    return undefined;
  };
  return {
    isBusy,
    save: async (draft) => {
      const base = await write(path, draft.text, draft.base.etag);
      if (base === undefined) return;
      queries.setQueryData(key(path), base);
      keepDraft(name, { ...draft, base, isTyping: false });
      showToast({ tone: 'ok', title: t('contracts.saved', { name }) });
      await queries.invalidateQueries({ queryKey: ['workspace'] });
    },
    saveAs: async (draft, other) => {
      const file = pathOf(other);
      const base = await write(file, draft.text, null);
      if (base === undefined) return;
      queries.setQueryData(key(file), base);
      await queries.invalidateQueries({ queryKey: ['workspace'] });
      closeDraft(name);
      go({ screen: 'contracts', contract: other });
      showToast({ tone: 'ok', title: t('contracts.savedAs', { name: other, former: name }) });
    },
  };
}

/** The file of a shape. */
export function pathOf(name: string): string {
  return `contracts/${name}.schema.json`;
}
