import { setTimeout as pause } from 'node:timers/promises';
import type { PlanNode } from '#flow/plan/plan.ts';
import { decodeFrame } from '#runtime/engine/journal.ts';
import type { Clock } from '#runtime/engine/ports.ts';
import type { CommitOutcome, StoreCommand } from '#runtime/store/command.ts';
import type { Store } from '#runtime/store/store.ts';
import { StoreUnavailable } from '#runtime/store/store.ts';
import type { Plant } from './life.ts';
import { circuitPerConnection } from './target.ts';
import { secret } from './workload.ts';

/** A mistake somebody could make, and the promises of which at least one must be seen broken. */
export type PlantedBug = { readonly name: string; readonly breaks: readonly string[]; readonly plant: Plant };

/** How late the late ones are, in milliseconds: long enough to be overtaken by the end of a life. */
const lateMs = 150;

const pretended = (command: StoreCommand): CommitOutcome =>
  command.kind === 'accept'
    ? { kind: 'accepted', run: command.run.id, seq: 1, lane: 'none' }
    : { kind: 'appended', seq: command.kind === 'append' ? command.expectedSeq + 1 : 1, woken: [] };

/** Answers a kind of command before the disk has it; what comes after it for the same run waits its turn. */
function answersEarly(store: Store, isEarly: (command: StoreCommand) => boolean): Store {
  const turns = new Map<string, Promise<unknown>>();
  return {
    ...store,
    commit: (command) => {
      const run = runOf(command);
      const isPretended = isEarly(command);
      const done = (turns.get(run) ?? Promise.resolve()).then(async () => {
        if (isPretended) await pause(lateMs);
        return await store.commit(command);
      });
      const settled = done.catch(() => undefined);
      turns.set(run, settled);
      return isPretended ? Promise.resolve(pretended(command)) : done;
    },
  };
}

function runOf(command: StoreCommand): string {
  if (command.kind === 'accept') return command.run.id;
  return command.kind === 'append' ? command.run : '';
}

function withoutAudit(command: StoreCommand): StoreCommand {
  if (command.kind !== 'accept' && command.kind !== 'append') return command;
  return { ...command, changes: command.changes.filter((change) => change.kind !== 'audit') };
}

function auditOf(command: StoreCommand): readonly StoreCommand[] {
  if (command.kind !== 'accept' && command.kind !== 'append') return [];
  return command.changes.flatMap((change) =>
    change.kind === 'audit' ? [{ kind: 'audit', entry: change.entry } as const] : [],
  );
}

function swapUndo(node: PlanNode): PlanNode {
  const other: Readonly<Record<string, string>> = { cancel_hotel: 'cancel_car', cancel_car: 'cancel_hotel' };
  return node.compensate === undefined ? node : { ...node, compensate: other[node.compensate] ?? node.compensate };
}

/** Counts the lives of a workload. */
function inLaterLives(breakClock: (clock: Clock, life: number) => Clock): (clock: Clock) => Clock {
  let life = 0;
  return (clock) => {
    life += 1;
    return breakClock(clock, life);
  };
}

