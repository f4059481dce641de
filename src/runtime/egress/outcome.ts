import { cancelled, type Failure, permanent, refusedByPolicy, timedOut, transient } from '#flow/failure.ts';
import type { Breakdown } from './exchange.ts';

/** Longest wait a system may ask for, in milliseconds. */
const maxRetryAfterMs = 24 * 3_600_000;

/**
 * Reads a Retry-After header: seconds, or an HTTP date.
 *
 * @returns milliseconds from now, 0 to 24 hours, or undefined when it is absent or unreadable
 */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : parseHttpDate(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), maxRetryAfterMs);
}

function parseHttpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text) ? Date.parse(text) : Number.NaN;
}

/**
 * Says what an answer's status means where the client knows nothing better.
 *
 * @returns undefined for 2xx and 304
 */
export function failureOfStatus(answer: {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly nowMs: number;
}): Failure | undefined {
  const { status, nowMs } = answer;
  if (status < 300 || status === 304) return undefined;
  const detail = { status };
  if (status < 400) {
    // 303 after a POST means that it was done; 307 and 308 that it was not.
    const unknown = status !== 307 && status !== 308;
    return permanent('http/redirected', `The system answered ${status} and pointed elsewhere.`, { detail, unknown });
  }
  if (status === 408 || status === 425 || status === 429 || status === 503) {
    const retryAfterMs = readRetryAfter(answer.retryAfter, nowMs);
    const facts = retryAfterMs === undefined ? { detail } : { detail, retryAfterMs };
    return transient('http/busy', `The system answered ${status} and asks to try again later.`, facts);
  }
  if (status >= 500) {
    // A gateway that gave up, or an error after the commit: only 501 and 505 say for certain that nothing was done.
    const facts = status === 501 || status === 505 ? { detail } : { detail, unknown: true };
    return transient('http/server-failed', `The system answered ${status}.`, facts);
  }
  if (status === 401 || status === 403) {
    return permanent('http/unauthorised', `The system answered ${status}: the credentials or their rights.`, {
      detail,
    });
  }
  return permanent('http/rejected', `The system answered ${status} and refused the request.`, { detail });
}

/** Says what it means that no whole answer arrived. */
export function failureOfBreakdown(breakdown: {
  readonly why: Breakdown;
  readonly hasLeft: boolean;
  readonly signal: AbortSignal;
}): Failure {
  const { why, hasLeft, signal } = breakdown;
  const facts = hasLeft ? { unknown: true } : {};
  switch (why) {
    case 'aborted':
      return isTimeout(signal)
        ? timedOut('http/timed-out', "No answer arrived within the step's time limit.", facts)
        : { ...cancelled('egress/cancelled', 'The request was stopped before an answer arrived.'), ...facts };
    case 'late':
      return timedOut('http/timed-out', 'No answer arrived in time.', facts);
    case 'address':
      return refusedByPolicy('egress/address-refused', 'The address of the system is private or reserved.');
    case 'certificate':
      return permanent('http/certificate-refused', "The system's certificate was not accepted.");
    case 'unreachable':
      return transient('http/unreachable', 'The system could not be reached; nothing was sent.');
    case 'interrupted':
      return transient('http/interrupted', 'The connection broke before the whole answer arrived.', facts);
    case 'too-large':
      return permanent('http/too-large', 'The answer is larger than the runtime accepts.', facts);
    case 'protocol':
      return permanent('http/unreadable', 'The answer does not follow the protocol.', facts);
  }
}

function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
}
