import { auditChange } from '../engine/audit-change.ts';
import type { SignalOutcome } from '../engine/engine-port.ts';
import type { Clock } from '../engine/ports.ts';
import type { StoreWrites } from '../store/store.ts';

/** What closing needs: the store, the time, and the engine's ear for runs whose lane became free. */
export type CloseNeeds = {
  readonly store: StoreWrites;
  readonly clock: Pick<Clock, 'now'>;
  /** Drives runs that now hold their lane. */
  readonly wake: (runs: readonly string[]) => void;
};

/** Closes a dead letter without running it again; what waited behind it in its lane goes on. */
export async function closeDeadLetter(
  needs: CloseNeeds,
  command: { readonly deadLetter: string; readonly by: string; readonly reason: string },
): Promise<SignalOutcome> {
  const at = needs.clock.now();
  const { deadLetter, by, reason } = command;
  const changes = [auditChange(at, by, 'dead-letter.closed', deadLetter, { reason })];
  const outcome = await needs.store.commit({ kind: 'close-dead-letter', state: 'closed', at, changes, ...command });
  if (outcome.kind === 'refused') return refuseClose(outcome.why, command.deadLetter);
  if (outcome.kind === 'done') needs.wake(outcome.woken);
  return { kind: 'done' };
}

function refuseClose(why: string, deadLetter: string): SignalOutcome {
  return why === 'no-such-thing'
    ? {
        kind: 'refused',
        code: 'dead-letter/unknown',
        reason: `There is no dead letter "${deadLetter}". Look at the list again.`,
      }
    : {
        kind: 'refused',
        code: 'dead-letter/closed',
        reason: `The dead letter "${deadLetter}" was replayed or closed before. Its page shows by whom.`,
      };
}
