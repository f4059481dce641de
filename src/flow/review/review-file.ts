import { z } from 'zod';
import { type BundleSignature, signatureRoles } from '../bundle/signature.ts';
import type { JsonObject } from '../json.ts';
import { type Result, refuse, succeed } from '../problem.ts';
import { formatDocument, printDocument, readDocument } from '../text/document.ts';
import { slug } from '../workspace/ids.ts';
import { isReviewId, mostEntries, type Review, type ReviewComment } from './review.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256; it has 64 hexadecimal digits');

const person = z.string().min(1).max(200);

const instant = z.iso.datetime();

const signature = z.strictObject({
  role: z.enum(signatureRoles),
  by: person,
  keyId: z.string().regex(/^[0-9a-f]{16}$/, 'is no key id; it has 16 hexadecimal digits'),
  at: instant,
  until: instant.optional(),
  reason: z.string().min(1).max(1_000).optional(),
  incident: z.string().min(1).max(200).optional(),
  digest,
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'is no Ed25519 signature; it has 64 bytes in base64'),
});

const comment = z.strictObject({
  id: z.string().min(1).max(64),
  by: person,
  at: instant,
  flow: z.string().min(1).max(128).optional(),
  node: z.string().min(1).max(64).optional(),
  field: z.string().min(1).max(300).optional(),
  replyTo: z.string().min(1).max(64).optional(),
  text: z.string().min(1).max(5_000),
  resolved: z.strictObject({ by: person, at: instant }).optional(),
});

const decision = z.strictObject({
  by: person,
  at: instant,
  decision: z.enum(['approve', 'request-changes']),
  digest,
  note: z.string().min(1).max(5_000).optional(),
});

/** The schema of `reviews/<id>.yaml`; the order of its keys is the order in which they are printed. */
const reviewSchema = z.strictObject({
  penstock: z.literal(1),
  id: z.string().refine(isReviewId, 'is no id of a review; use lower-case letters, digits and hyphens'),
  title: z.string().min(1).max(200),
  description: z.string().min(1).max(10_000).optional(),
  author: person,
  createdAt: instant,
  updatedAt: instant,
  state: z.enum(['open', 'released', 'withdrawn']),
  base: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/, 'is no commit')
    .optional(),
  versions: z.record(slug, z.string().regex(/^\d+\.\d+\.\d+$/, 'is no version; write three numbers, such as 1.0.0')),
  digest,
  signatures: z.array(signature).max(100).optional(),
  comments: z.array(comment).max(mostEntries).optional(),
  decisions: z.array(decision).max(mostEntries).optional(),
});

/** Reads `reviews/<id>.yaml`. */
export function parseReview(text: string): Result<Review> {
  const read = readDocument(text, () => reviewSchema);
  if (!read.ok) return read;
  const parsed = reviewSchema.safeParse(read.value.value);
  if (!parsed.success) {
    const message = 'The file of this review is not as Penstock writes it. Hand the change over again.';
    return refuse({ code: 'review/unreadable', message });
  }
  const { penstock: _format, description = '', base, versions, ...file } = parsed.data;
  return succeed({
    ...file,
    description,
    ...(base === undefined ? {} : { base }),
    versions: new Map(Object.entries(versions)),
    signatures: (file.signatures ?? []).map(signatureOf),
    comments: (file.comments ?? []).map(commentOf),
    decisions: (file.decisions ?? []).map(({ note, ...rest }) => ({
      ...rest,
      ...(note === undefined ? {} : { note }),
    })),
  });
}

/** Writes `reviews/<id>.yaml`. */
export function printReview(review: Review): string {
  const { id, title, description, author, createdAt, updatedAt, state, base, versions, digest } = review;
  const sorted = [...versions].sort(([one], [other]) => (one < other ? -1 : 1));
  const value: JsonObject = {
    penstock: 1,
    id,
    title,
    ...(description === '' ? {} : { description }),
    author,
    createdAt,
    updatedAt,
    state,
    ...(base === undefined ? {} : { base }),
    versions: Object.fromEntries(sorted),
    digest,
    ...listOf('signatures', review.signatures),
    ...listOf('comments', review.comments),
    ...listOf('decisions', review.decisions),
  };
  return printDocument(value, new Map(), reviewSchema);
}

/** Writes a text of `reviews/<id>.yaml` in its canonical form. */
export function formatReview(text: string): Result<string> {
  return formatDocument(text, () => reviewSchema);
}

function listOf(name: string, entries: readonly object[]): JsonObject {
  // Entries hold texts and texts only, with members that are absent where there is nothing.
  return entries.length === 0 ? {} : { [name]: entries.map((entry) => ({ ...entry }) as JsonObject) };
}

function signatureOf({ until, reason, incident, ...rest }: z.output<typeof signature>): BundleSignature {
  return {
    ...rest,
    ...(until === undefined ? {} : { until }),
    ...(reason === undefined ? {} : { reason }),
    ...(incident === undefined ? {} : { incident }),
  };
}

function commentOf({ id, by, at, text, ...rest }: z.output<typeof comment>): ReviewComment {
  const { flow, node, field, replyTo, resolved } = rest;
  return {
    id,
    by,
    at,
    ...(flow === undefined ? {} : { flow }),
    ...(node === undefined ? {} : { node }),
    ...(field === undefined ? {} : { field }),
    text,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(resolved === undefined ? {} : { resolved }),
  };
}
