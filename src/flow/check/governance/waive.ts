import type { Template } from '../../template/template.ts';
import { isAbout, isExpired, neverWaived, waiverFor } from '../../template/waiver.ts';
import type { CheckContext } from '../context.ts';
import type { Finding } from '../finding.ts';

/**
 * Marks findings that an architect's permission covers; they stop nothing any more. A permission that has run out is
 * said in the sentence of the finding it covered, so that nobody wonders why a flow turned red over night.
 */
export function waive(findings: readonly Finding[], { waivers, today, templates }: CheckContext): Finding[] {
  if (waivers === undefined || waivers.length === 0 || today === undefined) return [...findings];
  const never = unwaivableRules(templates?.values() ?? []);
  return findings.map((finding) => {
    if (never.has(finding.rule)) return finding;
    const waiver = waiverFor(finding, waivers, today);
    if (waiver !== undefined) {
      const { reason, approver, expires } = waiver;
      return { ...finding, waiver: { reason, approver, expires } };
    }
    const past = waivers.find((one) => isAbout(one, finding) && isExpired(one, today));
    if (past === undefined) return finding;
    return { ...finding, message: `${finding.message} Its waiver ended on ${past.expires}.` };
  });
}

/** Rules no architect may waive: those of the house, and those a template says so of. */
export function unwaivableRules(templates: Iterable<Template>): ReadonlySet<string> {
  const never = new Set(neverWaived);
  for (const { rules } of templates) for (const { id, waivable } of rules) if (waivable === false) never.add(id);
  return never;
}
