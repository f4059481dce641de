import type { JsonObject } from '#flow/json.ts';
import type { PlanNode } from '#flow/plan/plan.ts';

/** The config of a step with its computed fields filled in; `computed` is what the sandbox's prepare step gave. */
export function resolvedConfig(node: PlanNode, computed: string): JsonObject {
  if (computed === '{}') return node.config;
  // The whole config with its values, written by the prepare step.
  return JSON.parse(computed) as JsonObject;
}
