import { parseDuration } from '#flow/duration.ts';
import { invalid } from '#flow/failure.ts';
import type { PerformCommand } from '#flow/interpret/command.ts';
import { itemKeys } from '#flow/interpret/path.ts';
import { toJsonText } from '#flow/json.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import type { ActiveRun } from './active-run.ts';
import type { Told } from './ask-store.ts';
import { commitPatiently } from './commit.ts';
import type { EngineContext } from './context.ts';
import { keyText } from './key-text.ts';
import { resolvedConfig } from './step-config.ts';

/** How long a key is remembered where the step does not say. */
const rememberedMs = 30 * 86_400_000;

/** The name under which the store keeps what a step shares with every other run of its flow. */
export function sharedScope(engine: EngineContext, run: ActiveRun, node: PlanNode): string {
  return `${engine.environment}/${run.flow}/${node.firstId}`;
}

/**
 * Drops what was seen before: one claim of the key per step, whichever run comes first. The claim belongs to the chain
 * of replays and to the item, so that a run that is tried again finds its own.
 */
export async function claimKey(engine: EngineContext, run: ActiveRun, command: PerformCommand): Promise<Told> {
  const { node, path } = command;
  const at = engine.clock.now();
  const config = resolvedConfig(node, command.config);
  const key = keyText(config.key);
  if (key === undefined) {
    const failure = invalid(
      'dedupe/no-key',
      `The key of "${node.name}" gave no text and no whole number. Name a field that is always there.`,
    );
    return { entry: { kind: 'settled', path, at, ports: [], failure } };
  }
  const outcome = await commitPatiently(engine, {
    kind: 'claim-step',
    run: run.id,
    scope: sharedScope(engine, run, node),
    key,
    owner: JSON.stringify([run.origin, ...itemKeys(path)]),
    at,
    expiresAt: at + (parseDuration(String(config.for ?? '')) ?? rememberedMs),
  });
  if (outcome.kind !== 'claimed') throw new Error(`The store answered a claim with "${outcome.kind}".`);
  const { by } = outcome;
  const learned = toJsonText({ key, duplicate: by !== undefined, ...(by === undefined ? {} : { run: by }) });
  return { entry: { kind: 'settled', path, at, ports: [by === undefined ? 'unique' : 'duplicate'], learned } };
}
