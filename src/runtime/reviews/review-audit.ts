import type { Review } from '#flow/review/review.ts';
import type { AuditFact } from '../store/change.ts';

/** The audit entry of a change that was handed over. */
export function reviewRequested({ id, author, digest, versions }: Review, actor: string, at: number): AuditFact {
  const detail = { author, digest, versions: Object.fromEntries(versions) };
  return { at, actor, action: 'review.requested', subject: id, detail };
}

/** The audit entry of a decision about a review. */
export function reviewDecided(
  { id, digest }: Review,
  decided: { readonly decision: 'approve' | 'request-changes'; readonly person: string; readonly keyId: string },
  entry: { readonly actor: string; readonly at: number },
): AuditFact {
  const action = decided.decision === 'approve' ? 'review.approved' : 'review.sent-back';
  return { ...entry, action, subject: id, detail: { person: decided.person, keyId: decided.keyId, digest } };
}

/** The audit entry of a release. */
export function reviewReleased(
  { id, digest, versions }: Review,
  released: { readonly commit: string; readonly approvers: readonly string[] },
  entry: { readonly actor: string; readonly at: number },
): AuditFact {
  const detail = { ...released, approvers: [...released.approvers], digest, versions: Object.fromEntries(versions) };
  return { ...entry, action: 'review.released', subject: id, detail };
}

/** The audit entry of a change that may run without a reviewer. */
export function reviewEmergency(
  { id, versions }: Review,
  declared: {
    readonly person: string;
    readonly reason: string;
    readonly incident: string;
    readonly until: string;
    readonly digest: string;
  },
  entry: { readonly actor: string; readonly at: number },
): AuditFact {
  const { person, reason, incident, until, digest } = declared;
  const detail = { person, reason, incident, until, digest, versions: Object.fromEntries(versions) };
  return { ...entry, action: 'review.emergency', subject: id, detail };
}
