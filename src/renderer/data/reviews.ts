import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { runtime } from './client.ts';
import { answerOf } from './queries.ts';

/** Who works in this studio, and what their signatures count for. */
export function useIdentity() {
  return useQuery({
    queryKey: ['reviews', 'identity'],
    queryFn: async () => answerOf(await runtime.send('identity.get', {})),
    staleTime: 30_000,
    retry: false,
  });
}

/** What `useIdentity` tells. */
export type Identity = NonNullable<ReturnType<typeof useIdentity>['data']>;

/** Says who works here; without a key of their own the studio makes one. */
export async function setIdentity(person: string, pem: string | undefined): Promise<Identity> {
  const body = { person, ...(pem === undefined ? {} : { pem }) };
  return answerOf(await runtime.send('identity.set', { body }));
}

/** What saving and handing over would mean now. Asked afresh each time, because drawing changes it. */
export function useProposal(isWanted = true) {
  return useQuery({
    queryKey: ['reviews', 'proposal'],
    queryFn: async () => answerOf(await runtime.send('reviews.proposal', {})),
    enabled: isWanted,
    staleTime: 0,
  });
}

/** What `useProposal` tells. */
export type Proposal = NonNullable<ReturnType<typeof useProposal>['data']>;

/** How often an open review is read again, in milliseconds: others comment and approve meanwhile. */
const reviewAgainMs = 20_000;

/** Everything a reviewer looks at. */
export function useReview(id: string) {
  return useQuery({
    queryKey: ['reviews', 'one', id],
    queryFn: async () => answerOf(await runtime.send('reviews.get', { params: { id } })),
    refetchInterval: reviewAgainMs,
  });
}

/** What `useReview` tells. */
export type ReviewFacts = NonNullable<ReturnType<typeof useReview>['data']>;

/** A flow on both sides, as texts. */
export type ComparedFlow = ReviewFacts['flows'][number];

/** One comment, or an answer to one. */
export type ReviewComment = ReviewFacts['review']['threads'][number];

/** Who must approve, and who did. */
export type ReviewNeed = ReviewFacts['needs'][number];

/** Saves a version of the workspace. */
export async function saveVersion(sentence: string, begins: boolean) {
  const body = { sentence, ...(begins ? { begin: true as const } : {}) };
  return answerOf(await runtime.send('reviews.save', { body }));
}

/** What is handed over. */
export type RequestAsked = {
  readonly title: string;
  readonly description: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The review of mine this hands over anew. */
  readonly review: string | null;
};

/** Hands changed flows over for review. */
export async function requestReview({ title, description, versions, review }: RequestAsked) {
  const body = {
    title,
    versions: { ...versions },
    ...(description.trim() === '' ? {} : { description }),
    ...(review === null ? {} : { review }),
  };
  return answerOf(await runtime.send('reviews.request', { body }));
}

/** Takes in a draft somebody sent. */
export async function importDraft(bytes: string) {
  return answerOf(await runtime.send('reviews.import', { body: { bytes } })).review;
}

/** Takes in what others released. */
export async function followReleases() {
  return answerOf(await runtime.send('reviews.follow', {}));
}

/** Where a comment stands; null for the review as a whole. */
export type CommentPlace = {
  readonly flow: string | null;
  readonly node: string | null;
  readonly field: string | null;
  readonly replyTo: string | null;
};

/** Writes a comment, or answers one. */
export async function writeComment(id: string, text: string, place: CommentPlace) {
  return answerOf(await runtime.send('reviews.comment', { params: { id }, body: { text, ...place } })).comment;
}

/** Marks a comment as settled, or opens it again. */
export async function resolveComment(id: string, comment: string, resolved: boolean) {
  return answerOf(await runtime.send('reviews.resolve', { params: { id }, body: { comment, resolved } })).review;
}

/** What a reviewer decides about what they were shown. */
export type DecisionAsked = {
  readonly decision: 'approve' | 'request-changes';
  /** What was shown. */
  readonly digest: string;
  readonly note: string;
};

/** Approves what was shown, or asks for changes. */
export async function decideReview(id: string, { decision, digest, note }: DecisionAsked) {
  const body = { decision, digest, ...(note.trim() === '' ? {} : { note }) };
  return answerOf(await runtime.send('reviews.decide', { params: { id }, body })).review;
}

/** Takes a review back. */
export async function withdrawReview(id: string) {
  return answerOf(await runtime.send('reviews.withdraw', { params: { id } })).review;
}

/** Releases what was approved. */
export async function releaseReview(id: string) {
  return answerOf(await runtime.send('reviews.release', { params: { id } }));
}

/** What a release gives: versions, digest and the signed bundle. */
export type Released = Awaited<ReturnType<typeof releaseReview>>;

/** Why a change cannot wait for its reviewers. */
export type EmergencyAsked = {
  /** What was shown. */
  readonly digest: string;
  readonly reason: string;
  /** Number of the incident. */
  readonly incident: string;
};

/** Releases what nobody approved yet for a day. */
export async function releaseInEmergency(id: string, { digest, reason, incident }: EmergencyAsked) {
  const body = { digest, reason: reason.trim(), incident: incident.trim() };
  return { digest, ...answerOf(await runtime.send('reviews.emergency', { params: { id }, body })) };
}

/** What an emergency release gives: the bundle, where it is kept, and until when it may run. */
export type EmergencyReleased = Awaited<ReturnType<typeof releaseInEmergency>>;

/** Released and saved versions of a flow, newest first. */
export function useVersions(flow: string) {
  return useQuery({
    queryKey: ['reviews', 'versions', flow],
    queryFn: async () => answerOf(await runtime.send('versions.list', { params: { id: flow } })).versions,
    staleTime: 0,
  });
}

/** One version of a flow. */
export type FlowVersion = NonNullable<ReturnType<typeof useVersions>['data']>[number];

/** What is different about a flow between two versions; `working` is the file as it stands. */
export function useComparison(flow: string, from: string | undefined, to: string) {
  return useQuery({
    queryKey: ['reviews', 'compare', flow, from, to],
    queryFn: async () =>
      answerOf(await runtime.send('versions.compare', { params: { id: flow }, query: { from: from ?? '', to } })),
    enabled: from !== undefined && from !== to,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** Writes a flow as it was; nothing is saved by it. */
export async function restoreVersion(flow: string, commit: string) {
  return answerOf(await runtime.send('versions.restore', { params: { id: flow }, body: { commit } })).files;
}
