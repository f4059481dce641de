import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding, FindingFix } from '#flow/check/finding.ts';
import type { Problem } from '#flow/problem.ts';
import { createPlaceFinder } from '#flow/text/locate-path.ts';
import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { exitCodes, Refused } from './command.ts';
import { filesBelow, findWorkspace, shortPath, statOf } from './places.ts';

/** A finding as the command line reports it; what does not apply is null. */
export type ReportedFinding = {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly flow: string | null;
  readonly node: string | null;
  /** As the path was given: relative to where the command runs, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly edge: Finding['edge'] | null;
  /** Place in the document, such as `nodes.create_order.timeout`. */
  readonly path: string | null;
  /** Named edits that mend it. */
  readonly fix: FindingFix | null;
  readonly waiver: Finding['waiver'] | null;
};

/** What was looked at, and what was found, file by file in the order of the text. */
export type CheckReport = { readonly flows: number; readonly findings: readonly ReportedFinding[] };

const flowSuffix = '.flow.yaml';

/** What to check: flow files, by the workspace they belong to, and whether the workspace's own files count. */
type Task = { readonly workspace: string | undefined; readonly files: string[]; whole: boolean };

/** Checks flow files and workspace folders, each flow in the light of the workspace it stands in. */
export async function checkPaths(paths: readonly string[]): Promise<CheckReport> {
  const tasks = new Map<string, Task>();
  for (const path of paths) await addTasks(tasks, path);
  const reports: CheckReport[] = [];
  for (const task of tasks.values()) reports.push(await checkTask(task));
  return {
    flows: reports.reduce((sum, report) => sum + report.flows, 0),
    findings: reports.flatMap((report) => report.findings).sort(inReadingOrder),
  };
}

/** True when an error is among the findings. */
export function hasErrors(findings: readonly ReportedFinding[]): boolean {
  return findings.some(({ severity, waiver }) => severity === 'error' && waiver === null);
}

/** `file:line:column: error flow/cycle: message`, as editors and terminals recognise it. */
export function sayFinding({ file, line, column, severity, rule, message }: ReportedFinding): string {
  return `${file}:${line}:${column}: ${severity} ${rule}: ${message}`;
}

async function addTasks(tasks: Map<string, Task>, path: string): Promise<void> {
  const stat = statOf(path);
  if (stat === undefined) throw new Refused(exitCodes.usage, `${path}: there is no such file or folder.`);
  const target = resolve(path);
  if (stat.isFile()) {
    if (!target.endsWith(flowSuffix))
      throw new Refused(exitCodes.usage, `${path} is no flow file; their names end in ${flowSuffix}.`);
    taskOf(tasks, findWorkspace(target)).files.push(target);
    return;
  }
  const found = await filesBelow(target, [flowSuffix, 'penstock.yaml']);
  const own = findWorkspace(target);
  if (own === target) taskOf(tasks, own).whole = true;
  for (const file of found) {
    if (file.endsWith(flowSuffix)) taskOf(tasks, findWorkspace(file)).files.push(file);
    else taskOf(tasks, findWorkspace(file)).whole = true;
  }
  if (found.length === 0) throw new Refused(exitCodes.usage, `${path} holds no workspace and no flow file.`);
}

function taskOf(tasks: Map<string, Task>, workspace: string | undefined): Task {
  const key = workspace ?? '';
  const known = tasks.get(key) ?? { workspace, files: [], whole: false };
  tasks.set(key, known);
  return known;
}

async function checkTask(task: Task): Promise<CheckReport> {
  const findings: ReportedFinding[] = [];
  const context = await contextOf(task, findings);
  const files = [...new Set(task.files)];
  for (const file of files) findings.push(...(await checkFile(file, context)));
  return { flows: files.length, findings };
}

/** What is known around the flows; problems of the workspace's other files are added to the findings. */
async function contextOf(task: Task, findings: ReportedFinding[]): Promise<CheckContext> {
  const { workspace: folder } = task;
  if (folder === undefined) return { catalogue: nodeCatalogue };
  const { checkContextOf, readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { governedBy, readGovernance } = await import('#runtime/workspace/governance.ts');
  const workspace = await readWorkspace(folder);
  const governance = await readGovernance(workspace);
  if (task.whole) {
    for (const problem of [...workspace.problems, ...governance.problems]) {
      if (!problem.file.endsWith(flowSuffix))
        findings.push(reportProblem(problem, join(folder, problem.file), undefined));
    }
  }
  // A flow that cannot be read yet is there all the same: whoever names it is not wrong.
  const unread = await unreadFlows(folder, workspace.problems);
  const today = new Date().toISOString().slice(0, 10);
  const context = { ...checkContextOf(workspace), ...governedBy(governance, workspace, today) };
  return { ...context, flows: new Set([...(context.flows ?? []), ...unread]) };
}

async function unreadFlows(folder: string, problems: readonly { readonly file: string }[]): Promise<readonly string[]> {
  const files = new Set(problems.map(({ file }) => file).filter((file) => file.endsWith(flowSuffix)));
  return [...files].map((file) =>
    (relative(folder, join(folder, file)).split(/[\\/]/).at(-1) ?? '').slice(0, -flowSuffix.length),
  );
}

async function checkFile(file: string, context: CheckContext): Promise<readonly ReportedFinding[]> {
  const text = await readFile(file, 'utf8');
  const { flow, problems } = openFlow(text, nodeCatalogue);
  const said = problems.map((problem) => reportProblem(problem, file, flow?.id));
  if (flow === undefined) return said;
  const places = createPlaceFinder(text);
  const placeOf = (finding: Finding) => {
    if (finding.path !== undefined) return places.ofPath(finding.path, finding.position);
    return finding.node === undefined ? { line: 1, column: 1 } : places.ofNode(finding.node);
  };
  // The reader has said what is wrong with these nodes; the checker would only repeat it in other words.
  const judged = new Set(problems.map((problem) => problem.node));
  const found = checkFlow(flow, context)
    .filter((finding) => finding.node === undefined || !judged.has(finding.node))
    .map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      flow: finding.flow,
      node: finding.node ?? null,
      file: shortPath(file),
      ...placeOf(finding),
      message: finding.message,
      edge: finding.edge ?? null,
      path: finding.path ?? null,
      fix: finding.fix ?? null,
      waiver: finding.waiver ?? null,
    }));
  return [...said, ...found];
}

function reportProblem(problem: Problem, file: string, flow: string | undefined): ReportedFinding {
  return {
    rule: problem.code,
    severity: 'error',
    flow: flow ?? null,
    node: problem.node ?? null,
    file: shortPath(file),
    line: problem.line ?? 1,
    column: problem.column ?? 1,
    message: problem.message,
    edge: null,
    path: problem.path ?? null,
    fix: null,
    waiver: null,
  };
}

function inReadingOrder(one: ReportedFinding, other: ReportedFinding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return (
    one.line - other.line || one.column - other.column || (one.rule < other.rule ? -1 : Number(one.rule > other.rule))
  );
}
