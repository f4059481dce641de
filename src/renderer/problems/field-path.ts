import type { Finding } from '#flow/check/finding.ts';

/**
 * Path of the field a finding is about, inside its step: `nodes.map_order.config.expression` → `config.expression`.
 * Undefined where the finding is about the whole step.
 */
export function fieldPathOf({ node, path }: Pick<Finding, 'node' | 'path'>): string | undefined {
  if (node === undefined || path === undefined) return undefined;
  const parts = path.split('.');
  const at = parts.lastIndexOf(node);
  const rest = at < 0 ? [] : parts.slice(at + 1);
  return rest.length === 0 ? undefined : rest.join('.');
}
