import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import type { Problem } from '#flow/problem.ts';
import { isLater } from '#flow/template/digest.ts';
import { type Governance, plainTemplates } from './governance.ts';
import { proveTemplate } from './prove-template.ts';
import { digestTemplate, readSignature } from './template-signature.ts';
import type { KnownTemplate } from './templates.ts';
import type { Workspace } from './workspace.ts';

/** What a publication is judged on. */
export type PublicationParts = {
  readonly known: KnownTemplate;
  readonly workspace: Workspace;
  readonly governance: Governance;
  readonly today: string;
  readonly ask: EvaluatePredicate;
};

/**
 * Says why a template may not be published as it stands: it must be approved, prove its rules, and carry a later
 * version than the one published before unless nothing changed.
 */
export async function judgePublication(parts: PublicationParts): Promise<readonly Problem[]> {
  const { known, workspace, governance, today, ask } = parts;
  const { template, folder } = known;
  const reasons: string[] = [];
  if (template.status === 'draft') {
    reasons.push(`${template.id} is a draft. Set its status to approved in template.yaml first.`);
  }
  const before = readSignature(folder);
  const last = before.ok ? before.value : undefined;
  if (last !== undefined && last.digest !== digestTemplate(folder) && !isLater(template.version, last.version)) {
    reasons.push(
      `${template.id} changed since ${last.version} was published. Raise its version above ${last.version}.`,
    );
  }
  const templates = plainTemplates(governance);
  const proof = await proveTemplate({ template, folder, workspace, templates, today, ask });
  reasons.push(...proof.faults.map((fault) => `templates/${template.id}: ${fault}`));
  return reasons.map((message) => ({ code: 'template/not-published', message }));
}
