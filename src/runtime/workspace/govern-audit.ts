import type { Json, JsonObject } from '#flow/json.ts';
import type { TemplateSignature } from '#flow/template/signature.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import type { AuditFact } from '../store/change.ts';

/** The audit entry of a template that was published. */
export function templatePublished(signature: TemplateSignature, actor: string, at: number): AuditFact {
  const { template, version, keyId, by, digest } = signature;
  return { at, actor, action: 'template.published', subject: `${template}@${version}`, detail: { keyId, by, digest } };
}

/** The audit entry of a waiver that was granted. */
export function waiverGranted({ flow, rule, node, ...waiver }: Waiver, at: number): AuditFact {
  const detail: JsonObject = { rule, ...(node === undefined ? {} : { node }), ...waiver };
  return { at, actor: waiver.approver, action: 'waiver.granted', subject: flow, detail };
}

/** The audit entry of a flow that follows other templates than before. */
export function flowBound(
  flow: string,
  follows: { readonly before: Json | undefined; readonly after: Json | undefined },
  entry: { readonly actor: string; readonly at: number },
): AuditFact {
  const detail = { before: follows.before ?? null, after: follows.after ?? null };
  return { ...entry, action: 'flow.bound', subject: flow, detail };
}
