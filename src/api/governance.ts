import { z } from 'zod';
import type { Finding } from '#flow/check/finding.ts';
import type { EstateFlow } from '#flow/check/governance/estate.ts';
import type { Registry, Topic } from '#flow/registry/registry.ts';
import type { Template } from '#flow/template/template.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import { call, noBody, noQuery } from './call.ts';
import { maxFileCharacters } from './workspace.ts';

// Values of the flow room travel as they are: their own readers made them, a second schema would only drift.
const template = z.custom<Template>();
const waiver = z.custom<Waiver>();
const registry = z.custom<Registry>();
const topic = z.custom<Topic>();
const estateFlow = z.custom<EstateFlow>();
const finding = z.custom<Finding>();

const problem = z.strictObject({
  file: z.string(),
  code: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

const textProblem = z.strictObject({
  code: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  path: z.string().optional(),
});

const etag = z.string().nullable().meta({ description: 'Null where there is no such file yet.' });

const flowText = z.string().min(1).max(maxFileCharacters).meta({ description: 'The flow as its file would say it.' });

const templateId = z.string().min(1).max(100).meta({ description: 'Id of the template, which is its folder.' });

const reference = z.string().min(1).max(100).meta({ description: 'As flows name it: `webhook-ingestion@1`.' });

const parameters = z.record(z.string(), z.json()).meta({ description: 'Chosen values by parameter name.' });

const standing = z.enum(['shipped', 'published', 'unsigned', 'changed', 'untrusted']).meta({
  description:
    'Shipped with the product; published with a valid signature of a trusted key; never signed; changed since it was signed; signed by a key nobody trusts.',
});

/** A flow as the screens count it against one template it follows. */
const followed = z.strictObject({
  reference,
  name: z.string().nullable().meta({ description: 'Null where there is no such template.' }),
  parameters,
  roles: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      required: z.boolean(),
      nodes: z.array(z.string()).meta({ description: 'Steps that play the role; empty where none does.' }),
    }),
  ),
  missing: z.array(finding).meta({ description: 'Findings of its rules that nobody waived.' }),
  waived: z.array(finding).meta({ description: 'Findings of its rules under a waiver; each carries it.' }),
});

const largeBodyBytes = 12 * 1024 * 1024;

