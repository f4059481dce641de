import { z } from 'zod';
import type { ReportedFinding } from '#flow/check/report/report.ts';
import { call, noBody, noQuery } from './call.ts';
import { instant, payload, reason, word } from './shapes.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in hex');

const emergency = z
  .strictObject({ by: z.string(), reason: z.string(), incident: z.string(), until: z.string() })
  .nullable()
  .meta({ description: 'Present where the bundle runs without an approval, for a day at most.' });

const standing = {
  authors: z.array(z.string()),
  approvers: z.array(z.string()),
  emergency,
};

const flowVersion = z.strictObject({ flow: z.string(), version: z.string() });

const news = z.strictObject({
  kind: z.enum(['connection', 'host', 'operation', 'secret', 'data-class', 'webhook']),
  what: z.string(),
  sentence: z.string(),
});

// Findings travel as the checker reports them; a second schema would only drift.
const finding = z.custom<ReportedFinding>();

const verdict = z.strictObject({
  digest: z.string(),
  flows: z.array(
    z.strictObject({
      flow: z.string(),
      version: z.string(),
      live: z.strictObject({ version: z.string(), bundle: z.string().nullable() }).nullable(),
    }),
  ),
  ...standing,
  newReach: z.array(news).meta({ description: 'What it may touch that nothing live touches.' }),
  findings: z.array(finding),
  notes: z.array(z.string()),
});

const bundleState = z.enum(['admitted', 'live', 'retired', 'refused']);

const bundleRow = {
  digest: z.string(),
  state: bundleState,
  by: z.string(),
  at: instant,
  activatedAt: instant.nullable(),
  flows: z.array(flowVersion),
  ...standing,
  code: z.string().nullable().meta({ description: 'Why it was refused; null where it was not.' }),
  why: z.string().nullable(),
};

const signature = z.strictObject({
  role: z.enum(['author', 'approver', 'emergency']),
  by: word,
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  at: instant,
  until: instant.exactOptional(),
  reason: z.string().max(2_000).exactOptional(),
  incident: z.string().max(200).exactOptional(),
  digest,
  signature: z.string().max(200),
});

const drift = z.strictObject({
  kind: z.enum(['binding', 'variable', 'shape', 'private-ranges', 'secret', 'trust', 'meaning', 'folder']),
  what: z.string(),
  sentence: z.string(),
});

/** A bundle has at most 50 MB, and base64 makes a third more of it. */
const bundleBodyBytes = 70 * 1024 * 1024;

/** Calls about what is live: bundles in, live, back. */
export const deploymentCalls = [
  call('deployments.list', {
    method: 'GET',
    path: '/api/deployments',
    permission: 'deployments.read',
    summary: 'Lists the flow versions that are live for new events, and the bundles this environment knows.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      environment: z.string(),
      takesBundles: z.boolean().meta({ description: 'False where the files of a folder are served.' }),
      signedOnly: z.boolean(),
      deployments: z.array(
        z.strictObject({
          flow: z.string(),
          version: z.string(),
          plan: z.string().meta({ description: 'Content hash of what the flow means.' }),
          deployedAt: instant,
          by: z.string(),
          bundle: z.string().nullable(),
          ...standing,
          drift: z.int().meta({ description: 'How many things are not as they were at the activation.' }),
          before: z.strictObject({ version: z.string(), bundle: z.string().nullable() }).nullable(),
        }),
      ),
      bundles: z.array(z.strictObject(bundleRow)),
    }),
  }),
  call('deployments.admit', {
    method: 'POST',
    path: '/api/deployments/bundles',
    permission: 'deployments.deploy',
    summary: 'Judges a bundle and keeps it; nothing goes live. Tells what it may newly reach.',
    query: noQuery,
    body: z.strictObject({ bundle: z.string().min(1).meta({ description: 'The file, in base64.' }) }),
    bodyBytes: bundleBodyBytes,
    reply: verdict,
  }),
  call('deployments.show', {
    method: 'GET',
    path: '/api/deployments/bundles/{digest}',
    permission: 'deployments.read',
    summary: 'Shows a bundle: its manifest, who signed it, and where it stands.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ ...bundleRow, manifest: payload, signatures: z.array(signature) }),
  }),
  call('deployments.activate', {
    method: 'POST',
    path: '/api/deployments/bundles/{digest}/activate',
    permission: 'deployments.deploy',
    summary: 'Makes every flow of an admitted bundle live for new events, or none.',
    query: noQuery,
    body: z.strictObject({
      acceptReach: z.boolean().default(false).meta({ description: 'Say yes to what it may newly reach.' }),
    }),
    reply: verdict,
  }),
  call('deployments.approve', {
    method: 'POST',
    path: '/api/deployments/bundles/{digest}/approve',
    permission: 'deployments.deploy',
    summary: 'Adds a signature to a stored bundle, such as the approval of an emergency.',
    query: noQuery,
    body: z.strictObject({ signature }),
    reply: z.strictObject({ isEmergency: z.boolean().meta({ description: 'True while it still lapses.' }) }),
  }),
  call('deployments.rollback', {
    method: 'POST',
    path: '/api/deployments/rollback',
    permission: 'deployments.deploy',
    summary: 'Takes the bundle of a flow off: each of its flows goes back to what was live before.',
    query: noQuery,
    body: z.strictObject({ flow: word, reason }),
    reply: z.strictObject({
      bundle: z.string(),
      flows: z.array(z.strictObject({ flow: z.string(), from: z.string(), to: z.string().nullable() })),
    }),
  }),
  call('deployments.drift', {
    method: 'GET',
    path: '/api/deployments/drift',
    permission: 'deployments.read',
    summary: 'Tells what is not as it was when each live bundle was activated.',
    query: z.strictObject({
      digest: digest.optional().meta({ description: 'A bundle whose meaning is held against what is live.' }),
    }),
    body: noBody,
    reply: z.strictObject({
      bundles: z.array(z.strictObject({ bundle: z.string(), flows: z.array(z.string()), drift: z.array(drift) })),
    }),
  }),
  call('deployments.shadow', {
    method: 'POST',
    path: '/api/deployments/bundles/{digest}/shadow',
    permission: 'deployments.deploy',
    summary:
      'Takes the last finished runs of a live flow through the version of an admitted bundle, with recorded answers and without effects, and compares what both want done.',
    query: noQuery,
    body: z.strictObject({ flow: word, runs: z.int().min(1).max(50).default(20) }),
    reply: z.strictObject({
      flow: z.string(),
      live: z.string(),
      candidate: z.string(),
      equal: z.int(),
      different: z.array(
        z.strictObject({
          run: z.string(),
          at: z.array(z.string()).meta({ description: 'JSON Pointers into `{ effects, output, state }`.' }),
        }),
      ),
      skipped: z.int().meta({ description: 'Runs of other versions.' }),
    }),
  }),
] as const;
