import { isBundledPath } from '#flow/bundle/contents.ts';
import { judgeEntryNames } from '#flow/bundle/entry-names.ts';
import { type BundledFile, type BundleManifest, conformanceFile, materialsFile } from '#flow/bundle/manifest.ts';
import { manifestSchema, versionForm } from '#flow/bundle/manifest-schema.ts';
import { encodeManifest } from '#flow/bundle/read-bundle.ts';
import { checkFlow, stopsActivation } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import { printReport } from '#flow/check/report/print-report.ts';
import { mergeReports, type ReportedFinding, reportFindings } from '#flow/check/report/report.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { withTree } from '../git/read-tree.ts';
import { readText } from '../workspace/files.ts';
import { type Governance, governedBy, readGovernance } from '../workspace/governance.ts';
import { checkContextOf, readWorkspace, type Workspace, type WorkspaceFlow } from '../workspace/workspace.ts';
import { hashBytes } from './bundle-ports.ts';
import { describeFlows } from './describe-flows.ts';
import { listMaterials } from './list-materials.ts';
import { withPlainLines } from './plain-lines.ts';
import { closeOver, connectionIdsOf, pathsOf } from './select-files.ts';

/** Which flows, or every one of the workspace. */
export type WantedFlows = readonly string[] | 'all';

/** How a bundle is collected. */
export type ExportOptions = {
  /** True for one to look at: errors and missing versions are left in it, and no runtime admits it. */
  readonly isDraft?: boolean;
  /** Day the errors that refuse an export are judged on, `YYYY-MM-DD`; what the bundle holds never depends on it. */
  readonly day?: string;
};

/** Everything a bundle holds but its signatures. */
export type CollectedBundle = {
  readonly manifest: BundleManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** SHA-256 of the manifest's bytes: what people sign. */
  readonly digest: string;
  /** What the checker says of the flows, as `conformance.json` holds it. */
  readonly findings: readonly ReportedFinding[];
};

/** Before every date there is: waivers count whatever the day, so that a bundle does not depend on when it is made. */
const noDay = '0001-01-01';

/**
 * Collects flows with everything they stand on. The same files give the same bytes, whoever collects them, wherever
 * and whenever: ends of lines are normalised, and nothing is taken from the machine.
 *
 * @param versions versions flows get, by flow id; a flow that is not named keeps the one it has
 */
export async function collectBundle(
  folder: string,
  wanted: WantedFlows,
  versions: ReadonlyMap<string, string> = new Map(),
  options: ExportOptions = {},
): Promise<Result<CollectedBundle>> {
  return await withPlainLines(folder, (plain) => collectPlain(plain, wanted, versions, options));
}

async function collectPlain(
  folder: string,
  wanted: WantedFlows,
  versions: ReadonlyMap<string, string>,
  options: ExportOptions,
): Promise<Result<CollectedBundle>> {
  const workspace = await readWorkspace(folder);
  const governance = await readGovernance(workspace);
  const chosen = chooseFlows(workspace, wanted, versions);
  if (!chosen.ok) return chosen;
  const flows = chosen.value.map((one) => withVersion(one, versions.get(one.flow.id)));
  const paths = await pathsOf(flows, workspace, governance);
  const sound = judgeSources(workspace, governance, { flows, paths, isDraft: options.isDraft === true });
  if (sound.length > 0) return refuse(...sound);
  const read = await readFiles(folder, paths, new Map(flows.map(({ file, text }) => [file, text])));
  if (!read.ok) return read;
  const context = { ...checkContextOf(workspace), ...governedBy(governance, workspace, noDay) };
  if (options.isDraft !== true) {
    const stops = findStops(flows, options.day === undefined ? context : { ...context, today: options.day });
    if (stops.length > 0) return refuse(...stops);
  }
  const collected = assemble({ flows, workspace, governance, context, files: read.value });
  const unfit = manifestSchema.safeParse(collected.manifest).error?.issues[0];
  return unfit === undefined ? succeed(collected) : refuse(unfitManifest(unfit.path.join('.')));
}

/** Collects a bundle from a commit, as it was committed. */
export async function collectAtRevision(
  folder: string,
  revision: string,
  wanted: WantedFlows,
  versions: ReadonlyMap<string, string> = new Map(),
  options: ExportOptions = {},
): Promise<Result<CollectedBundle>> {
  const collected = await withTree(folder, revision, (tree) => collectBundle(tree, wanted, versions, options));
  return collected.ok ? collected.value : collected;
}

/**
 * A flow with another version, and its text with it; one that has it already keeps its text to the byte. Whoever
 * releases writes this text, so that the export of the release has the digest people approved.
 */
export function withVersion(one: WorkspaceFlow, version: string | undefined): WorkspaceFlow {
  if (version === undefined || version === one.flow.version) return one;
  const flow = { ...one.flow, version };
  return { ...one, flow, text: printFlow(flow, nodeCatalogue) };
}

type Parts = {
  readonly flows: readonly WorkspaceFlow[];
  readonly workspace: Workspace;
  readonly governance: Governance;
  readonly context: CheckContext;
  readonly files: ReadonlyMap<string, string>;
};

