import { useEffect, useRef, useState } from 'react';
import { RefusedCall } from '../../../data/files.ts';

/** Why a step was not done, and the field it stands at. */
export type Refusal = { readonly field: string; readonly message: string; readonly code?: string };

/** A step under way. */
export type Attempt = {
  /** What is happening now. */
  readonly busy: string | undefined;
  readonly refusal: Refusal | undefined;
  readonly refuse: (refusal: Refusal | undefined) => void;
  /** The refusal that belongs at a field. */
  readonly errorAt: (field: string) => string | undefined;
  /** Does something that may be refused; the refusal goes to a field. What was started before is forgotten. */
  readonly attempt: (
    doing: { readonly say: string; readonly field: string | FieldOfCode },
    work: () => Promise<() => void>,
  ) => Promise<void>;
};

/** Names the field a refusal belongs to by its code. */
export type FieldOfCode = (code: string) => string;

/** Keeps one thing going at a time, and what came of it. `broken` is said when the runtime does not answer at all. */
export function useAttempt(broken: string): Attempt {
  const [busy, setBusy] = useState<string>();
  const [refusal, refuse] = useState<Refusal>();
  const turn = useRef(0);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );
  return {
    busy,
    refusal,
    refuse,
    errorAt: (field) => (refusal?.field === field ? refusal.message : undefined),
    attempt: async ({ say, field }, work) => {
      turn.current += 1;
      const own = turn.current;
      setBusy(say);
      refuse(undefined);
      try {
        const then = await work();
        if (own === turn.current) then();
      } catch (error) {
        if (own !== turn.current) return;
        const code = error instanceof RefusedCall ? error.code : '';
        const message = error instanceof RefusedCall ? error.message : broken;
        refuse({ field: typeof field === 'string' ? field : field(code), message, code });
      } finally {
        if (own === turn.current) setBusy(undefined);
      }
    },
  };
}
