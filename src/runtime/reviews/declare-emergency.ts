import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emergencyMs } from '#flow/bundle/judge-signatures.ts';
import { writeBundle } from '#flow/bundle/read-bundle.ts';
import type { BundleSignature } from '#flow/bundle/signature.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Review } from '#flow/review/review.ts';
import { signBundle } from '../bundles/sign-bundle.ts';
import { freshRepository } from './amend-review.ts';
import { changed, commentOn, moved } from './decide-review.ts';
import { findReview } from './find-reviews.ts';
import { demandIdentity, type Identity, rolesOf } from './identity.ts';
import { closed, trustedKeysOf } from './judge-review.ts';
import type { ReviewParts } from './parts.ts';
import { nameBundle } from './release-review.ts';
import { reviewEmergency } from './review-audit.ts';
import type { Sides } from './sides.ts';

/** Why a change cannot wait for its reviewers. */
export type EmergencyAsk = {
  /** The digest the caller was shown. */
  readonly digest: string;
  readonly reason: string;
  /** Number of the incident. */
  readonly incident: string;
};

/** A bundle that may run for a day without a reviewer. */
export type EmergencyBundle = {
  readonly review: Review;
  readonly fileName: string;
  readonly bundle: Uint8Array;
  /** Path of the kept bundle, from the data directory. */
  readonly kept: string;
  /** When it lapses unless somebody approves the review meanwhile. */
  readonly until: string;
};

/**
 * Lets a change that nobody reviewed yet run for a day: one person signs for it, with the reason and the incident, and
 * everybody who looks at the review reads so. Nothing is released; the review stays open until it is approved.
 */
export async function declareEmergency(
  parts: ReviewParts,
  sides: Sides,
  { id, by, ask }: { readonly id: string; readonly by: string; readonly ask: EmergencyAsk },
): Promise<Result<EmergencyBundle>> {
  const identity = await demandIdentity(parts);
  if (!identity.ok) return identity;
  const repository = await freshRepository(parts);
  if (!repository.ok) return repository;
  const found = await findReview(repository.value, id);
  if (!found.ok) return found;
  const { review, commit } = found.value;
  const at = parts.clock.now();
  const now = formatInstant(at);
  const keys = await trustedKeysOf(repository.value, repository.value.mainCommit ?? commit);
  const mayDeclare = rolesOf(identity.value, keys, now.slice(0, 10)).includes('emergency');
  if (review.state !== 'open') return refuse(closed(review));
  if (review.digest !== ask.digest) return refuse(moved(review));
  if (!mayDeclare) return refuse(notForEmergencies(identity.value));
  const collected = await sides.collect(commit, review.versions, now.slice(0, 10));
  if (!collected.ok) return collected;
  if (collected.value.digest !== review.digest) return refuse(changed(review));
  const until = formatInstant(at + emergencyMs);
  const written = await commentOn(parts, id, {
    text: `Emergency ${ask.incident}: ${ask.reason}\nMay run without an approval until ${until.slice(0, 16).replace('T', ' ')} UTC; please review it before.`,
  });
  if (!written.ok) return written;
  const { person, key } = identity.value;
  const words = { role: 'emergency', by: person, at: now, reason: ask.reason, incident: ask.incident } as const;
  const signatures = [...authorsOf(review), signBundle(review.digest, words, key)];
  const bundle = writeBundle(collected.value.manifest, collected.value.files, signatures);
  const fileName = nameBundle(review).replace(/\.pstk$/, '-emergency.pstk');
  const kept = join('releases', fileName);
  await mkdir(join(parts.data, 'releases'), { recursive: true });
  await writeFile(join(parts.data, kept), bundle);
  await parts.record(reviewEmergency(review, { person, until, ...ask }, { actor: by, at }));
  return succeed({ review: written.value.review, fileName, bundle, kept, until });
}

function authorsOf({ signatures, digest }: Review): readonly BundleSignature[] {
  return signatures.filter((signature) => signature.role === 'author' && signature.digest === digest);
}

function notForEmergencies({ person }: Identity): Problem {
  const message = `The key of ${person} is not trusted for emergencies. Ask somebody whose key has the role "emergency" in trustedKeys of penstock.yaml, or have the change approved.`;
  return { code: 'review/not-for-emergencies', message };
}
