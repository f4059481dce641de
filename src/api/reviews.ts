import { z } from 'zod';
import { keyRoles } from '#flow/workspace/parse-workspace-file.ts';
import { call, noBody, noQuery } from './call.ts';
import { instant } from './shapes.ts';
import { change, comparedFlow, savedVersion } from './versions.ts';

const flowId = z.string().min(1).max(128).meta({ description: 'Id of a flow.' });

const version = z
  .string()
  .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, 'is no version; write three numbers, such as 1.2.0')
  .meta({ description: 'Three numbers: `1.2.0`.' });

const versions = z.record(z.string(), version).meta({ description: 'Versions by flow id.' });

const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is no digest; it has 64 hexadecimal digits')
  .meta({ description: 'What approvers sign: SHA-256 of the manifest of the bundle.' });

const person = z.string().meta({ description: 'A person, as `trustedKeys` of `penstock.yaml` names them.' });

const sentence = z.string().trim().min(1).max(500);

const reviewState = z.enum(['open', 'changes-requested', 'approved', 'released', 'withdrawn']);

const comparedFile = z.strictObject({
  file: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const need = z.strictObject({
  role: z.enum(['approver', 'architect']),
  count: z.int(),
  why: z.string().meta({ description: 'A sentence.' }),
  doneBy: z.array(person),
});

const check = z.strictObject({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: z.string().meta({ description: 'A sentence.' }),
});

const summary = z.strictObject({
  id: z.string(),
  title: z.string(),
  author: person,
  state: reviewState,
  flows: z.array(flowId),
  versions,
  updatedAt: instant,
  comments: z.int().meta({ description: 'Comments nobody resolved; replies are not counted.' }),
  approvals: z.int().meta({ description: 'Approvals that stand.' }),
  needed: z.int().meta({ description: 'Approvals that are needed in all.' }),
  waitsForMe: z.boolean(),
});

const comment = z.strictObject({
  id: z.string(),
  by: person,
  at: instant,
  flow: z.string().nullable(),
  node: z.string().nullable(),
  field: z.string().nullable().meta({ description: 'As `field` of a change: `config.values.partner`.' }),
  text: z.string(),
  replyTo: z.string().nullable(),
  resolved: z.strictObject({ by: person, at: instant }).nullable(),
});

const decision = z.strictObject({
  by: person,
  at: instant,
  decision: z.enum(['approve', 'request-changes']),
  note: z.string().nullable(),
  stands: z.boolean().meta({ description: 'False where what was decided about has changed since.' }),
});

const review = z.strictObject({
  ...summary.shape,
  description: z.string(),
  createdAt: instant,
  digest,
  threads: z.array(comment).meta({ description: 'Comments, oldest first; replies name what they answer.' }),
  decisions: z.array(decision),
});

const identity = z.strictObject({
  person: person.nullable().meta({ description: 'Null until somebody said who works here.' }),
  keyId: z.string().nullable(),
  publicKey: z.string().nullable().meta({ description: 'For `trustedKeys` of `penstock.yaml`; base64.' }),
  roles: z.array(z.enum(keyRoles)).meta({ description: 'What signatures of the key count for here.' }),
  trusted: z.boolean(),
});

const reviewOnly = z.strictObject({ review });

const largeBodyBytes = 12 * 1024 * 1024;

/** Calls about versions that are saved, reviewed and released. Only a studio answers them. */
export const reviewCalls = [
  call('identity.get', {
    method: 'GET',
    path: '/api/identity',
    permission: 'reviews.read',
    summary:
      'Tells who works in this studio, and what signatures of their key count for. The key itself is never shown.',
    query: noQuery,
    body: noBody,
    reply: identity,
  }),
  call('identity.set', {
    method: 'POST',
    path: '/api/identity',
    permission: 'identity.set',
    summary: 'Says who works in this studio; makes their signing key, or takes one in, and seals it.',
    query: noQuery,
    body: z.strictObject({
      person: z
        .string()
        .max(128)
        .regex(
          /^[a-z][a-z0-9]*([-_.][a-z0-9]+)*$/,
          'is no name for a person; use lower-case words, such as `anna-berg`',
        ),
      pem: z
        .string()
        .min(1)
        .max(2_000)
        .optional()
        .meta({ description: 'A private Ed25519 key as `penstock keys new` writes it; absent makes a new one.' }),
    }),
    reply: identity,
  }),
  call('reviews.proposal', {
    method: 'GET',
    path: '/api/reviews/proposal',
    permission: 'reviews.read',
    summary: 'Shows what saving and handing over would mean: changes, a sentence, versions, and who must approve.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      versioned: z
        .boolean()
        .meta({ description: 'False while the folder keeps no versions; the first save begins it.' }),
      remote: z.boolean().meta({ description: 'True where reviews are shared; else a draft file is handed over.' }),
      unsaved: z.array(z.string()).meta({ description: 'Files that saving would keep.' }),
      changes: z.array(change).meta({ description: 'Since the last saved version.' }),
      released: z.array(change).meta({ description: 'Since what was released last.' }),
      sentence: z.string().meta({ description: 'Proposed for saving; empty where nothing changed.' }),
      title: z.string().meta({ description: 'Proposed for the review; empty where nothing changed.' }),
      flows: z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          file: z.string(),
          criticality: z.enum(['low', 'medium', 'high']).nullable(),
          released: version.nullable().meta({ description: 'Null where it was never released.' }),
          proposed: version,
          why: z.string().meta({ description: 'Why this version, as a sentence.' }),
        }),
      ),
      needs: z.array(need),
      review: z.string().nullable().meta({ description: 'Id of an open review of mine that these flows belong to.' }),
    }),
  }),
  call('reviews.save', {
    method: 'POST',
    path: '/api/reviews/save',
    permission: 'reviews.save',
    summary: 'Saves a version of the workspace under a sentence.',
    query: noQuery,
    body: z.strictObject({
      sentence,
      begin: z
        .literal(true)
        .optional()
        .meta({ description: 'Begins to keep versions in a folder that keeps none; refused without it.' }),
    }),
    reply: z.strictObject({
      commit: savedVersion.nullable().meta({ description: 'Null where nothing had changed.' }),
      files: z.array(z.string()),
    }),
  }),
  call('reviews.request', {
    method: 'POST',
    path: '/api/reviews',
    permission: 'reviews.save',
    summary: 'Hands changed flows over for review: saves, checks, signs and shares them.',
    query: noQuery,
    body: z.strictObject({
      title: z.string().trim().min(1).max(200),
      description: z.string().max(10_000).optional(),
      versions: versions.refine((all) => Object.keys(all).length > 0, 'names no flow'),
      review: z.string().min(1).max(64).optional().meta({
        description: 'Id of an open review of the caller that is handed over anew; approvals have to be given again.',
      }),
    }),
    reply: z.strictObject({
      review,
      draft: z
        .strictObject({ fileName: z.string(), bytes: z.base64() })
        .nullable()
        .meta({ description: 'To send to a reviewer, where the folder has nothing to share through.' }),
    }),
  }),
  call('reviews.import', {
    method: 'POST',
    path: '/api/reviews/import',
    permission: 'reviews.comment',
    summary: 'Takes in a draft somebody sent, as a review of this folder.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({ bytes: z.base64().min(1).max(11_000_000) }),
    reply: reviewOnly,
  }),
  call('reviews.list', {
    method: 'GET',
    path: '/api/reviews',
    permission: 'reviews.read',
    summary: 'Lists reviews, those that wait for the caller first.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      reviews: z.array(summary),
      shared: z.enum(['fresh', 'unreachable', 'none']).meta({
        description: 'Whether others were asked just now, could not be reached, or there is nothing to share through.',
      }),
      behind: z.int().meta({ description: 'Saved versions others released that this folder does not have yet.' }),
      unread: z.array(z.string()).meta({ description: 'Reviews whose file cannot be read, as sentences.' }),
    }),
  }),
  call('reviews.get', {
    method: 'GET',
    path: '/api/reviews/{id}',
    permission: 'reviews.read',
    summary: 'Shows everything a reviewer looks at: what changed, both sides, checks, comments, and who must approve.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      review,
      base: savedVersion
        .nullable()
        .meta({ description: 'What it is held against; null where nothing was there before.' }),
      head: savedVersion,
      changes: z.array(change),
      flows: z.array(comparedFlow),
      files: z.array(comparedFile).meta({ description: 'Other files that differ.' }),
      checks: z.array(check),
      needs: z.array(need),
      mine: z.strictObject({
        canApprove: z.boolean(),
        canRelease: z.boolean(),
        whyNot: z.string().nullable().meta({ description: 'Why it cannot be approved by the caller; a sentence.' }),
        whyNotRelease: z.string().nullable(),
        isAuthor: z.boolean(),
      }),
    }),
  }),
  call('reviews.comment', {
    method: 'POST',
    path: '/api/reviews/{id}/comments',
    permission: 'reviews.comment',
    summary: 'Writes a comment at a flow, a step or a field of it, or answers one.',
    query: noQuery,
    body: z.strictObject({
      flow: flowId.nullable().optional(),
      node: z.string().min(1).max(64).nullable().optional(),
      field: z.string().min(1).max(300).nullable().optional(),
      text: z.string().trim().min(1).max(5_000),
      replyTo: z.string().min(1).max(64).nullable().optional(),
    }),
    reply: z.strictObject({ review, comment: z.string().meta({ description: 'Id of the new comment.' }) }),
  }),
  call('reviews.resolve', {
    method: 'POST',
    path: '/api/reviews/{id}/resolve',
    permission: 'reviews.comment',
    summary: 'Marks a comment as settled, or opens it again.',
    query: noQuery,
    body: z.strictObject({ comment: z.string().min(1).max(64), resolved: z.boolean().default(true) }),
    reply: reviewOnly,
  }),
  call('reviews.decide', {
    method: 'POST',
    path: '/api/reviews/{id}/decide',
    permission: 'reviews.decide',
    summary: 'Approves what the caller was shown, by a signature, or asks for changes.',
    query: noQuery,
    body: z.strictObject({
      decision: z.enum(['approve', 'request-changes']),
      digest,
      note: z.string().trim().min(1).max(5_000).optional(),
    }),
    reply: reviewOnly,
  }),
  call('reviews.withdraw', {
    method: 'POST',
    path: '/api/reviews/{id}/withdraw',
    permission: 'reviews.save',
    summary: 'Takes a review of the caller back.',
    query: noQuery,
    body: noBody,
    reply: reviewOnly,
  }),
  call('reviews.release', {
    method: 'POST',
    path: '/api/reviews/{id}/release',
    permission: 'reviews.release',
    summary: 'Releases what was approved: sets its versions and gives the signed bundle.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      versions,
      digest,
      fileName: z.string(),
      bundle: z.base64().meta({ description: 'The signed `.pstk`.' }),
      kept: z.string().meta({ description: 'Where the studio keeps it, in its data directory.' }),
      follows: z.boolean().meta({ description: 'False where the folder could not take in what was released.' }),
    }),
  }),
  call('reviews.emergency', {
    method: 'POST',
    path: '/api/reviews/{id}/emergency',
    permission: 'reviews.release',
    summary:
      'Gives a bundle that may run for a day without a reviewer, signed by the caller for a reason and an incident.',
    query: noQuery,
    body: z.strictObject({
      digest,
      reason: z.string().trim().min(1).max(2_000),
      incident: z.string().trim().min(1).max(200).meta({ description: 'Number of the incident.' }),
    }),
    reply: z.strictObject({
      fileName: z.string(),
      bundle: z.base64().meta({ description: 'The `.pstk` with the signatures of its author and of the caller.' }),
      kept: z.string().meta({ description: 'Where the studio keeps it, in its data directory.' }),
      until: instant.meta({ description: 'When it lapses unless the review is approved and deployed meanwhile.' }),
    }),
  }),
  call('reviews.follow', {
    method: 'POST',
    path: '/api/reviews/follow',
    permission: 'reviews.save',
    summary: 'Takes in what others released; work that is not saved is kept.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      files: z.array(z.string()).meta({ description: 'Files that changed.' }),
      kept: z.array(z.string()).meta({ description: 'Files with work of the caller that were left as they are.' }),
      open: z
        .array(z.string())
        .meta({ description: 'Files both sides changed, of which somebody has to decide; see `conflicts.list`.' }),
    }),
  }),
] as const;
