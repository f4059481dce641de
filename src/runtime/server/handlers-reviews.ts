import type { z } from 'zod';
import type { Handlers, RefusedCall } from '#api/call.ts';
import type { ApiCallOf, calls } from '#api/calls.ts';
import type { Caller } from '#api/permission.ts';
import type { reviewCalls } from '#api/reviews.ts';
import type { versionCalls } from '#api/versions.ts';
import { formatInstant } from '#flow/instant.ts';
import type { Problem } from '#flow/problem.ts';
import type { ReviewNeed } from '#flow/review/needs.ts';
import type { Review } from '#flow/review/review.ts';
import { isAllowed } from '../access/roles.ts';
import type { ComparedFlow } from '../reviews/compare-files.ts';
import type { ToldIdentity } from '../reviews/identity.ts';
import type { Actor } from '../reviews/parts.ts';
import type { ReviewDesk } from '../reviews/review-desk.ts';
import type { ShownReview, StandingReview } from '../reviews/show-review.ts';
import { compact, notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

type ReviewIds = (typeof reviewCalls | typeof versionCalls)[number]['id'];
type Part<Id extends ReviewIds = ReviewIds> = Pick<Handlers<typeof calls>, Id>;
type SavingIds = Extract<ReviewIds, `identity.${string}`> | 'reviews.proposal' | 'reviews.save' | 'reviews.request';
type VersionIds = Extract<ReviewIds, `versions.${string}`>;
type ReviewingIds = Exclude<ReviewIds, SavingIds | VersionIds>;

/** The work behind the calls about versions and reviews; a server answers none of them. */
export function reviewHandlers({ reviews }: { readonly reviews: ReviewDesk | undefined }): Part {
  if (reviews === undefined) return closedHandlers;
  return { ...savingHandlers(reviews), ...reviewingHandlers(reviews), ...versionHandlers(reviews) };
}

function savingHandlers(desk: ReviewDesk): Part<SavingIds> {
  return {
    'identity.get': async () => reply(showIdentity(await desk.identity())),
    'identity.set': async ({ body, caller }) => {
      const set = await desk.setIdentity(body.person, body.pem, caller.name);
      return set.ok ? reply(showIdentity(set.value)) : notDone(set.problems);
    },
    'reviews.proposal': async () => {
      const proposed = await desk.propose();
      if (!proposed.ok) return notDone(proposed.problems);
      const { unsaved, changes, released, flows, needs, ...rest } = proposed.value;
      return reply({
        ...rest,
        unsaved: [...unsaved],
        changes: [...changes],
        released: [...released],
        flows: [...flows],
        needs: needs.map(showNeed),
      });
    },
    'reviews.save': async ({ body }) => {
      const saved = await desk.save({ sentence: body.sentence, begin: body.begin === true });
      return saved.ok ? reply({ commit: saved.value.commit, files: [...saved.value.files] }) : notDone(saved.problems);
    },
    'reviews.request': async ({ body: { title, description = '', versions, review }, caller }) => {
      const actor = actorOf(caller);
      const ask = { title, description: description.trim(), versions: new Map(Object.entries(versions)), review };
      const requested = await desk.request(ask, actor);
      if (!requested.ok) return notDone(requested.problems);
      const { draft } = requested.value;
      const shown =
        draft === undefined ? null : { fileName: draft.fileName, bytes: Buffer.from(draft.bytes).toString('base64') };
      return reply({ review: showReview(await desk.stand(requested.value.review, actor)), draft: shown });
    },
  };
}

function reviewingHandlers(desk: ReviewDesk): Part<ReviewingIds> {
  const told = async (review: Review, caller: Caller) => showReview(await desk.stand(review, actorOf(caller)));
  return {
    'reviews.import': async ({ body, caller }) => {
      const taken = await desk.importDraft(Buffer.from(body.bytes, 'base64'), actorOf(caller));
      return taken.ok ? reply({ review: await told(taken.value, caller) }) : notDone(taken.problems);
    },
    'reviews.list': async ({ caller }) => {
      const listed = await desk.list(actorOf(caller));
      if (!listed.ok) return notDone(listed.problems);
      const { reviews, unread, ...rest } = listed.value;
      return reply({ ...rest, reviews: reviews.map(showSummary), unread: [...unread] });
    },
    'reviews.get': async ({ params, caller }) => {
      const shown = await desk.show(params.id, actorOf(caller));
      return shown.ok ? reply(showWhole(shown.value)) : notDone(shown.problems);
    },
    'reviews.comment': async ({ params, body: { text, ...place }, caller }) => {
      const named = Object.entries(place).filter(([, value]) => value !== null && value !== undefined);
      const written = await desk.comment(params.id, { ...Object.fromEntries(named), text });
      if (!written.ok) return notDone(written.problems);
      return reply({ review: await told(written.value.review, caller), comment: written.value.comment });
    },
    'reviews.resolve': async ({ params, body, caller }) => {
      const settled = await desk.settle(params.id, body);
      return settled.ok ? reply({ review: await told(settled.value, caller) }) : notDone(settled.problems);
    },
    'reviews.decide': async ({ params, body: { decision, digest, note }, caller }) => {
      const decided = await desk.decide(params.id, { decision, digest, note }, actorOf(caller));
      return decided.ok ? reply({ review: await told(decided.value, caller) }) : notDone(decided.problems);
    },
    'reviews.withdraw': async ({ params, caller }) => {
      const withdrawn = await desk.withdraw(params.id);
      return withdrawn.ok ? reply({ review: await told(withdrawn.value, caller) }) : notDone(withdrawn.problems);
    },
    'reviews.release': async ({ params, caller }) => {
      const released = await desk.release(params.id, actorOf(caller));
      if (!released.ok) return notDone(released.problems);
      const { review, digest, fileName, bundle, kept, follows } = released.value;
      const versions = Object.fromEntries(review.versions);
      return reply({ versions, digest, fileName, bundle: Buffer.from(bundle).toString('base64'), kept, follows });
    },
    'reviews.emergency': async ({ params, body, caller }) => {
      const declared = await desk.emergency(params.id, body, actorOf(caller));
      if (!declared.ok) return notDone(declared.problems);
      const { fileName, bundle, kept, until } = declared.value;
      return reply({ fileName, bundle: Buffer.from(bundle).toString('base64'), kept, until });
    },
    'reviews.follow': async ({ caller }) => {
      const followed = await desk.follow(actorOf(caller));
      return followed.ok
        ? reply({ files: [...followed.value.files], kept: [...followed.value.kept], open: [...followed.value.open] })
        : notDone(followed.problems);
    },
  };
}

function versionHandlers(desk: ReviewDesk): Part<VersionIds> {
  return {
    'versions.list': async ({ params }) => {
      const listed = await desk.versions(params.id);
      if (!listed.ok) return notDone(listed.problems);
      return reply({ versions: listed.value.map(({ at, ...one }) => ({ ...one, at: formatInstant(at) })) });
    },
    'versions.get': async ({ params }) => {
      const found = await desk.version(params.id, params.commit);
      return found.ok ? reply({ ...found.value }) : notDone(found.problems);
    },
    'versions.compare': async ({ params, query }) => {
      const compared = await desk.compare({ id: params.id, from: query.from, to: query.to });
      if (!compared.ok) return notDone(compared.problems);
      return reply({ flow: showFlow(compared.value.flow), changes: [...compared.value.changes] });
    },
    'versions.restore': async ({ params, body, caller }) => {
      const restored = await desk.restore({ id: params.id, commit: body.commit, by: caller.name });
      return restored.ok ? reply({ files: [...restored.value] }) : notDone(restored.problems);
    },
  };
}

function actorOf(caller: Caller): Actor {
  return {
    name: caller.name,
    mayDecide: isAllowed(caller, 'reviews.decide'),
    mayRelease: isAllowed(caller, 'reviews.release'),
  };
}

const closed = async (): Promise<RefusedCall> => notInStudio('serves its workspace and keeps no versions of it');

const closedHandlers: Part = {
  'identity.get': closed,
  'identity.set': closed,
  'reviews.proposal': closed,
  'reviews.save': closed,
  'reviews.request': closed,
  'reviews.import': closed,
  'reviews.list': closed,
  'reviews.get': closed,
  'reviews.comment': closed,
  'reviews.resolve': closed,
  'reviews.decide': closed,
  'reviews.withdraw': closed,
  'reviews.release': closed,
  'reviews.emergency': closed,
  'reviews.follow': closed,
  'versions.list': closed,
  'versions.get': closed,
  'versions.compare': closed,
  'versions.restore': closed,
};

const statuses: ProblemStatuses = new Map([
  ['workspace/changed-on-disk', 409],
  ['workspace/no-such-file', 404],
  ['review/unknown', 404],
  ['review/no-such-comment', 404],
  ['review/no-such-version', 404],
  ['review/moved', 409],
  ['review/changed', 409],
  ['review/overtaken', 409],
  ['review/closed', 409],
  ['review/conflicts', 409],
  ['git/still-open', 409],
  ['review/save-first', 409],
  ['review/settled-unsaved', 409],
  ['review/stands-on-other', 409],
  ['review/needs-open', 409],
  ['review/approved-already', 409],
  ['review/version-taken', 409],
  ['review/no-versions', 409],
  ['review/not-the-author', 403],
  ['review/self-approval', 403],
  ['review/not-for-emergencies', 403],
  ['review/not-trusted', 403],
  ['review/unreachable', 503],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);

function showIdentity({ roles, ...rest }: ToldIdentity) {
  return { ...rest, roles: [...roles] };
}

function showNeed({ doneBy, ...need }: ReviewNeed) {
  return { ...need, doneBy: [...doneBy] };
}

function showFlow({ id, file, before, after }: ComparedFlow) {
  return { id, file, before: before === null ? null : { ...before }, after: after === null ? null : { ...after } };
}

type Summary = z.input<ApiCallOf<'reviews.list'>['reply']>['reviews'][number];

function showSummary({ review, state, approvals, needed, waitsForMe }: StandingReview): Summary {
  const open = review.comments.filter(({ replyTo, resolved }) => replyTo === undefined && resolved === undefined);
  return {
    id: review.id,
    title: review.title,
    author: review.author,
    state,
    flows: [...review.versions.keys()],
    versions: Object.fromEntries(review.versions),
    updatedAt: review.updatedAt,
    comments: open.length,
    approvals,
    needed,
    waitsForMe,
  };
}

type Told = z.input<ApiCallOf<'reviews.get'>['reply']>['review'];

function showReview(standing: StandingReview): Told {
  const { review } = standing;
  return {
    ...showSummary(standing),
    description: review.description,
    createdAt: review.createdAt,
    digest: review.digest,
    threads: review.comments.map(({ flow, node, field, replyTo, resolved, ...comment }) => ({
      ...comment,
      flow: flow ?? null,
      node: node ?? null,
      field: field ?? null,
      replyTo: replyTo ?? null,
      resolved: resolved ?? null,
    })),
    decisions: review.decisions.map(({ digest, note, ...decision }) => ({
      ...decision,
      note: note ?? null,
      stands: digest === review.digest,
    })),
  };
}

function showWhole(shown: ShownReview): z.input<ApiCallOf<'reviews.get'>['reply']> {
  const { standing, base, head, changes, flows, files, checks, needs, mine } = shown;
  return {
    review: showReview(standing),
    base,
    head,
    changes: [...changes],
    flows: flows.map(showFlow),
    files: files.map((file) => ({ ...file })),
    checks: checks.map((check) => compact(check)),
    needs: needs.map(showNeed),
    mine: { ...mine },
  };
}
