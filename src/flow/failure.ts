import type { Json } from './json.ts';

/** Why an attempt did not end on a port. The list is closed. */
export type FailureKind = 'transient' | 'permanent' | 'validation' | 'policy' | 'timeout' | 'cancelled';

/** The failure of an attempt, as data (the shape follows RFC 9457). */
export type Failure = {
  /** `area/what-happened`; each has a page. */
  readonly code: string;
  readonly kind: FailureKind;
  /** One sentence for people, without payload values and without secrets. */
  readonly title: string;
  /** Facts for programs and the run's page; redacted before it is stored. */
  readonly detail?: Json;
  /** The target asked to wait this long before the next attempt, in milliseconds. */
  readonly retryAfterMs?: number;
  /** True when the request may have taken effect: it left, and no definite answer came back. */
  readonly unknown?: boolean;
  /** Node id of the step that failed; filled in by the engine. */
  readonly node?: string;
  /** Attempt number from 1; filled in by the engine. */
  readonly attempt?: number;
};

/** What may be said beside code and title when a failure is made. */
export type FailureFacts = Pick<Failure, 'detail' | 'retryAfterMs' | 'unknown'>;

/** A failure that may pass by itself: retried under the step's retry policy. */
export function transient(code: string, title: string, facts: FailureFacts = {}): Failure {
  return { code, kind: 'transient', title, ...facts };
}

/** A failure that the same request would meet again: never retried. */
export function permanent(code: string, title: string, facts: FailureFacts = {}): Failure {
  return { code, kind: 'permanent', title, ...facts };
}

/** The data does not fit what was agreed: never retried. */
export function invalid(code: string, title: string, facts: FailureFacts = {}): Failure {
  return { code, kind: 'validation', title, ...facts };
}

/** A rule or a permission forbids it: never retried. */
export function refusedByPolicy(code: string, title: string, facts: FailureFacts = {}): Failure {
  return { code, kind: 'policy', title, ...facts };
}

/** No answer inside the limit; for a write the outcome is unknown. */
export function timedOut(code: string, title: string, facts: FailureFacts = {}): Failure {
  return { code, kind: 'timeout', title, ...facts };
}

/** Stopped on purpose, by a person or by a closing scope. */
export function cancelled(code: string, title: string): Failure {
  return { code, kind: 'cancelled', title };
}
