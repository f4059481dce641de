import { basename, join, resolve } from 'node:path';
import type { CheckContext } from '#flow/check/context.ts';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import type { AuditFact } from '#runtime/store/change.ts';
import type { Governance } from '#runtime/workspace/governance.ts';
import type { KnownTemplate } from '#runtime/workspace/templates.ts';
import type { Workspace } from '#runtime/workspace/workspace.ts';
import { type CommandCall, exitCodes, type OptionFacts, Refused } from './command.ts';
import { findWorkspace } from './places.ts';

/** A workspace with what governs it. */
export type Governed = {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly governance: Governance;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly context: CheckContext;
};

/** Options of the commands that act for an architect: where the workspace is, and where the act is audited. */
export const governedOptions: Readonly<Record<string, OptionFacts>> = {
  workspace: { kind: 'text', value: 'DIR', help: 'Folder in the workspace. Default: this folder.' },
  data: {
    kind: 'text',
    value: 'DIR',
    help: 'Data directory whose audit log notes the act; its runtime must be stopped.',
  },
  url: { kind: 'text', value: 'URL', help: 'A running studio that writes and audits instead. Default: PENSTOCK_URL.' },
  token: { kind: 'text', value: 'TOKEN', help: 'Bearer token of the studio. Default: PENSTOCK_TOKEN.' },
};

/** Reads the workspace at or above a path, with what governs it. */
export async function openGoverned(path: string): Promise<Governed> {
  const folder = findWorkspace(path);
  if (folder === undefined)
    throw new Refused(exitCodes.usage, `${path} stands in no workspace: no folder above it has a penstock.yaml.`);
  const { checkContextOf, readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { governedBy, readGovernance } = await import('#runtime/workspace/governance.ts');
  const workspace = await readWorkspace(folder);
  const governance = await readGovernance(workspace);
  const today = new Date().toISOString().slice(0, 10);
  const context = { ...checkContextOf(workspace), ...governedBy(governance, workspace, today) };
  return { folder, workspace, governance, today, context };
}

/** The workspace's own templates, those that nobody published included; broken ones end the command. */
export async function readOwnTemplates(folder: string): Promise<readonly KnownTemplate[]> {
  const { readTemplates } = await import('#runtime/workspace/templates.ts');
  const { templates, problems } = readTemplates(join(folder, 'templates'), 'workspace');
  if (problems.length > 0) throw new Refused(exitCodes.findings, ...problems);
  return [...templates.values()];
}

/** One template of the workspace by its id, or by the name of its folder. */
export async function requireOwnTemplate(folder: string, id: string): Promise<KnownTemplate> {
  const own = await readOwnTemplates(folder);
  const found =
    own.find((one) => one.folder === resolve(folder, 'templates', id)) ??
    own.find(({ template }) => template.id === id);
  if (found !== undefined) return found;
  const known = own.map((one) => basename(one.folder)).join(', ');
  throw new Refused(
    exitCodes.usage,
    `The workspace has no template "${id}" of its own. It has: ${known === '' ? 'none' : known}. Make one with "penstock templates new ${id}".`,
  );
}

/** Hands a sandbox to some work and closes it afterwards; its children only start when something is asked. */
export async function withSandbox<T>(work: (ask: EvaluatePredicate) => Promise<T>): Promise<T> {
  const { startEvaluator } = await import('#runtime/direct-eval.ts');
  let evaluator: ReturnType<typeof startEvaluator> | undefined;
  try {
    return await work((expression, input) => {
      evaluator ??= startEvaluator();
      return evaluator.ask(expression, input);
    });
  } finally {
    await evaluator?.close();
  }
}

/** Notes an act in the audit log of --data, where it is given. */
export async function noteAct(call: CommandCall, entry: AuditFact): Promise<void> {
  const data = call.text('data');
  if (data === undefined) return;
  const { recordAudit } = await import('#runtime/direct-store.ts');
  await recordAudit(data, [entry]);
}

/** True where a running studio is named, which then writes and audits. */
export function hasStudio(call: CommandCall): boolean {
  return (call.text('url') ?? call.env.PENSTOCK_URL) !== undefined && call.text('data') === undefined;
}

/** Who acts, as --as names them. */
export function requireName(call: CommandCall): string {
  const name = call.text('as')?.trim();
  if (name === undefined || name === '')
    throw new Refused(exitCodes.usage, 'Say who does it with --as NAME; the file and the audit show it.');
  return name;
}
