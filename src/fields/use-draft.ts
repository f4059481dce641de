import { useEffect, useRef, useState } from 'react';

/** How a typed text becomes a value. */
export type DraftOptions = {
  readonly value: string;
  /** Takes the text over; gives the sentences of a refusal, or nothing. */
  readonly commit: (text: string) => readonly string[];
  /** How long nobody types before the text is taken over, in milliseconds; default 800. Infinity waits for the end. */
  readonly idleMs?: number;
};

/** A text being typed, and how it stands to the value. */
export type Draft = {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Takes the text over now, as when the field is left. */
  readonly flush: () => void;
  /** Why the last text was not taken over. */
  readonly refusal: readonly string[];
};

const none: readonly string[] = [];

/**
 * Keeps what is typed until nothing is typed for a while or the field is left, so that one sentence is one entry of
 * the undo history. A refused text stays on screen with its reason. What is still open when the field goes away is
 * taken over then.
 */
export function useDraft({ value, commit, idleMs = 800 }: DraftOptions): Draft {
  const [draft, setDraft] = useState<string>();
  const [refusal, setRefusal] = useState(none);
  const pending = useRef<string>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef({ value, commit });
  latest.current = { value, commit };
  const flush = useRef((): void => {
    clearTimeout(timer.current);
    const text = pending.current;
    pending.current = undefined;
    if (text === undefined) return;
    const problems = text === latest.current.value ? none : latest.current.commit(text);
    setRefusal(problems);
    if (problems.length === 0) setDraft(undefined);
  }).current;
  useEffect(() => flush, [flush]);
  return {
    text: draft ?? value,
    refusal,
    flush,
    change: (text) => {
      pending.current = text;
      setDraft(text);
      clearTimeout(timer.current);
      if (Number.isFinite(idleMs)) timer.current = setTimeout(flush, idleMs);
    },
  };
}
