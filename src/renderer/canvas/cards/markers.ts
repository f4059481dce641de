import type { Finding } from '#flow/check/finding.ts';

/** Errors and warnings of one step. */
export type Marker = { readonly errors: number; readonly warnings: number };

const indexes = new WeakMap<readonly Finding[], ReadonlyMap<string, number>>();

/** What the checker counts against a step, as one number that is the same while the counts are; 0 is nothing. */
export function markerOf(findings: readonly Finding[], id: string): number {
  let index = indexes.get(findings);
  if (index === undefined) {
    index = countByStep(findings);
    indexes.set(findings, index);
  }
  return index.get(id) ?? 0;
}

/** Splits the number of `markerOf`. */
export function readMarker(marker: number): Marker {
  return { errors: Math.floor(marker / warningRoom), warnings: marker % warningRoom };
}

// Errors stand above the first ten thousand warnings of a step, so that one number holds both.
const warningRoom = 10_000;

function countByStep(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { node, severity, waiver } of findings) {
    if (node === undefined || severity === 'info' || waiver !== undefined) continue;
    counts.set(node, (counts.get(node) ?? 0) + (severity === 'error' ? warningRoom : 1));
  }
  return counts;
}
