import { applyEdits, readEdits } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import { checkFlow } from './check.ts';
import type { CheckContext } from './context.ts';
import type { Finding } from './finding.ts';

/** One finding that was mended, and what was done. */
export type Mend = { readonly finding: Finding; readonly did: string };

/** A flow with everything mended that can be without asking anybody. */
export type MendedFlow = { readonly flow: Flow; readonly mends: readonly Mend[]; readonly left: readonly Finding[] };

/** Mends in one go, at most: fixes that undo each other would never come to an end. */
const mostMends = 500;

/**
 * Carries out the fixes of errors and warnings, one after the other, until none is left. A fix counts only where its
 * finding is gone afterwards and no other error came instead; what was waived or is advice stays as it is.
 *
 * @param only rule whose findings are mended; absent for all
 */
export function mendFlow(flow: Flow, context: CheckContext, only?: string): MendedFlow {
  const mends: Mend[] = [];
  const tried = new Set<string>();
  let now = { flow, findings: checkFlow(flow, context) };
  while (mends.length < mostMends) {
    const next = now.findings.find((finding) => isOffered(finding, only) && !tried.has(keyOf(finding)));
    if (next === undefined) break;
    tried.add(keyOf(next));
    const mended = mendOne(now, next, context);
    if (mended === undefined) continue;
    mends.push({ finding: next, did: next.fix?.title ?? '' });
    now = mended;
  }
  return { flow: now.flow, mends, left: now.findings };
}

type Judged = { readonly flow: Flow; readonly findings: readonly Finding[] };

/** The flow after one fix; undefined where the fix is not certain after all. */
function mendOne(before: Judged, finding: Finding, context: CheckContext): Judged | undefined {
  const edits = readEdits(finding.fix?.edits ?? []);
  if (!edits.ok) return undefined;
  const done = applyEdits(before.flow, edits.value, context.catalogue);
  if (!done.ok) return undefined;
  const findings = checkFlow(done.value, context);
  const isLeft = findings.some((one) => keyOf(one) === keyOf(finding));
  return isLeft || countErrors(findings) > countErrors(before.findings) ? undefined : { flow: done.value, findings };
}

function isOffered({ rule, severity, fix, waiver }: Finding, only: string | undefined): boolean {
  const isWanted = only === undefined || rule === only;
  return isWanted && fix !== undefined && severity !== 'info' && waiver === undefined;
}

function countErrors(findings: readonly Finding[]): number {
  return findings.filter(({ severity, waiver }) => severity === 'error' && waiver === undefined).length;
}

/** One finding, whatever its words. */
function keyOf({ rule, node, path, edge }: Finding): string {
  return JSON.stringify([rule, node, path, edge?.from, edge?.port, edge?.to]);
}
