import { allNodes, type Flow } from '../flow.ts';
import type { Change } from './change.ts';
import { diffConfig } from './diff-config.ts';
import { diffEdges } from './diff-edges.ts';
import { diffHeader } from './diff-header.ts';
import { diffLayout } from './diff-layout.ts';
import { diffPolicy } from './diff-policy.ts';
import { diffSteps } from './diff-steps.ts';
import { compareEdges } from './edges.ts';
import { type DiffFacts, type FlowPair, pairFlow } from './flow-pair.ts';
import { noteChange } from './note-change.ts';
import { manifestOf } from './pair-steps.ts';
import { count, sayList } from './say-value.ts';
import type { SideFlow } from './side.ts';

/**
 * Every difference between two versions of one flow but what it reaches, in the order of its steps; one side is
 * undefined where the flow came or went. Linear in the flow.
 */
export function diffFlows(
  before: SideFlow | undefined,
  after: SideFlow | undefined,
  facts: DiffFacts,
): readonly Change[] {
  if (before === undefined || after === undefined) {
    return [
      ...(after === undefined ? [] : [tellNew(after, facts)]),
      ...(before === undefined ? [] : [tellGone(before)]),
    ];
  }
  const pair = pairFlow(before.flow, after.flow, after.file, facts);
  const layout = diffLayout(pair, before.layout, after.layout);
  const file = before.file === after.file ? [] : [tellFile(pair, before.file, after.file)];
  if (before.flow === after.flow) return [...layout, ...file];
  const behaviour = diffBehaviour(pair);
  const header = diffHeader(pair);
  const text = diffText(pair);
  const told = [...header, ...behaviour, ...layout, ...file, ...text];
  return told.length === 0 && !isPrintedAlike(before.flow, after.flow) ? [tellWriting(pair)] : told;
}

function diffBehaviour(pair: FlowPair): readonly Change[] {
  const edges = compareEdges(pair);
  const { changes, told } = diffSteps(pair, edges);
  const inside = pair.pairing.pairs.flatMap((steps) => [...diffConfig(pair, steps), ...diffPolicy(pair, steps)]);
  const order = orderOf(pair);
  const ways = diffEdges(pair, edges, told);
  const names = new Set(inside.map(({ sentence }) => sentence));
  // An outcome that was renamed is a setting and a way at once; once is enough.
  const fresh = ways.filter(({ sentence }) => !names.has(sentence));
  const sorted = [...changes, ...inside, ...fresh].map((change) => ({
    change,
    order: order(change.node),
  }));
  return sorted.sort((one, other) => one.order - other.order).map(({ change }) => change);
}

/** Where a step stands: on the later side, or for one that is gone, where it stood. */
function orderOf({ pairing }: FlowPair): (id: string | null) => number {
  return (id) => {
    if (id === null) return -1;
    return pairing.stepsAfter.get(id)?.order ?? (pairing.stepsBefore.get(id)?.order ?? 0) + 0.5;
  };
}

function tellNew({ flow, file }: SideFlow, { catalogue }: DiffFacts): Change {
  const steps = [...allNodes(flow.nodes)];
  const triggers = steps.filter((node) => manifestOf(node, catalogue)?.kind === 'trigger');
  const start =
    triggers.length === 0 ? '' : `, started by ${sayList(triggers.map(({ id, name }) => `"${name ?? id}"`))}`;
  const sentence = `Flow "${flow.name}" added with ${count(steps.length, 'step')}${start}.`;
  return noteChange({ kind: 'flow-added', risk: 'medium', flow: flow.id, sentence, after: flow.id, file });
}

function tellGone({ flow, file }: SideFlow): Change {
  const many = [...allNodes(flow.nodes)].length;
  const sentence = `Flow "${flow.name}" removed with its ${count(many, 'step')}.`;
  return noteChange({ kind: 'flow-removed', risk: 'high', flow: flow.id, sentence, before: flow.id, file });
}

function tellFile(pair: FlowPair, before: string, after: string): Change {
  const sentence = `Flow ${pair.name} now stands in ${after}; it was in ${before}.`;
  return pair.note({ kind: 'text', risk: 'none', sentence, before, after });
}

/** What only the file shows: comments, and the order in which steps are written. */
function diffText(pair: FlowPair): readonly Change[] {
  const changes: Change[] = [];
  if (commentsOf(pair.before) !== commentsOf(pair.after)) {
    changes.push(pair.note({ kind: 'text', risk: 'none', sentence: `Comments in the file of ${pair.name} changed.` }));
  }
  const lasts = new Map<string, number>();
  const isTurned = pair.pairing.pairs.some(({ before, after }) => {
    const place = `${before.scope} ${before.list} ${after.scope} ${after.list}`;
    const last = lasts.get(place) ?? -1;
    lasts.set(place, Math.max(last, before.order));
    return before.order < last;
  });
  if (isTurned) {
    const sentence = `Steps of ${pair.name} are written in another order; nothing it does changed.`;
    changes.push(pair.note({ kind: 'text', risk: 'none', sentence }));
  }
  return changes;
}

function commentsOf({ comments }: Flow): string {
  return [...comments.values()]
    .map((lines) => lines.join('\n'))
    .sort()
    .join('\n\n');
}

function isPrintedAlike(before: Flow, after: Flow): boolean {
  const write = ({ comments, ...rest }: Flow) => JSON.stringify([rest, [...comments]]);
  return write(before) === write(after);
}

function tellWriting(pair: FlowPair): Change {
  const sentence = `The file of ${pair.name} is written differently; nothing it does changed.`;
  return pair.note({ kind: 'text', risk: 'none', sentence });
}
