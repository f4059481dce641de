import { allNodes } from '../flow.ts';
import type { SideFlow } from './side.ts';

/** A flow of two sides; one is undefined where it came or went. */
export type FlowSides = { readonly before: SideFlow | undefined; readonly after: SideFlow | undefined };

/** Share of steps, by id and type, that two flows must have in common to count as one under a new id. */
const enoughInCommon = 0.6;

/** Pairs the flows of two sides: by id, else by file, else by the steps they have in common. */
export function pairFlows(before: readonly SideFlow[], after: readonly SideFlow[]): readonly FlowSides[] {
  const byId = new Map(before.map((one) => [one.flow.id, one] as const));
  const pairs = after.map((one): FlowSides => ({ before: byId.get(one.flow.id), after: one }));
  const ids = new Set(after.map(({ flow }) => flow.id));
  const left = new Set(before.filter(({ flow }) => !ids.has(flow.id)));
  const byFile = new Map([...left].map((one) => [one.file, one] as const));
  const paired = pairs.map((pair) => {
    const same = pair.before === undefined ? byFile.get(pair.after?.file ?? '') : undefined;
    if (same === undefined || !left.delete(same)) return pair;
    return { ...pair, before: same };
  });
  const alike = findAlike(left);
  const all = paired.map((pair) => {
    const same = pair.before === undefined && pair.after !== undefined ? alike(pair.after) : undefined;
    if (same === undefined || !left.delete(same)) return pair;
    return { ...pair, before: same };
  });
  return [...all, ...[...left].map((one): FlowSides => ({ before: one, after: undefined }))];
}

/** Finds the flow that has most steps in common with another; one look at each step of it. */
function findAlike(left: ReadonlySet<SideFlow>): (flow: SideFlow) => SideFlow | undefined {
  const holders = new Map<string, SideFlow[]>();
  for (const one of left) {
    for (const step of stepsOf(one)) {
      const list = holders.get(step) ?? [];
      list.push(one);
      holders.set(step, list);
    }
  }
  return (flow) => {
    const steps = stepsOf(flow);
    const hits = new Map<SideFlow, number>();
    for (const step of steps) {
      for (const holder of holders.get(step) ?? []) {
        if (left.has(holder)) hits.set(holder, (hits.get(holder) ?? 0) + 1);
      }
    }
    const [best] = [...hits].sort(([, one], [, other]) => other - one);
    if (best === undefined || best[1] < 2) return undefined;
    return best[1] / Math.max(steps.length, stepsOf(best[0]).length) >= enoughInCommon ? best[0] : undefined;
  };
}

function stepsOf({ flow }: SideFlow): readonly string[] {
  return [...allNodes(flow.nodes)].map(({ id, type }) => `${id} ${type}`);
}
