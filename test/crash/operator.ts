import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '#api/client.ts';
import type { JsonObject } from '#flow/json.ts';
import type { TargetCall } from '#test/history/evidence.ts';
import { nodeAt } from '#test/history/facts.ts';
import type { History } from '#test/history/history.ts';
import type { Chance } from './chance.ts';

/** A person at the runtime: approves and rejects, settles doubts by looking into the target, replays dead letters. */
export type Operator = {
  /** Works until the signal aborts or the runtime is gone. */
  readonly work: (client: Client, signal: AbortSignal) => Promise<void>;
};

/** Pause between two rounds: the pace of a person, not a wait for something to be ready. */
const paceMs = 60;

/**
 * Makes the operator of a rig.
 *
 * @param calls what the target received so far; an operator looks there before saying that a write happened
 */
export function createOperator(history: History, chance: Chance, calls: () => readonly TargetCall[]): Operator {
  const decided = new Map<string, 'approved' | 'rejected'>();
  const replayed = new Set<string>();

  const asked = async (f: string, key: string, value: JsonObject, ask: () => Promise<{ readonly ok: boolean }>) => {
    history.note({ proc: 'operator', f, type: 'invoke', key, value });
    try {
      const { ok } = await ask();
      history.note({ proc: 'operator', f, type: ok ? 'ok' : 'fail', key, value });
    } catch (error) {
      history.note({ proc: 'operator', f, type: 'info', key, value });
      throw error;
    }
  };

  const decideAll = async (client: Client): Promise<void> => {
    const listed = await client.send('approvals.list', { query: { state: 'open', limit: 50 } });
    for (const { id, run } of listed.ok ? listed.value.approvals : []) {
      const shown = await client.send('approvals.get', { params: { id } });
      if (!shown.ok) continue;
      // A person who is asked again after a crash says the same again.
      const decision = decided.get(id) ?? (chance.next() < 0.7 ? 'approved' : 'rejected');
      decided.set(id, decision);
      const body = { decision, shownHash: shown.value.shownHash };
      await asked('decide', id, { decision, run }, () => client.send('approvals.decide', { params: { id }, body }));
    }
  };

  const settleAll = async (client: Client): Promise<void> => {
    const listed = await client.send('doubts.list', { query: { limit: 50 } });
    const doubts = listed.ok ? listed.value.doubts : [];
    const received = doubts.length === 0 ? [] : calls();
    for (const { run, path } of doubts) {
      const found = await client.send('runs.get', { params: { id: run } });
      if (!found.ok) continue;
      const happened = received.some(
        (call) => call.applied && call.event === found.value.key && call.step === nodeAt(path),
      );
      const resolution = happened ? 'happened' : 'send';
      const body = { run, path, resolution, reason: 'looked it up', result: { found: happened } } as const;
      await asked('settle', `${run}:${path}`, { resolution }, () => client.send('doubts.settle', { body }));
    }
  };

  const replaySome = async (client: Client): Promise<void> => {
    const listed = await client.send('dead-letters.list', { query: { state: 'open', limit: 50 } });
    for (const { id, run } of listed.ok ? listed.value.deadLetters : []) {
      const found = await client.send('runs.get', { params: { id: run } });
      // Letters are replayed until the runtime says that they are closed; a replay that fails again is left alone.
      if (!found.ok || found.value.origin !== found.value.id || (replayed.has(id) && chance.next() < 0.5)) continue;
      replayed.add(id);
      await asked('replay', id, { run }, () =>
        client.send('dead-letters.replay', { params: { id }, body: { reason: 'again' } }),
      );
    }
  };

  return {
    work: async (client, signal) => {
      while (!signal.aborted) {
        try {
          await decideAll(client);
          await settleAll(client);
          await replaySome(client);
        } catch (error) {
          // The runtime was killed under a call. A refusal to talk to it is no news; anything else is.
          if (!(error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError'))) throw error;
        }
        await delay(paceMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
