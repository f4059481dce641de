import type { Examination } from './examination.ts';
import type { Observation, Severity } from './finding.ts';

/** One rule of the checker. One rule is one file; `rules.ts` lists them. */
export type CheckRule = {
  /** `area/what-is-wrong`; also the address of its page. */
  readonly id: string;
  /** Severity of its findings, unless a finding says otherwise. */
  readonly severity: Severity;
  /** What is wrong, as a heading. */
  readonly title: string;
  /** Why it matters and what to do, for the reference page; two or three sentences. */
  readonly help: string;
  /** States every place where the flow breaks the rule, in any order. */
  readonly check: (examination: Examination) => Iterable<Observation>;
};
