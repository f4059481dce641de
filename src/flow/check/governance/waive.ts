import { isAbout, isExpired, neverWaived, waiverFor } from '../../template/waiver.ts';
import type { CheckContext } from '../context.ts';
import type { Finding } from '../finding.ts';

/**
 * Marks findings that an architect's permission covers; they stop nothing any more. A permission that has run out is
 * said in the sentence of the finding it covered, so that nobody wonders why a flow turned red over night.
 */
export function waive(findings: readonly Finding[], { waivers, today }: CheckContext): Finding[] {
  if (waivers === undefined || waivers.length === 0 || today === undefined) return [...findings];
  return findings.map((finding) => {
    const waiver = waiverFor(finding, waivers, today);
    if (waiver !== undefined) {
      const { reason, approver, expires } = waiver;
      return { ...finding, waiver: { reason, approver, expires } };
    }
    const past = neverWaived.has(finding.rule)
      ? undefined
      : waivers.find((one) => isAbout(one, finding) && isExpired(one, today));
    if (past === undefined) return finding;
    return { ...finding, message: `${finding.message} Its waiver ended on ${past.expires}.` };
  });
}
