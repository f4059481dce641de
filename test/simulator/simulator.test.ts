import { expect, test } from 'vitest';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { seededDraw } from './draw.ts';
import { type Case, runCase, shrinkSeed } from './run-seeds.ts';

const isLong = process.env.PENSTOCK_LONG === '1';
/** Half the seeds are the same every time, half begin somewhere else; a seed that failed is set here to see it again. */
const base = Number(process.env.PENSTOCK_SEED ?? 1_000_000 + (Date.now() % 1_000_000_000));
const count = isLong ? 200_000 : 10_000;

test(
  'random flows go as the reference says, whatever the order of events, crashes and cancels',
  () => {
    const tally = new Map<string, number>();
    let failed: number | undefined;

    for (let index = 0; index < count && failed === undefined; index += 1) {
      const seed = index < count / 2 ? index : base + index;
      const ran = runCase(seededDraw(seed));
      for (const fact of factsOf(ran)) tally.set(fact, (tally.get(fact) ?? 0) + 1);
      if (ran.result.problem !== undefined) failed = seed;
    }

    console.info(
      `simulator: seeds 0 to ${count / 2 - 1} and ${base + count / 2} to ${base + count - 1}; ${print(tally)}`,
    );
    expect(failed === undefined ? '' : describeFailure(failed)).toBe('');
    for (const fact of mustHappen) expect([fact, (tally.get(fact) ?? 0) > 0]).toEqual([fact, true]);
  },
  isLong ? 7_200_000 : 200_000,
);

/** A simulator that never meets these proves nothing about them. */
const mustHappen = [
  'runs succeeded',
  'runs failed',
  'runs cancelled',
  'crash',
  'abandoned',
  'doubt settled',
  'undone',
  'stuck',
  'attempt of a retry scope',
  'several items',
  'degraded',
  'answer after the run began to close',
  'signal that came late',
  'repeat dropped',
  'turn given out anew',
  'list stopped',
];

function* factsOf({ result: { state, journal, acts } }: Case): Generator<string> {
  yield `runs ${state}`;
  const closing = journal.findIndex((entry) => entry.kind === 'closing' && entry.frame === '');
  const facts: Readonly<Record<string, boolean>> = {
    crash: acts.includes('crash'),
    'signal that came late': acts.includes('signal'),
    abandoned: journal.some((entry) => entry.kind === 'cancel' && entry.abandon === true),
    'doubt settled': journal.some(({ kind }) => kind === 'doubt-settled'),
    undone: journal.some((entry) => entry.kind === 'attempted' && entry.path.includes('~')),
    stuck: journal.some((entry) => entry.kind === 'scope-closed' && entry.saga === 'stuck'),
    'attempt of a retry scope': journal.some(({ kind }) => kind === 'scope-attempt'),
    'several items': journal.some((entry) => entry.kind === 'opened' && (entry.items?.length ?? 0) > 1),
    'repeat dropped': journal.some((entry) => entry.kind === 'settled' && entry.ports.includes('duplicate')),
    'turn given out anew': journal.some((entry) => entry.kind === 'waiting' && entry.turn !== undefined),
    'list stopped': journal.some((entry) => entry.kind === 'closing' && entry.frame.endsWith('[]')),
    degraded: journal.some((entry) => entry.kind === 'finished' && entry.degraded === true),
    'answer after the run began to close':
      closing >= 0 && journal.slice(closing).some((entry) => entry.kind === 'attempted' && !entry.path.includes('~')),
  };
  for (const [fact, holds] of Object.entries(facts)) if (holds) yield fact;
}

function print(tally: ReadonlyMap<string, number>): string {
  return [...tally].map(([fact, times]) => `${fact} ${times}`).join(', ');
}

/** Everything a person needs to see what went wrong, in the smallest flow that still shows it. */
function describeFailure(seed: number): string {
  const { choices, smallest } = shrinkSeed(seed);
  const { flow, world, result } = smallest;
  return [
    `PENSTOCK_SEED=${seed} fails; the smallest case is [${choices.join(', ')}].`,
    `World: ${JSON.stringify(world)}`,
    printFlow(flow, nodeCatalogue),
    ...result.acts,
    ...result.journal.map((entry) => JSON.stringify(entry)),
    result.problem ?? '',
  ].join('\n');
}
