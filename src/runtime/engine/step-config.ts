import type { JsonObject } from '#flow/json.ts';
import type { PlanNode } from '#flow/plan/plan.ts';
import { applyPrepared } from '#flow/plan/prepare-fields.ts';

/** The config of a step with its computed fields filled in; `computed` is what the sandbox's prepare step gave. */
export function resolvedConfig(node: PlanNode, computed: string): JsonObject {
  // An object keyed by config path, written by the prepare step.
  return applyPrepared(node.config, node.prepare, JSON.parse(computed) as JsonObject);
}
