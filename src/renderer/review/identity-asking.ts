import { create } from 'zustand';
import type { Identity } from '../data/reviews.ts';

/** What waits until somebody said who works here; undefined while nobody is asked. */
export const useIdentityAsking = create<{ readonly next: (() => void) | undefined }>(() => ({ next: undefined }));

/** Does something that carries a name: at once where it is known who works here, else after asking. */
export function withIdentity(identity: Pick<Identity, 'person'> | undefined, act: () => void): void {
  // While it is not known yet the runtime itself refuses, and says why.
  if (identity === undefined || identity.person !== null) act();
  else useIdentityAsking.setState({ next: act });
}
