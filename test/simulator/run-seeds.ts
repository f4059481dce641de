import { checkFlow } from '#flow/check/check.ts';
import type { Flow } from '#flow/flow.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { type Draw, listedDraw, recordedDraw, seededDraw, shrinkChoices } from './draw.ts';
import { drawFlow } from './flows.ts';
import { type Simulated, simulate } from './simulate.ts';
import type { World } from './world.ts';

/** A whole case: flow, world and order come from one stream of draws, so that all of it can be made smaller. */
export type Case = { readonly flow: Flow; readonly world: World; readonly result: Simulated };

/** Runs the case a draw describes. One flow in fifty is large. */
export function runCase(draw: Draw): Case {
  const size = draw(50) === 49 ? 100 : 4 + draw(22);
  const failing = [0, 8, 20, 40][draw(4)] ?? 0;
  const world: World = { seed: draw(1_000_000), failing };
  const flow = drawFlow(draw, size);
  const errors = checkFlow(flow, { catalogue: nodeCatalogue }).filter(({ severity }) => severity === 'error');
  const [error] = errors;
  if (error !== undefined)
    return { flow, world, result: { ...nothing, problem: `The flow is not valid: ${error.message}` } };
  try {
    return { flow, world, result: simulate(flow, world, draw) };
  } catch (error) {
    const problem = `Thrown: ${error instanceof Error ? error.stack : 'something'}`;
    return { flow, world, result: { ...nothing, problem } };
  }
}

const nothing: Simulated = { problem: undefined, state: 'open', journal: [], acts: [], steps: new Map() };

/** The smallest case found that fails like a seed does, and what to read of it. */
export function shrinkSeed(seed: number): { readonly choices: readonly number[]; readonly smallest: Case } {
  const choices: number[] = [];
  const first = runCase(recordedDraw(seededDraw(seed), choices));
  const sort = sortOf(first.result.problem);
  const small = shrinkChoices(choices, (trial) => sortOf(runCase(listedDraw(trial)).result.problem) === sort);
  return { choices: small, smallest: runCase(listedDraw(small)) };
}

/** Two problems are of one sort when they differ in names and data only. */
function sortOf(problem: string | undefined): string | undefined {
  return problem
    ?.slice(0, 400)
    .split('\n', 2)
    .join(' ')
    .replaceAll(/"[^"]*"|\{.*\}|\S*_\d+\S*|[\w.]*\d[\w.]*/g, '…')
    .slice(0, 120);
}
