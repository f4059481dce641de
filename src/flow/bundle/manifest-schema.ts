import { z } from 'zod';
import { dataClasses } from '../contract/field-classes.ts';
import { signatureRoles } from './signature.ts';

/** Versions of flows: three numbers without leading zeros, so that one version has one spelling. */
export const versionForm: RegExp = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const version = z.string().regex(versionForm);
/** Control characters and those that turn the direction of a line: a bundle must not draw on a terminal. */
export const unshowable: RegExp = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const shown = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed() && !unshowable.test(text));

const word = shown(2_000);
const words = z.array(word).max(10_000);

const flow = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,99}$/),
  version,
  file: word,
  meaning: sha256,
  criticality: z.enum(['low', 'medium', 'high', 'unknown']),
});

const template = z.strictObject({
  reference: word,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  digest: sha256,
  source: z.enum(['shipped', 'workspace']),
});

/** The schema of `manifest.json`. Lists stand in the order the writer gives them, so that equal bundles are equal bytes. */
export const manifestSchema = z
  .strictObject({
    penstock: z.literal(1),
    workspace: shown(200),
    flows: z
      .array(flow)
      .min(1)
      .max(1_000)
      .refine((flows) => isSorted(flows.map(({ id }) => id))),
    files: z
      .array(z.strictObject({ path: word, sha256, sizeBytes: z.int().min(0) }))
      .max(2_000)
      .refine((files) => isSorted(files.map(({ path }) => path))),
    locks: z.strictObject({
      nodes: words.refine(isSorted),
      templates: z
        .array(template)
        .max(1_000)
        .refine((templates) => isSorted(templates.map(({ reference }) => reference))),
      expressions: word,
    }),
    reach: z.strictObject({
      connections: words,
      hosts: words,
      operations: words,
      secrets: words,
      dataClasses: z.array(z.enum(dataClasses)).max(100),
      webhooks: words,
    }),
    approvals: z.union([z.literal(1), z.literal(2)]),
  })
  // What the approvers must come to is no free choice of whoever exports.
  .refine(({ flows, approvals }) => approvals === 2 || flows.every(({ criticality }) => criticality !== 'high'))
  .refine(({ flows, files }) => flows.every(({ file }) => files.some(({ path }) => path === file)));

const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));

/** The schema of a file in `signatures/`. */
export const signatureSchema = z
  .strictObject({
    role: z.enum(signatureRoles),
    by: shown(200),
    keyId: z.string().regex(/^[0-9a-f]{16}$/),
    at: instant,
    until: instant.optional(),
    reason: shown(2_000).optional(),
    incident: shown(200).optional(),
    digest: sha256,
    // The last digit holds two bits of 64 bytes; the other four must be zero, or one signature had sixteen spellings.
    signature: z.string().regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/),
  })
  .refine(({ role, reason, incident }) => (role === 'emergency') === (reason !== undefined && incident !== undefined))
  .refine(({ role, reason, incident }) => role === 'emergency' || (reason === undefined && incident === undefined));

/** True where each text comes after the one before it by code unit, and none stands twice. */
function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, at) => at === 0 || (texts[at - 1] ?? '') < text);
}