function assemble({ flows, workspace, governance, context, files }: Parts): CollectedBundle {
  const findings = mergeReports(...flows.map((one) => reportOf(one, context)));
  const name = workspace.settings?.name ?? 'workspace';
  const described = { workspace: name, ...describeFlows(flows, workspace, governance) };
  const connectionIds = connectionIdsOf(flows.map(({ flow }) => flow));
  const kinds = workspace.connections.flatMap(({ id, kind }) => (connectionIds.has(id) ? [kind] : []));
  const texts = new Map(files);
  texts.set(conformanceFile, printReport(findings, 'json', []));
  texts.set(materialsFile, listMaterials(described, kinds));
  const content = new Map([...texts].map(([path, text]) => [path, new Uint8Array(Buffer.from(text))]));
  const listed = [...content.keys()].sort().map((path): BundledFile => {
    const bytes = content.get(path) ?? new Uint8Array();
    return { path, sha256: hashBytes(bytes), sizeBytes: bytes.length };
  });
  const manifest: BundleManifest = { penstock: 1, ...described, files: listed };
  return { manifest, files: content, digest: hashBytes(encodeManifest(manifest)), findings };
}

function reportOf({ flow, file, text }: WorkspaceFlow, context: CheckContext): readonly ReportedFinding[] {
  return reportFindings({ file, text, problems: [] }, checkFlow(flow, context));
}

function chooseFlows(
  workspace: Workspace,
  wanted: WantedFlows,
  versions: ReadonlyMap<string, string>,
): Result<readonly WorkspaceFlow[]> {
  const ids = wanted === 'all' ? workspace.flows.map(({ flow }) => flow.id) : wanted;
  const { found, missing } = closeOver(workspace.flows, ids);
  const broken = workspace.problems.filter(({ file }) => file.endsWith('.flow.yaml'));
  const isWhole = missing.length === 0 && (wanted !== 'all' || broken.length === 0);
  if (!isWhole && broken.length > 0) return refuse(...broken.map(sourceProblem));
  const unknown = [...missing, ...[...versions.keys()].filter((id) => !found.some(({ flow }) => flow.id === id))];
  if (unknown.length > 0) return refuse(...unknown.map((id) => noSuchFlow(id)));
  if (found.length === 0) return refuse(noFlows());
  return succeed(found);
}

/** What keeps a bundle from being whole: files it needs that cannot be read, and versions that are none. */
function judgeSources(
  workspace: Workspace,
  governance: Governance,
  { flows, paths, isDraft }: { flows: readonly WorkspaceFlow[]; paths: readonly string[]; isDraft: boolean },
): readonly Problem[] {
  const unversioned = flows.filter(
    ({ flow: { version } }) => !(version === undefined ? isDraft : versionForm.test(version)),
  );
  if (isDraft) return unversioned.map(({ flow }) => noVersion(flow.id));
  const needed = new Set(['penstock.yaml', ...paths]);
  const broken = [...workspace.problems, ...governance.problems].filter(
    ({ file }) => needed.has(file) || /^(registry|waivers|templates|contracts|connections)\//.test(file),
  );
  return [...broken.map(sourceProblem), ...unversioned.map(({ flow }) => noVersion(flow.id))];
}

function findStops(flows: readonly WorkspaceFlow[], context: CheckContext): readonly Problem[] {
  return flows.flatMap(({ flow, file }) => {
    const findings = checkFlow(flow, context);
    if (!stopsActivation(findings, flow)) return [];
    const open = findings.filter(({ waiver, severity }) => waiver === undefined && severity !== 'info');
    const [first] = open;
    const message = `${file} has ${open.length} open finding${open.length === 1 ? '' : 's'} that keep it from going live; the first is ${first?.rule ?? ''}: ${first?.message ?? ''} See "penstock check", or export with --draft.`;
    return [{ code: 'bundle/not-conforming', message }];
  });
}

async function readFiles(
  folder: string,
  paths: readonly string[],
  known: ReadonlyMap<string, string>,
): Promise<Result<ReadonlyMap<string, string>>> {
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  for (const path of paths) {
    const text = known.get(path);
    if (!isBundledPath(path)) problems.push(sourceProblem({ file: path, message: 'A bundle holds no such file.' }));
    else if (text !== undefined) files.set(path, text);
    else {
      const read = await readText(folder, path);
      if (read.ok) files.set(path, read.value.text);
      else problems.push(...read.problems.map(({ message }) => sourceProblem({ file: path, message })));
    }
  }
  const refused = judgeEntryNames(paths);
  if (refused !== undefined) problems.push(refused);
  return problems.length > 0 ? refuse(...problems) : succeed(files);
}

function sourceProblem({ file, message }: { readonly file: string; readonly message: string }): Problem {
  return { code: 'bundle/unreadable-source', message: `${file}: ${message}` };
}

function unfitManifest(path: string): Problem {
  const message = `The manifest of this bundle could not hold ${path}: it has a control character, or is too long. Mend the name or setting it comes from, then export again.`;
  return { code: 'bundle/unreadable-source', message };
}

function noSuchFlow(id: string): Problem {
  const message = `The workspace has no flow "${id}" among those to export. Name flows by their ids, such as "order-to-cash".`;
  return { code: 'bundle/nothing-to-export', message };
}

function noFlows(): Problem {
  return { code: 'bundle/nothing-to-export', message: 'The workspace has no flow to export. Draw one first.' };
}

function noVersion(id: string): Problem {
  const message = `Flow "${id}" has no version of three numbers, so nobody could tell this release from the next. Give it one with --version ${id}=1.0.0, or export with --draft.`;
  return { code: 'bundle/no-version', message };
}
