import { parseInstant } from '../instant.ts';
import type { Problem } from '../problem.ts';
import type { KeyRole, TrustedKey } from '../workspace/parse-workspace-file.ts';
import type { Bundle } from './read-bundle.ts';
import { type BundleSignature, bundleStatement, type SignatureRole } from './signature.ts';

/** Whose signatures count, and how they are proved. */
export type SignatureTrust = {
  readonly keys: readonly TrustedKey[];
  /** `2027-02-01T09:30:00.000Z`. */
  readonly now: string;
  /** First 16 hex digits of the SHA-256 of a public key in base64. */
  readonly keyId: (publicKey: string) => string;
  /** Whether a signature in base64 was made over a statement by the owner of a public key. */
  readonly isSigned: (statement: string, signature: string, publicKey: string) => boolean;
};

/** Who let a bundle run without a reviewer, why, and until when. */
export type Emergency = {
  readonly by: string;
  readonly reason: string;
  readonly incident: string;
  /** Last instant at which it may run. */
  readonly until: string;
};

/** What the signatures of a bundle come to. Persons are sorted, and each is named once. */
export type SignatureVerdict =
  | {
      readonly ok: true;
      readonly authors: readonly string[];
      readonly approvers: readonly string[];
      /** Present only where an emergency stands for the approvals. */
      readonly emergency?: Emergency;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** How long an emergency lets a bundle run, in milliseconds: a day. */
export const emergencyMs = 24 * 60 * 60 * 1_000;

/** How far clocks of two machines may be apart, in milliseconds. */
const clockToleranceMs = 5 * 60 * 1_000;

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Judges who signed a bundle. One signature that is not genuine refuses it whatever the others say; one that is
 * genuine but does not count here, such as that of a revoked key, is as if it were not there, and said where too few
 * are left.
 */
export function judgeSignatures(
  bundle: Pick<Bundle, 'manifest' | 'digest' | 'signatures'>,
  trust: SignatureTrust,
): SignatureVerdict {
  if (bundle.signatures.length === 0) return refused(unsigned());
  const judged = bundle.signatures.map((signature) => judgeOne(signature, bundle.digest, trust));
  const forged = judged.flatMap((one) => (one.standing === 'forged' ? [one.problem] : []));
  if (forged.length > 0) return refused(...forged);
  const selfApproved = findSelfApproval(judged);
  if (selfApproved !== undefined) return refused(selfApproved);
  const counted = judged.filter((one) => one.standing === 'counts');
  const idle = judged.flatMap((one) => (one.standing === 'idle' ? [one.problem] : []));
  const authors = personsOf(counted, 'author');
  const approvers = personsOf(counted, 'approver');
  const missing = [
    ...(authors.length === 0 ? [noAuthor()] : []),
    ...(isApproved(counted, bundle.manifest.approvals) ? [] : [tooFew(approvers, bundle.manifest.approvals)]),
  ];
  if (missing.length === 0) return { ok: true, authors, approvers };
  const emergency = findEmergency(counted);
  if (emergency !== undefined) return { ok: true, authors, approvers, emergency };
  return refused(...idle, ...missing);
}

/** A signature as judged: the person is that of the key that made it. */
type Judged =
  | { readonly standing: 'forged'; readonly problem: Problem }
  | {
      readonly standing: 'idle';
      readonly problem: Problem;
      readonly signature: BundleSignature;
      readonly person?: string;
    }
  | { readonly standing: 'counts'; readonly signature: BundleSignature; readonly person: string };

function judgeOne(signature: BundleSignature, digest: string, trust: SignatureTrust): Judged {
  const known = trust.keys.filter(({ key }) => trust.keyId(key) === signature.keyId);
  const key = known.find(({ person }) => person === signature.by) ?? known[0];
  if (signature.digest !== digest) return forged(signature, 'it is about another bundle');
  if (key === undefined) return { standing: 'idle', problem: unknownKey(signature), signature };
  if (!trust.isSigned(bundleStatement(signature), signature.signature, key.key)) {
    return forged(signature, 'what it says was altered, or another key made it');
  }
  if (key.person !== signature.by) {
    return forged(signature, `its key ${signature.keyId} is that of ${key.person}`);
  }
  const { person } = key;
  const problem = whyIdle(signature, key, trust);
  return problem === undefined
    ? { standing: 'counts', signature, person }
    : { standing: 'idle', problem, signature, person };
}

/** Why a genuine signature does not count. */
function whyIdle(signature: BundleSignature, key: TrustedKey, { now }: SignatureTrust): Problem | undefined {
  const { by, keyId, role, until } = signature;
  const at = epochOf(signature.at);
  const nowMs = epochOf(now);
  const about = `${by} signed as ${role} with key ${keyId}`;
  if (key.revoked !== undefined) {
    const message = `${about}, which was revoked on ${key.revoked}. Ask for a signature by another key.`;
    return { code: 'bundle/key-revoked', message };
  }
  if (!key.roles.includes(keyRoleOf(role))) {
    const message = `${about}, which is trusted as ${key.roles.join(', ')} only. Ask somebody who is trusted as ${role}, or give the key that role in penstock.yaml.`;
    return { code: 'bundle/key-without-role', message };
  }
  if (key.until !== undefined && at >= endOfDay(key.until)) {
    const message = `${about} on ${signature.at.slice(0, 10)}, which was trusted until ${key.until}. Ask for a signature by a key that is still trusted.`;
    return { code: 'bundle/key-expired', message };
  }
  if (at > nowMs + clockToleranceMs) {
    const message = `${about} at ${signature.at}, which is still to come. Compare the clock of this machine with the one that signed.`;
    return { code: 'bundle/signature-too-early', message };
  }
  if (role === 'emergency' && nowMs >= at + emergencyMs) {
    const message = `The emergency ${by} declared at ${signature.at} was over a day later. Have the bundle reviewed and approved, or declare it again.`;
    return { code: 'bundle/emergency-lapsed', message };
  }
  if (until !== undefined && nowMs > epochOf(until)) {
    const message = `${about} until ${until}, which is past. Ask ${by} to sign again.`;
    return { code: 'bundle/signature-expired', message };
  }
  return undefined;
}

/** A person, or a key, that stands on both sides; genuine signatures that no longer count show it all the same. */
function findSelfApproval(judged: readonly Judged[]): Problem | undefined {
  const genuine = judged.flatMap((one) =>
    one.standing === 'forged' || one.person === undefined ? [] : [{ ...one.signature, person: one.person }],
  );
  const authors = genuine.filter(({ role }) => role === 'author');
  for (const { role, person, keyId } of genuine) {
    if (role !== 'approver') continue;
    if (!authors.some((author) => author.person === person || author.keyId === keyId)) continue;
    const message = `${person} handed this bundle over and approved it as well. Ask somebody else to review and sign it.`;
    return { code: 'bundle/self-approved', message };
  }
  return undefined;
}

/** Different people with different keys: a key that two names share is still one. */
function isApproved(counted: readonly (Judged & { standing: 'counts' })[], needed: 1 | 2): boolean {
  const approvals = counted.filter(({ signature }) => signature.role === 'approver');
  const persons = new Set(approvals.map(({ person }) => person));
  const keys = new Set(approvals.map(({ signature }) => signature.keyId));
  return Math.min(persons.size, keys.size) >= needed;
}

/** The emergency that lasts longest. */
function findEmergency(counted: readonly (Judged & { standing: 'counts' })[]): Emergency | undefined {
  const found = counted.flatMap(({ signature, person }): Emergency[] => {
    const { role, reason, incident, at, until } = signature;
    if (role !== 'emergency' || reason === undefined || incident === undefined) return [];
    const lapsesAt = new Date(epochOf(at) + emergencyMs).toISOString();
    return [{ by: person, reason, incident, until: until !== undefined && until < lapsesAt ? until : lapsesAt }];
  });
  return found.sort((one, other) => (one.until < other.until ? 1 : -1))[0];
}

function personsOf(counted: readonly (Judged & { standing: 'counts' })[], role: SignatureRole): readonly string[] {
  return [...new Set(counted.flatMap((one) => (one.signature.role === role ? [one.person] : [])))].sort();
}

/** Roles of signatures are those of keys but for the architect's, who signs templates. */
function keyRoleOf(role: SignatureRole): KeyRole {
  return role;
}

function endOfDay(day: string): number {
  return epochOf(`${day}T00:00:00.000Z`) + dayMs;
}

/** An instant that was parsed before; one that is none lies beyond every limit, so that it never counts. */
function epochOf(instant: string): number {
  return parseInstant(instant) ?? Number.POSITIVE_INFINITY;
}

function refused(...problems: readonly Problem[]): SignatureVerdict {
  return { ok: false, problems };
}

function forged({ by, role }: BundleSignature, why: string): Judged {
  const message = `The signature of ${by} as ${role} is not genuine: ${why}. Do not use this bundle before you know where it has been.`;
  return { standing: 'forged', problem: { code: 'bundle/bad-signature', message } };
}

function unsigned(): Problem {
  const message =
    'Nobody signed this bundle. Its author signs it with "penstock sign --role author", and a reviewer with "--role approver".';
  return { code: 'bundle/unsigned', message };
}

function noAuthor(): Problem {
  const message =
    'No author whose signature counts handed this bundle over. Whoever made it signs it with "penstock sign --role author".';
  return { code: 'bundle/no-author', message };
}

function tooFew(approvers: readonly string[], needed: number): Problem {
  const so = approvers.length === 0 ? 'nobody did so that it counts' : `only ${approvers.join(', ')} did`;
  const who =
    needed === 1
      ? 'One person besides the author'
      : 'Two different people besides the author, because a flow is of high criticality,';
  const message = `${who} must approve this bundle, and ${so}. Ask a reviewer to sign it with "penstock sign --role approver".`;
  return { code: 'bundle/too-few-approvals', message };
}

function unknownKey({ by, role, keyId }: BundleSignature): Problem {
  const message = `Nobody here trusts key ${keyId}, with which ${by} signed as ${role}. Add it to penstock.yaml with "penstock keys trust" once you know whose it is.`;
  return { code: 'bundle/key-unknown', message };
}
