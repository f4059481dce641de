import type { PlanNode } from '#flow/plan/plan.ts';

/** A node of a plan with nothing special about it, but for the given facts. */
export function planNode(id: string, facts: Partial<PlanNode> = {}): PlanNode {
  return {
    id,
    firstId: id,
    name: id,
    type: 'map',
    major: 1,
    kind: 'pure',
    local: false,
    config: {},
    ports: ['out'],
    fails: true,
    carries: 'result',
    effect: 'none',
    safety: 'read',
    joins: false,
    key: undefined,
    into: undefined,
    optional: false,
    fallback: undefined,
    timeoutMs: 1_000,
    retry: { attempts: 1, firstMs: 0, factor: 1, maxMs: 0, jitter: 'none', giveUpAfterMs: undefined },
    compensate: undefined,
    pivot: false,
    incoming: [],
    next: {},
    body: undefined,
    undo: [],
    scope: undefined,
    prepare: [],
    uses: [],
    ...facts,
  };
}
