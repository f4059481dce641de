import { invalid } from '#flow/failure.ts';
import type { AwaitCommand, BeginWaitCommand } from '#flow/interpret/command.ts';
import { stepFacts } from '#flow/interpret/state.ts';
import { parseRate } from '#flow/workspace/ids.ts';
import type { ActiveRun } from './active-run.ts';
import type { Told } from './ask-store.ts';
import { sharedScope } from './claim-key.ts';
import { commitPatiently } from './commit.ts';
import type { EngineContext } from './context.ts';
import { keyText } from './key-text.ts';
import { resolvedConfig } from './step-config.ts';

/** A run this late for its turn has slept through it, in milliseconds; less is the ordinary delay of a busy machine. */
const sleptThroughMs = 60_000;

/** A step that begins to wait for its turn, or that waits for one it missed. */
export type TurnCommand = BeginWaitCommand | AwaitCommand;

/**
 * True where a turn passed while nobody was there to take it: the process was not running, or the machine slept. After
 * such a time all missed turns would be taken at once, so each run takes a new one instead.
 */
export function isTurnMissed(engine: EngineContext, { node, dueAt }: AwaitCommand): boolean {
  if (node.type !== 'throttle' || dueAt === undefined) return false;
  const now = engine.clock.now();
  return now > dueAt && (dueAt < engine.recoveredAt || now - dueAt > sleptThroughMs);
}

/** Takes the next turn of the rate that all runs of the flow share, and waits for it by a timer. */
export async function takeTurn(engine: EngineContext, run: ActiveRun, command: TurnCommand): Promise<Told> {
  const { node, path } = command;
  const at = engine.clock.now();
  const facts = stepFacts(run.state, path);
  const config = resolvedConfig(node, facts?.prepared?.config ?? '{}');
  // Without a key every run shares one bucket; no key can be the empty text.
  const key = node.config.key === undefined ? '' : keyText(config.key);
  if (key === undefined) {
    const failure = invalid(
      'throttle/no-key',
      `The key of "${node.name}" gave no text and no whole number. Name a field that is always there, or leave the key out.`,
    );
    return { entry: { kind: 'settled', path, at, ports: [], failure } };
  }
  const perSecond = parseRate(String(config.rate));
  if (perSecond === undefined) throw new Error(`"${path}" has a rate its manifest refuses.`);
  const outcome = await commitPatiently(engine, {
    kind: 'take-turn',
    scope: sharedScope(engine, run, node),
    key,
    at,
    intervalMs: 1_000 / perSecond,
    burst: typeof config.burst === 'number' ? config.burst : 1,
  });
  if (outcome.kind !== 'turn') throw new Error(`The store answered the wish for a turn with "${outcome.kind}".`);
  const turn = facts?.waiting === undefined ? {} : { turn: (facts.waiting.turn ?? 1) + 1 };
  return {
    entry: { kind: 'waiting', path, at, dueAt: outcome.at, duePort: 'out', ...turn },
    changes: [{ kind: 'timer', path, at: outcome.at }],
  };
}
