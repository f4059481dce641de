import type { Finding } from '../check/finding.ts';

/** A dated permission of an architect to leave a finding as it is. */
export type Waiver = {
  /** Rule it is about, such as `G-04`. */
  readonly rule: string;
  readonly flow: string;
  /** Step it is about; absent where the finding is about the flow. */
  readonly node?: string;
  readonly reason: string;
  /** Who gave it. */
  readonly approver: string;
  /** Last day it counts, `YYYY-MM-DD`. */
  readonly expires: string;
};

/** Rules no architect may waive: what they protect cannot be weighed by one person. */
export const neverWaived: ReadonlySet<string> = new Set(['G-02', 'G-07', 'G-08', 'G-17']);

/** True from the day after the last one it counts on. */
export function isExpired(waiver: Pick<Waiver, 'expires'>, today: string): boolean {
  return waiver.expires < today;
}

/** The waiver that covers a finding on a day; expired ones cover nothing. */
export function waiverFor(finding: Finding, waivers: readonly Waiver[], today: string): Waiver | undefined {
  if (neverWaived.has(finding.rule)) return undefined;
  return waivers.find((waiver) => isAbout(waiver, finding) && !isExpired(waiver, today));
}

/** True where a waiver speaks of a finding, whatever the day. */
export function isAbout({ rule, flow, node }: Waiver, finding: Finding): boolean {
  return rule === finding.rule && flow === finding.flow && node === finding.node;
}
