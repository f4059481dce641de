import type { BundleReach } from '#flow/bundle/manifest.ts';
import type { Problem } from '#flow/problem.ts';
import type { Registry } from '#flow/registry/registry.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';

/**
 * Holds the place a runtime says it stands in against where systems with regulated data keep theirs. Only what somebody
 * wrote down is judged: the `residency` of a system in the registry, and the label `region` of the environment.
 */
export function judgeResidency(
  reach: Pick<BundleReach, 'dataClasses'>,
  connections: readonly Connection[],
  registry: Registry | undefined,
  { name, labels }: Pick<Environment, 'name' | 'labels'>,
): readonly Problem[] {
  if (!reach.dataClasses.includes('regulated')) return [];
  const regions = regionsOf(labels?.region);
  const used = new Set(connections.flatMap(({ system }) => (system === undefined ? [] : [system])));
  return (registry?.systems ?? []).flatMap(({ id, residency }) => {
    if (residency === undefined || !used.has(id) || regions.includes(residency.toLowerCase())) return [];
    const here = regions.length === 0 ? 'does not say where it stands' : `stands in ${regions.join(', ')}`;
    const message = `The flows handle regulated data of the system "${id}", which keeps it in ${residency}; the environment "${name}" ${here}. Add "region: ${residency}" to its labels if that is true, or deploy elsewhere.`;
    return [{ code: 'deployment/wrong-region', message }];
  });
}

function regionsOf(label: unknown): readonly string[] {
  const labels = Array.isArray(label) ? label : [label];
  return labels.flatMap((one) => (typeof one === 'string' ? [one.toLowerCase()] : []));
}