/** The mistakes of this stage. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'an event is acknowledged before it is committed',
    breaks: ['I1'],
    plant: { store: (store) => answersEarly(store, (command) => command.kind === 'accept') },
  },
  {
    name: 'an effect is sent before its intent is committed',
    breaks: ['I4'],
    plant: {
      store: (store) =>
        answersEarly(
          store,
          (command) => command.kind === 'append' && command.changes.some((change) => change.kind === 'intent'),
        ),
    },
  },
  {
    name: 'duplicates are looked for outside the transaction',
    breaks: ['I1'],
    plant: {
      store: (store) => {
        const seen = new Map<string, string>();
        return {
          ...store,
          commit: async (command) => {
            if (command.kind !== 'accept' || command.claim === undefined) return await store.commit(command);
            const { claim, ...bare } = command;
            const known = seen.get(claim.key);
            await pause(lateMs);
            if (known !== undefined) return { kind: 'duplicate', run: known, sameBody: true };
            seen.set(claim.key, command.run.id);
            return await store.commit(bare);
          },
        };
      },
    },
  },
  {
    name: 'every retry gets a fresh idempotency key',
    breaks: ['I3'],
    plant: {
      effects: (effects) => ({
        ...effects,
        invoke: (node, step, signal) =>
          effects.invoke(node, { ...step, key: `${step.key}-${step.attempt}-${step.repeated}` }, signal),
      }),
    },
  },
  {
    name: 'a write nobody can recognise is retried after an unclear outcome',
    breaks: ['I3'],
    plant: {
      effects: (effects) => ({
        ...effects,
        invoke: async (node, step, signal) => {
          const result = await effects.invoke(node, step, signal);
          if (result.ok || result.failure.unknown !== true) return result;
          const { unknown: _unknown, ...certain } = result.failure;
          return { ok: false, failure: certain };
        },
      }),
    },
  },
  {
    name: 'the answer of an approver is cached',
    breaks: ['I5'],
    plant: {
      engine: (engine) => {
        const answers = new Map<string, 'approved' | 'rejected'>();
        return {
          ...engine,
          decideApproval: (asked) => {
            const decision = answers.get(asked.by) ?? asked.decision;
            answers.set(asked.by, decision);
            return engine.decideApproval({ ...asked, decision });
          },
        };
      },
    },
  },
  {
    name: 'one breaker serves every connection',
    breaks: ['I11'],
    plant: {
      circuits: () => {
        const circuitOf = circuitPerConnection();
        return (_connection, clock) => circuitOf('all', clock);
      },
    },
  },
  {
    name: 'audit entries are written outside the transaction',
    breaks: ['I8'],
    plant: {
      store: (store) => ({
        ...store,
        commit: async (command) => {
          const outcome = await store.commit(withoutAudit(command));
          const later = async (): Promise<void> => {
            await pause(lateMs);
            for (const entry of auditOf(command)) await store.commit(entry);
          };
          later().catch(() => undefined);
          return outcome;
        },
      }),
    },
  },
  {
    name: 'steps are undone in the wrong order',
    breaks: ['I6'],
    plant: {
      flows: (flows) =>
        flows.map(({ plan, ...flow }) => ({
          ...flow,
          plan: {
            ...plan,
            nodes: Object.fromEntries(Object.entries(plan.nodes).map(([id, node]) => [id, swapUndo(node)])),
          },
        })),
    },
  },
  {
    name: 'a replay is a new event with keys of its own',
    breaks: ['I3'],
    plant: {
      engine: (engine, store) => ({
        ...engine,
        replay: async (asked) => {
          const stored = await store.loadRun(asked.run ?? '');
          const started = stored?.frames
            .flatMap((frame) => decodeFrame(frame))
            .find((entry) => entry.kind === 'started');
          if (stored === undefined || started?.kind !== 'started') return await engine.replay(asked);
          return await engine.acceptEvent({
            flow: stored.row.flow,
            triggerNode: started.trigger,
            event: { body: started.input, headers: {}, query: {} },
            receivedAt: Date.now(),
            bodyHash: '0'.repeat(64),
            actor: asked.by,
            dedupeKey: `replay-of-${stored.row.id}`,
          });
        },
      }),
    },
  },
  {
    name: 'a run goes on with the version that is live now',
    breaks: ['I13'],
    plant: {
      store: (store, { flows }) => ({
        ...store,
        loadRun: async (id) => {
          const stored = await store.loadRun(id);
          const live = flows.find((flow) => flow.flow === stored?.row.flow);
          if (stored === undefined || live === undefined) return stored;
          return { ...stored, row: { ...stored.row, plan: live.plan.hash } };
        },
      }),
    },
  },
  {
    name: 'a failed sync is swallowed',
    breaks: ['I1'],
    plant: {
      store: (store) => ({
        ...store,
        commit: async (command) => {
          try {
            return await store.commit(command);
          } catch (error) {
            if (error instanceof StoreUnavailable && error.reason === 'io') return pretended(command);
            throw error;
          }
        },
      }),
    },
  },
  {
    name: 'lanes are not kept',
    breaks: ['I7'],
    plant: {
      store: (store) => ({
        ...store,
        commit: (command) => {
          if (command.kind !== 'accept' || command.lane === undefined) return store.commit(command);
          const { lane: _lane, ...bare } = command;
          return store.commit(bare);
        },
      }),
    },
  },
  {
    name: 'a failure tells the secret it was sent with',
    breaks: ['I10'],
    plant: {
      effects: (effects) => ({
        ...effects,
        invoke: async (node, step, signal) => {
          const result = await effects.invoke(node, step, signal);
          if (result.ok) return result;
          return { ok: false, failure: { ...result.failure, title: `${result.failure.title} Sent with ${secret}.` } };
        },
      }),
    },
  },
  {
    name: 'timers follow a wall clock that was set forward',
    breaks: ['I12'],
    plant: {
      // Set while no engine lived: waits that began before look over to the next one.
      clock: inLaterLives((clock, life) => ({ ...clock, now: () => clock.now() + (life > 1 ? 3_600_000 : 0) })),
    },
  },
];
