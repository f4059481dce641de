import type { CloseCause, Entry } from '#flow/interpret/entry.ts';
import { fromJsonText, type Json } from '#flow/json.ts';
import { type Expectation, type Facts, find, indexOf, keyOf, type StepPicture, withdrawMoves } from './facts.ts';
import type { ReferenceNode } from './model.ts';
import { runBody } from './steps.ts';

/**
 * The reference interpreter. From the whole history of a run, oldest entry first, it works out what every step is
 * and what may happen next, from nothing, every time. No state is kept between two questions and nothing is shared
 * with the interpreter it judges but the form of an entry.
 */
export type Picture = {
  /** What the machine itself owes the journal, by entry kind and place, with what the entry must say. */
  readonly moves: ReadonlyMap<string, Expectation>;
  readonly steps: ReadonlyMap<string, StepPicture>;
  readonly degraded: boolean;
};

/** Works out how a run stands after a history. */
export function judge(root: readonly ReferenceNode[], history: readonly Entry[]): Picture {
  const index = indexEntries(history);
  const facts: Facts = {
    history,
    index,
    byId: indexOf(root),
    moves: new Map(),
    steps: new Map(),
    optional: { degraded: false },
  };
  const started = find(facts, 'started');
  if (started !== undefined) runRoot(facts, root, fromJsonText(started.input));
  if (find(facts, 'finished') !== undefined) facts.moves.clear();
  return { moves: facts.moves, steps: facts.steps, degraded: facts.optional.degraded };
}

/** Entries by what they settle; one that came after its frame was closed is late and counts for nothing. */
function indexEntries(history: readonly Entry[]): Map<string, Entry> {
  const index = new Map<string, Entry>();
  const closed: string[] = [];
  for (const entry of history) {
    const place = 'path' in entry ? entry.path : 'frame' in entry ? entry.frame : '';
    if (index.has(keyOf(entry)) || closed.some((frame) => place.startsWith(`${frame}/`))) continue;
    index.set(keyOf(entry), entry);
    if (entry.kind === 'scope-closed') closed.push(entry.frame);
  }
  return index;
}

function runRoot(facts: Facts, root: readonly ReferenceNode[], input: Json): void {
  const closing = find(facts, 'closing', '');
  const cancel = find(facts, 'cancel');
  const body = runBody({ facts, frame: '', input, stopped: closing !== undefined || cancel !== undefined }, root);
  if (closing === undefined) {
    const causes = [...body.causes, ...(cancel ? ['cancel'] : [])];
    if (cancel !== undefined) withdrawMoves(facts, new Set());
    if (causes.length > 0) facts.moves.set('closing:', { causes });
    else if (body.isOver) facts.moves.set('finished', { status: 'succeeded', outputs: [body.output] });
    return;
  }
  if (!body.isBusy) facts.moves.set('finished', { status: closing.cause.by === 'cancel' ? 'cancelled' : 'failed' });
}

/** How a cause of closing is named here. */
export function nameCause(cause: CloseCause): string {
  return cause.by === 'cancel' ? 'cancel' : `${cause.by} ${cause.node}`;
}
