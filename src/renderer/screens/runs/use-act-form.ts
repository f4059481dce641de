import { useState } from 'react';
import { RefusedCall } from '../../data/files.ts';

/** Why an act was not done. */
export type ActRefusal = { readonly sentence: string; readonly code: string | undefined };

/** The state of a form that asks why before something is done. */
export type ActForm = {
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  /** Somebody tried to send without the reason that must be given. */
  readonly isReasonMissed: boolean;
  readonly isBusy: boolean;
  readonly refusal: ActRefusal | undefined;
  /** Does it when all is filled in, once at a time; what it throws is the refusal, and the form stays. */
  readonly send: (isFilled: boolean, act: (reason: string) => Promise<void>) => Promise<void>;
};

/** Holds such a form. */
export function useActForm(needsReason: boolean): ActForm {
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [refusal, setRefusal] = useState<ActRefusal>();
  const lacksReason = needsReason && reason.trim() === '';
  const send: ActForm['send'] = async (isFilled, act) => {
    setIsAsked(true);
    if (lacksReason || !isFilled || isBusy) return;
    setIsBusy(true);
    setRefusal(undefined);
    try {
      await act(reason.trim());
    } catch (error) {
      const code = error instanceof RefusedCall ? error.code : undefined;
      setRefusal({ sentence: error instanceof Error ? error.message : String(error), code });
    } finally {
      setIsBusy(false);
    }
  };
  return { reason, setReason, isReasonMissed: isAsked && lacksReason, isBusy, refusal, send };
}
