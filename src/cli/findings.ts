import { readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { mendFlow } from '#flow/check/mend-flow.ts';
import {
  hasReportedErrors,
  mergeReports,
  type ReportedFinding,
  reportFile,
  reportFindings,
  reportProblem,
} from '#flow/check/report/report.ts';
import type { Flow } from '#flow/flow.ts';
import type { Template } from '#flow/template/template.ts';
import { type OpenedFlow, openFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { exitCodes, Refused } from './command.ts';
import { filesBelow, findWorkspace, shortPath, statOf } from './places.ts';

export type { ReportedFinding } from '#flow/check/report/report.ts';

/** What was looked at, and what was found, file by file in the order of the text. */
export type CheckReport = {
  readonly flows: number;
  readonly findings: readonly ReportedFinding[];
  /** Templates whose rules may be named, for reports that explain them. */
  readonly templates: readonly Template[];
};

/** One flow file that `--fix` mended. */
export type MendedFile = {
  readonly file: string;
  readonly flow: string;
  readonly before: string;
  readonly after: string;
  readonly mends: readonly { readonly rule: string; readonly node: string | undefined; readonly did: string }[];
};

/** How files are checked beyond the rules. */
export type CheckOptions = {
  /** How a report names a file; relative to where the command runs unless told otherwise. */
  readonly nameFile?: (file: string, workspace: string | undefined) => string;
  /** Only structure is judged: what decides whether a flow can run at all. */
  readonly isStructureOnly?: true;
  /** Asks predicates of a flow as well; they are left out without it. */
  readonly ask?: (flow: Flow, context: CheckContext) => Promise<readonly Finding[]>;
};

const flowSuffix = '.flow.yaml';

/** What to check: flow files, by the workspace they belong to, and whether the workspace's own files count. */
type Task = { readonly workspace: string | undefined; readonly files: string[]; whole: boolean };

/** Checks flow files and workspace folders, each flow in the light of the workspace it stands in. */
export async function checkPaths(paths: readonly string[], options: CheckOptions = {}): Promise<CheckReport> {
  const reports: CheckReport[] = [];
  for (const task of await tasksOf(paths)) reports.push(await checkTask(task, options));
  return {
    flows: reports.reduce((sum, report) => sum + report.flows, 0),
    findings: mergeReports(...reports.map(({ findings }) => findings)),
    templates: reports.flatMap(({ templates }) => templates),
  };
}

/** True when an error is among the findings that nobody waived. */
export function hasErrors(findings: readonly ReportedFinding[]): boolean {
  return hasReportedErrors(findings);
}

/**
 * Mends what can be mended without asking anybody, in every flow file that can be read; nothing is written here.
 *
 * @param only rule whose findings are mended; absent for all
 */
export async function mendPaths(paths: readonly string[], only: string | undefined): Promise<readonly MendedFile[]> {
  const mended: MendedFile[] = [];
  for (const task of await tasksOf(paths)) {
    const { context } = await readAround(task);
    for (const file of new Set(task.files)) {
      const before = await readFile(file, 'utf8');
      const { flow, problems } = openFlow(before, nodeCatalogue);
      if (flow === undefined || problems.length > 0) continue;
      const { flow: after, mends } = mendFlow(flow, context, only);
      if (mends.length === 0) continue;
      const told = mends.map(({ finding, did }) => ({ rule: finding.rule, node: finding.node, did }));
      mended.push({ file, flow: flow.id, before, after: printFlow(after, nodeCatalogue), mends: told });
    }
  }
  return mended;
}

/** A file as reports meant for other machines name it: from the folder of its workspace, with slashes. */
export function nameInWorkspace(file: string, workspace: string | undefined): string {
  return relative(workspace ?? process.cwd(), file)
    .split(sep)
    .join('/');
}

async function tasksOf(paths: readonly string[]): Promise<readonly Task[]> {
  const tasks = new Map<string, Task>();
  for (const path of paths) await addTasks(tasks, path);
  return [...tasks.values()];
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
    if (!file.endsWith(flowSuffix)) taskOf(tasks, findWorkspace(file)).whole = true;
    else if (!isFixture(file)) taskOf(tasks, findWorkspace(file)).files.push(file);
  }
  if (found.length === 0) throw new Refused(exitCodes.usage, `${path} holds no workspace and no flow file.`);
}

/** Flows that prove the rules of a template are wrong on purpose; "penstock templates test" looks at them. */
function isFixture(file: string): boolean {
  const workspace = findWorkspace(file);
  return workspace !== undefined && nameInWorkspace(file, workspace).startsWith('templates/');
}

function taskOf(tasks: Map<string, Task>, workspace: string | undefined): Task {
  const key = workspace ?? '';
  const known = tasks.get(key) ?? { workspace, files: [], whole: false };
  tasks.set(key, known);
  return known;
}

/** What stands around the flows of a task. */
type Around = {
  readonly context: CheckContext;
  /** What is wrong with the workspace's other files. */
  readonly problems: readonly ReportedFinding[];
  /** Flows as the workspace read them, by absolute file: reading them once is enough. */
  readonly known: ReadonlyMap<string, { readonly text: string; readonly opened: OpenedFlow }>;
};

async function checkTask(task: Task, options: CheckOptions): Promise<CheckReport> {
  const { context, problems, known } = await readAround(task, options);
  const nameFile = options.nameFile ?? shortPath;
  const findings: (readonly ReportedFinding[])[] = [problems];
  const files = [...new Set(task.files)];
  for (const path of files) {
    const file = nameFile(path, task.workspace);
    const text = known.get(path)?.text ?? (await readFile(path, 'utf8'));
    const opened = known.get(path)?.opened ?? openFlow(text, nodeCatalogue);
    findings.push(reportFile({ file, text, opened }, context));
    if (options.ask !== undefined && opened.flow !== undefined) {
      const asked = await options.ask(opened.flow, context);
      findings.push(reportFindings({ file, text, problems: opened.problems }, asked));
    }
  }
  return {
    flows: files.length,
    findings: mergeReports(...findings),
    templates: [...(context.templates?.values() ?? [])],
  };
}

/** Reads the workspace around the flows; where there is none, only the flows themselves are judged. */
async function readAround({ workspace: folder, whole }: Task, options: CheckOptions = {}): Promise<Around> {
  if (folder === undefined) return { context: { catalogue: nodeCatalogue }, problems: [], known: new Map() };
  const { checkContextOf, readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { governedBy, knownFlows, readGovernance } = await import('#runtime/workspace/governance.ts');
  const workspace = await readWorkspace(folder);
  const governance = await readGovernance(workspace);
  const today = new Date().toISOString().slice(0, 10);
  const name = options.nameFile ?? shortPath;
  const broken = [...workspace.problems, ...governance.problems].filter(({ file }) => !file.endsWith(flowSuffix));
  const read = workspace.flows.map(({ file, text, flow }) => {
    return [resolve(folder, file), { text, opened: { flow, problems: [] } }] as const;
  });
  return {
    context: {
      ...checkContextOf(workspace),
      ...(options.isStructureOnly === true
        ? { flows: knownFlows(workspace) }
        : governedBy(governance, workspace, today)),
    },
    problems: whole ? broken.map((one) => reportProblem(one, name(join(folder, one.file), folder), undefined)) : [],
    known: new Map(read),
  };
}
