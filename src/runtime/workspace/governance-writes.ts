import { join } from 'node:path';
import { checkFlow } from '#flow/check/check.ts';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { unwaivableRules } from '#flow/check/governance/waive.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { grantWaiver } from '#flow/template/grant-waiver.ts';
import { formatSignature, parseSignature, signatureFile } from '#flow/template/signature.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import type { Clock } from '../engine/ports.ts';
import type { AuditFact } from '../store/change.ts';
import type { WorkspaceDesk } from './desk.ts';
import { templatePublished, waiverGranted } from './govern-audit.ts';
import type { GovernanceDesk } from './governance-desk.ts';
import { judgePublication } from './judge-publication.ts';
import { judgeSignature } from './template-signature.ts';
import { readTemplates } from './templates.ts';

/** A file as it was written. */
export type Written = { readonly path: string; readonly etag: string };

/** A waiver somebody asks for; `expect` is the etag of the file as it was read, undefined where nobody looked. */
export type WaiverAsk = Omit<Waiver, 'approver'> & { readonly expect: string | null | undefined };

/** A signature somebody brings; `expect` is the etag of the one it replaces, null for the first. */
export type PublishAsk = {
  readonly template: string;
  readonly signature: string;
  readonly expect: string | null;
};

/** What architects write: each act leaves its file and its audit entry. */
export type GovernanceWrites = {
  readonly waive: (ask: WaiverAsk, by: string) => Promise<Result<Written & { readonly waiver: Waiver }>>;
  readonly publish: (ask: PublishAsk, by: string) => Promise<Result<Written & { readonly digest: string }>>;
};

/** What the writes stand on. */
export type GovernanceWriteParts = {
  readonly governance: Pick<GovernanceDesk, 'facts'>;
  readonly desk: Pick<WorkspaceDesk, 'read' | 'write'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ask: EvaluatePredicate;
  readonly record: (entry: AuditFact) => Promise<void>;
};

/** Sets the writes up over the workspace's desk, so that a file somebody else changed meanwhile is not overwritten. */
export function createGovernanceWrites(parts: GovernanceWriteParts): GovernanceWrites {
  return { waive: (ask, by) => waive(parts, ask, by), publish: (ask, by) => publish(parts, ask, by) };
}

async function waive(
  { governance, desk, clock, record }: GovernanceWriteParts,
  { expect, ...asked }: WaiverAsk,
  approver: string,
): Promise<Result<Written & { readonly waiver: Waiver }>> {
  const { context, workspace, today } = await governance.facts();
  const found = [...workspace.opened.values()].find(({ flow }) => flow?.id === asked.flow)?.flow;
  if (found === undefined) return refuse(noFlow(asked.flow));
  const { rule, flow, node, reason, expires } = asked;
  const waiver: Waiver = { rule, flow, ...(node === undefined ? {} : { node }), reason, approver, expires };
  const path = `waivers/${flow}.yaml`;
  const file = await desk.read(path);
  const before = file.ok ? file.value : { text: '', etag: null };
  // What is waived already may be waived once more, for longer.
  const findings = checkFlow(found, { ...context, waivers: [] });
  const never = unwaivableRules(context.templates?.values() ?? []);
  const granted = grantWaiver(before.text, waiver, { findings, never, today });
  if (!granted.ok) return granted;
  const change = { path, text: granted.value, expect: expect === undefined ? before.etag : expect };
  const written = await desk.write([change], approver);
  if (!written.ok) return written;
  await record(waiverGranted(waiver, clock.now()));
  return succeed({ path, etag: written.value[0]?.etag ?? '', waiver });
}

async function publish(
  { governance, desk, clock, ask, record }: GovernanceWriteParts,
  { template: id, signature: text, expect }: PublishAsk,
  by: string,
): Promise<Result<Written & { readonly digest: string }>> {
  const { workspace, governance: governing, today } = await governance.facts();
  const read = parseSignature(text);
  const printed = formatSignature(text);
  if (!read.ok) return read;
  if (!printed.ok) return printed;
  const folder = join(workspace.folder, 'templates', id);
  const known = readTemplates(join(workspace.folder, 'templates'), 'workspace');
  const own = [...known.templates.values()].find((one) => one.folder === folder);
  if (own === undefined) return refuse(noTemplate(id));
  const verdict = judgeSignature(read.value, own, workspace.settings?.trustedKeys ?? []);
  if (verdict !== 'published') return refuse(badSignature(id, verdict));
  const problems = await judgePublication({ known: own, workspace, governance: governing, today, ask });
  if (problems.length > 0) return refuse(...problems);
  const path = `templates/${id}/${signatureFile}`;
  const written = await desk.write([{ path, text: printed.value, expect }], by);
  if (!written.ok) return written;
  await record(templatePublished(read.value, by, clock.now()));
  return succeed({ path, etag: written.value[0]?.etag ?? '', digest: read.value.digest });
}

function noFlow(flow: string): Problem {
  const message = `The workspace has no flow "${flow}" that can be read. Look at the list of flows again.`;
  return { code: 'workspace/no-such-file', message };
}

function noTemplate(id: string): Problem {
  const message = `The workspace has no template in templates/${id}. Look at the list of templates again.`;
  return { code: 'template/unknown', message };
}

function badSignature(id: string, verdict: 'changed' | 'untrusted'): Problem {
  const why =
    verdict === 'changed'
      ? 'is about other files than those in its folder now'
      : 'was not made with a key among trustedKeys of penstock.yaml';
  const message = `The signature of ${id} ${why}. Publish it again with "penstock templates publish".`;
  return { code: 'template/bad-signature', message };
}
