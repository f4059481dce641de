import type { Command, PerformCommand } from '#flow/interpret/command.ts';
import type { Entry } from '#flow/interpret/entry.ts';
import type { Change } from '../store/change.ts';
import { type ActiveRun, record } from './active-run.ts';
import { claimKey } from './claim-key.ts';
import type { EngineContext } from './context.ts';
import { replayLetter } from './replay-letter.ts';
import { isTurnMissed, type TurnCommand, takeTurn } from './take-turn.ts';

/** What the store's answer comes to. */
export type Told = { readonly entry: Entry; readonly changes?: readonly Change[] };

/**
 * Carries out the local steps whose outcome only the store knows, because other runs take part in it. Each asks with a
 * commit of its own, so whatever led there must be on disk first: what is lost in a crash, or refused as a duplicate of
 * its sender, may not have taken anything from other runs. Where it is not, the step is held back for that commit.
 *
 * @returns true when something was recorded
 */
export async function askStore(engine: EngineContext, run: ActiveRun, commands: readonly Command[]): Promise<boolean> {
  for (const [path, { why }] of run.heldBack) if (why === 'store') run.heldBack.delete(path);
  const questions = commands.flatMap((command) => questionOf(engine, run, command) ?? []);
  if (questions.length === 0) return false;
  const isDurable = run.seq > 0 && run.tail.length === 0;
  if (engine.isDraining || !isDurable) {
    const why = engine.isDraining ? 'shutdown' : 'store';
    for (const { path } of questions) run.heldBack.set(path, { why, untilMs: undefined });
    return false;
  }
  const told = await Promise.all(questions.map(({ ask }) => ask()));
  for (const { entry, changes } of told) record(run, entry, ...(changes ?? []));
  return true;
}

/** True for a run whose next step only waits for the commit of what led there. */
export function waitsForStore(run: ActiveRun): boolean {
  return [...run.heldBack.values()].some(({ why }) => why === 'store');
}

/** True for local effects that `askStore` carries out. */
export function isAsked({ node }: PerformCommand): boolean {
  return node.type === 'dedupe' || node.type === 'replay';
}

type Question = { readonly path: string; readonly ask: () => Promise<Told> };

function questionOf(engine: EngineContext, run: ActiveRun, command: Command): Question | undefined {
  switch (command.do) {
    case 'perform':
      if (!isAsked(command)) return undefined;
      return {
        path: command.path,
        ask: () => (command.node.type === 'dedupe' ? claimKey : replayLetter)(engine, run, command),
      };
    case 'begin-wait':
      return command.node.type === 'throttle' ? turnOf(engine, run, command) : undefined;
    case 'await':
      return isTurnMissed(engine, command) ? turnOf(engine, run, command) : undefined;
    default:
      return undefined;
  }
}

function turnOf(engine: EngineContext, run: ActiveRun, command: TurnCommand): Question {
  return { path: command.path, ask: () => takeTurn(engine, run, command) };
}