/** Calls about what flows are held against. Only a studio answers them. */
export const governanceCalls = [
  call('governance.facts', {
    method: 'GET',
    path: '/api/governance/facts',
    permission: 'workspace.read',
    summary: 'Shows everything flows are held against: patterns, waivers, registry, tests, and each other.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      templates: z.array(
        z.strictObject({
          reference: z.string(),
          origin: z.enum(['shipped', 'workspace']),
          standing,
          value: template,
        }),
      ),
      waivers: z.array(waiver),
      registry: registry.nullable(),
      topics: z.array(topic).nullable(),
      estate: z.array(estateFlow),
      tested: z
        .record(z.string(), z.array(z.string()))
        .meta({ description: 'Outcomes that flow tests take, as `node port`, by flow id.' }),
      today: z.string().meta({ description: 'The day waivers are held against, `YYYY-MM-DD`.' }),
      problems: z.array(problem).meta({ description: 'Files of templates and waivers that cannot be read.' }),
    }),
  }),
  call('governance.templates', {
    method: 'GET',
    path: '/api/governance/templates',
    permission: 'workspace.read',
    summary: 'Lists every template with its README, its skeleton, where it stands, and who follows it.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      templates: z.array(
        z.strictObject({
          reference,
          origin: z.enum(['shipped', 'workspace']),
          standing,
          path: z.string().nullable().meta({
            description: 'Its `template.yaml` in the workspace, for `workspace.read`; null for shipped ones.',
          }),
          published: z
            .strictObject({ keyId: z.string(), by: z.string(), at: z.string() })
            .nullable()
            .meta({ description: 'Who signed it; null where nobody did.' }),
          value: template,
          readme: z.string().meta({ description: 'Markdown; empty where there is none.' }),
          skeleton: z.string().nullable().meta({ description: 'A flow to start from; null where there is none.' }),
          followers: z.array(
            z.strictObject({
              flow: z.string(),
              name: z.string(),
              errors: z.int().meta({ description: 'Of its rules, waived ones not counted.' }),
              warnings: z.int(),
              waived: z.int(),
            }),
          ),
        }),
      ),
      problems: z.array(problem),
    }),
  }),
  call('governance.flows', {
    method: 'GET',
    path: '/api/governance/flows',
    permission: 'workspace.read',
    summary: 'Shows for every flow which templates it follows, what is missing, and what an architect waived.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      flows: z.array(
        z.strictObject({
          flow: z.string(),
          name: z.string(),
          path: z.string(),
          errors: z.int().meta({ description: 'Of all rules and of structure, waived ones not counted.' }),
          warnings: z.int(),
          infos: z.int(),
          waived: z.int(),
          follows: z.array(followed),
        }),
      ),
      unread: z.array(z.string()).meta({ description: 'Flow files that cannot be read and were not judged.' }),
    }),
  }),
  call('governance.report', {
    method: 'GET',
    path: '/api/governance/report',
    permission: 'workspace.read',
    summary: 'Gives the findings of a flow, or of all, as text, JSON or SARIF: the very bytes `penstock check` writes.',
    query: z.strictObject({
      flow: z.string().min(1).max(200).optional().meta({ description: 'Flow id; absent for every flow.' }),
      as: z.enum(['json', 'sarif', 'text']).default('json'),
    }),
    body: noBody,
    reply: z.strictObject({ report: z.string() }),
  }),
  call('governance.judge', {
    method: 'POST',
    path: '/api/governance/judge',
    permission: 'workspace.read',
    summary: 'Judges a new text of a template against every flow that follows it. Nothing is saved.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({ text: z.string().max(maxFileCharacters) }),
    reply: z.strictObject({
      problems: z
        .array(textProblem)
        .meta({ description: 'What keeps the text from being a template; nothing is judged then.' }),
      flows: z
        .array(
          z.strictObject({
            flow: z.string(),
            name: z.string(),
            before: z.array(finding).meta({ description: 'Findings of its rules as it stands on disk.' }),
            after: z.array(finding).meta({ description: 'Findings of its rules as this text says them.' }),
            breaks: z.boolean().meta({ description: 'True where there are errors that were not there before.' }),
          }),
        )
        .meta({ description: 'Flows that follow it.' }),
      breaks: z.int().meta({ description: 'How many of those flows would break.' }),
    }),
  }),
  call('governance.start', {
    method: 'POST',
    path: '/api/governance/start',
    permission: 'workspace.read',
    summary: 'Writes the text of a new flow from the skeleton of a template. Nothing is saved.',
    query: noQuery,
    body: z.strictObject({
      template: reference,
      id: z.string().min(1).max(64).meta({ description: 'Id of the new flow.' }),
      name: z.string().min(1).max(200),
      owner: z.string().min(1).max(64),
      parameters: parameters.optional(),
    }),
    reply: z.strictObject({
      path: z.string().meta({ description: 'Where it belongs: `flows/<id>.flow.yaml`.' }),
      text: z.string(),
      files: z
        .array(z.strictObject({ path: z.string(), text: z.string() }))
        .meta({ description: 'Agreed shapes and connections it stands on, which the workspace does not have.' }),
      findings: z.array(finding),
    }),
  }),
  call('governance.bind', {
    method: 'POST',
    path: '/api/governance/bind',
    permission: 'workspace.read',
    summary: 'Makes the text of a flow follow a template with chosen parameters, or stop. Nothing is saved.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({
      text: flowText,
      template: reference,
      parameters: parameters.nullable().meta({ description: 'Null stops following the template.' }),
    }),
    reply: z.strictObject({ text: z.string(), findings: z.array(finding) }),
  }),
  call('governance.predicates', {
    method: 'POST',
    path: '/api/governance/predicates',
    permission: 'workspace.read',
    summary: 'Asks the predicates of the templates a flow follows, in the sandbox: what the quick check leaves out.',
    query: noQuery,
    bodyBytes: largeBodyBytes,
    body: z.strictObject({ text: flowText }),
    reply: z.strictObject({ findings: z.array(finding) }),
  }),
  call('governance.publish', {
    method: 'POST',
    path: '/api/governance/publish',
    permission: 'templates.publish',
    summary: 'Publishes a template of the workspace: its signature is verified, written and audited.',
    query: noQuery,
    body: z.strictObject({
      template: templateId,
      signature: z.string().min(1).max(10_000).meta({
        description: 'Text of `template.sig.yaml` as `penstock templates publish` makes it.',
      }),
      expect: etag.meta({ description: 'Etag of the signature that is replaced; null for the first.' }),
    }),
    reply: z.strictObject({ path: z.string(), etag: z.string(), digest: z.string() }),
  }),
  call('governance.waive', {
    method: 'POST',
    path: '/api/governance/waivers',
    permission: 'waivers.grant',
    summary: 'Adds a waiver to `waivers/<flow>.yaml`; the caller is its approver, and the audit shows it.',
    query: noQuery,
    body: z.strictObject({
      rule: z.string().min(1).max(100),
      flow: z.string().min(1).max(100),
      node: z.string().min(1).max(64).optional(),
      reason: z.string().trim().min(10).max(1_000),
      expires: z.iso.date().meta({ description: 'Last day it counts, at most 365 days ahead.' }),
      expect: etag.optional().meta({
        description: 'Etag of `waivers/<flow>.yaml` as it was read; absent where nobody looked.',
      }),
    }),
    reply: z.strictObject({ path: z.string(), etag: z.string(), waiver }),
  }),
] as const;
