import { type Failure, invalid, permanent } from '#flow/failure.ts';
import type { PerformCommand } from '#flow/interpret/command.ts';
import { type JsonObject, toJsonText } from '#flow/json.ts';
import type { DeadLetterRow } from '../store/row.ts';
import type { Store } from '../store/store.ts';
import type { ActiveRun } from './active-run.ts';
import type { Told } from './ask-store.ts';
import type { EngineContext } from './context.ts';
import { keyText } from './key-text.ts';
import { resolvedConfig } from './step-config.ts';

/** How often an event is replayed where the trigger of the flow does not say. */
export const mostReplays = 3;

/**
 * Puts what was set aside back to work, under the keys its effects had the first time. Asked again after a crash, it
 * finds the replay it began. An event that was replayed often enough is left for a person.
 */
export async function replayLetter(engine: EngineContext, run: ActiveRun, command: PerformCommand): Promise<Told> {
  const { node, path } = command;
  const settled = { kind: 'settled', path, at: engine.clock.now() } as const;
  const refuse = (failure: Failure): Told => ({ entry: { ...settled, ports: [], failure } });
  const tell = (port: string, learned: JsonObject): Told => ({
    entry: { ...settled, ports: [port], learned: toJsonText(learned) },
  });
  const config = resolvedConfig(node, command.config);
  const id = keyText(config.deadLetter);
  const letter = id === undefined ? undefined : await engine.store.loadDeadLetter(id);
  if (letter === undefined)
    return refuse(invalid('replay/no-letter', `"${node.name}" was given nothing that is set aside. Name its id.`));
  if (node.config.event !== undefined && config.event === undefined)
    return refuse(invalid('replay/no-event', `The repaired event of "${node.name}" came out as nothing.`));
  const actor = `flow:${run.flow}/${run.origin}`;
  if (letter.state !== 'open') {
    const mine = letter.closedBy === actor ? await replayOf(engine, letter) : undefined;
    if (mine !== undefined) return tell('replayed', { deadLetter: letter.id, run: mine });
    return refuse(permanent('replay/closed', 'Somebody replayed or closed this before. Nothing is left to do here.'));
  }
  const most = limitOf(run);
  const replays = await countReplays(engine.store, letter.run, most);
  if (replays >= most) return tell('parked', { deadLetter: letter.id, replays });
  const outcome = await engine.replay({
    deadLetter: letter.id,
    by: actor,
    reason: typeof config.reason === 'string' ? config.reason : `Repaired by ${run.flow}.`,
    ...(config.event === undefined ? {} : { input: config.event }),
  });
  if (outcome.kind === 'accepted' || outcome.kind === 'duplicate')
    return tell('replayed', { deadLetter: letter.id, run: outcome.run, replays: replays + 1 });
  if (outcome.kind !== 'refused') throw new Error('A replay was answered without a run.');
  return refuse(permanent('replay/refused', outcome.reason));
}

/** How often the event of a run was replayed before, counted up to a bound. */
export async function countReplays(store: Pick<Store, 'loadRun' | 'listRuns'>, run: string, bound: number) {
  const origin = (await store.loadRun(run))?.row.origin;
  return origin === undefined ? 0 : (await store.listRuns({ origin, limit: bound })).rows.length;
}

function limitOf(run: ActiveRun): number {
  const trigger = run.plan.nodes[run.state.started?.trigger ?? ''];
  const most = trigger?.type === 'dead-letter-trigger' ? trigger.config.maxReplays : undefined;
  return typeof most === 'number' ? most : mostReplays;
}

/** The run that replays a dead letter, as the audit trail names it. */
async function replayOf(engine: EngineContext, letter: DeadLetterRow): Promise<string | undefined> {
  const found = await engine.store.listAudit({ subject: letter.id, action: 'dead-letter.replayed', limit: 1 });
  const run = found.rows[0]?.detail?.run;
  return typeof run === 'string' ? run : undefined;
}
