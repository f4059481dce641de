import type { BundledFlow } from '#flow/bundle/manifest.ts';
import type { Problem } from '#flow/problem.ts';

/** A flow version that was live in an environment at some time. */
export type KnownVersion = { readonly flow: string; readonly version: string; readonly plan: string };

/**
 * Holds versions against everything that was ever live: none may be lower than the highest, and one version means one
 * thing for ever. Going back is what a rollback is for.
 */
export function judgeVersions(flows: readonly BundledFlow[], known: readonly KnownVersion[]): readonly Problem[] {
  return flows.flatMap(({ id, version, meaning }) => {
    const earlier = known.filter(({ flow }) => flow === id);
    const highest = earlier
      .map((one) => one.version)
      .sort(compareVersions)
      .at(-1);
    if (highest !== undefined && compareVersions(version, highest) < 0) return [downgraded(id, version, highest)];
    const isOther = earlier.some((one) => one.version === version && one.plan !== meaning);
    return isOther ? [versionTaken(id, version)] : [];
  });
}

/** Orders versions of three numbers; texts that are none come before all others. */
export function compareVersions(one: string, other: string): number {
  const left = numbersOf(one);
  const right = numbersOf(other);
  for (const at of [0, 1, 2]) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : [-1, -1, -1];
}

function downgraded(flow: string, version: string, highest: string): Problem {
  const message = `The flow "${flow}" was live in version ${highest} already, and the bundle brings ${version}. Release the change under a higher version; to go back, use "penstock rollback ${flow}".`;
  return { code: 'deployment/downgraded', message };
}

function versionTaken(flow: string, version: string): Problem {
  const message = `Version ${version} of the flow "${flow}" was live here with another meaning. Release the change under a new version.`;
  return { code: 'deployment/version-taken', message };
}
