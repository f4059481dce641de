import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Unread } from '#flow/diff/render-html.ts';
import { type DiffSide, emptySide, type SideFlow } from '#flow/diff/side.ts';
import { parseLayout } from '#flow/layout.ts';
import type { Problem } from '#flow/problem.ts';
import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { exitCodes, Refused } from '../command.ts';
import { readNamed } from '../places.ts';
import type { Operand } from './operands.ts';

/** A side as read, with what could not be. */
export type LoadedSide = {
  readonly side: DiffSide;
  readonly name: string;
  readonly kind: Operand['kind'];
  /** The one flow that was named; undefined where everything of the side counts. */
  readonly only: { readonly file: string; readonly flow: SideFlow | undefined } | undefined;
  /** True where there are connections and the like around the flows. */
  readonly hasSurroundings: boolean;
  /** Files that cannot be read at all, by workspace path: they are no removals. */
  readonly broken: ReadonlySet<string>;
  /** What its connections, environments and agreed shapes were read from. */
  readonly sources: ReadonlyMap<object, string>;
  readonly unread: readonly Unread[];
};

/** Reads one side of a comparison. Nothing is written but to a folder of its own, which is gone again afterwards. */
export async function loadSide(operand: Operand): Promise<LoadedSide> {
  switch (operand.kind) {
    case 'folder':
      return { ...(await loadFolder(operand.folder, operand.name)), kind: 'folder' };
    case 'file':
      return await loadFile(operand);
    case 'bundle':
      return await loadBundle(operand);
    case 'revision':
      return await loadRevision(operand);
  }
}

type Loaded = Omit<LoadedSide, 'kind'>;

async function loadFolder(folder: string, name: string): Promise<Loaded> {
  const { readSide } = await import('#runtime/workspace/diff-side.ts');
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { readGovernance } = await import('#runtime/workspace/governance.ts');
  const [side, workspace] = await Promise.all([readSide(folder), readWorkspace(folder)]);
  const { problems: ofGovernance } = await readGovernance(workspace);
  const problems = [...workspace.problems, ...ofGovernance].filter(({ code }) => code !== 'workspace/file-missing');
  const whole = new Set(side.flows.map(({ file }) => file));
  const partly: SideFlow[] = [];
  for (const [file, { flow }] of workspace.opened) {
    if (flow === undefined || whole.has(file)) continue;
    partly.push({ flow, file, layout: await layoutOf(join(folder, file), flow) });
  }
  const readable = new Set(partly.map(({ file }) => file));
  const broken = new Set(problems.map(({ file }) => file).filter((file) => !readable.has(file)));
  const others = [...side.others].filter(([path]) => !broken.has(path) && !readable.has(path));
  return {
    side: { ...side, flows: [...side.flows, ...partly], others: new Map(others) },
    name,
    only: undefined,
    hasSurroundings: true,
    broken,
    sources: new Map([
      ...side.connections.map(({ id }, at) => [side.connections[at] ?? {}, `connections/${id}.yaml`] as const),
      ...side.environments.map((one) => [one, `environments/${one.name}.yaml`] as const),
      ...[...side.contracts].map(([contract, schema]) => [schema, `contracts/${contract}.schema.json`] as const),
    ]),
    unread: problems.map((problem) => unreadAt(`${name}: ${problem.file}`, problem)),
  };
}

async function loadFile({ file, within, name }: Operand & { readonly kind: 'file' }): Promise<LoadedSide> {
  if (within !== undefined) {
    const loaded = await loadFolder(within.folder, name);
    const flow = loaded.side.flows.find((one) => one.file === within.path);
    const unread = loaded.unread.filter(({ where }) => where.startsWith(`${name}: ${within.path}`));
    const own = unread.map((one) => ({ ...one, where: one.where.replace(`${name}: ${within.path}`, name) }));
    return { ...loaded, kind: 'file', only: { file: within.path, flow }, unread: own };
  }
  const text = await readNamed(file);
  const { flow, problems } = openFlow(text, nodeCatalogue);
  const side =
    flow === undefined ? undefined : { flow, file: `flows/${basename(file)}`, layout: await layoutOf(file, flow) };
  return {
    side: { ...emptySide, flows: side === undefined ? [] : [side] },
    name,
    kind: 'file',
    only: { file: `flows/${basename(file)}`, flow: side },
    hasSurroundings: false,
    broken: new Set(),
    sources: new Map(),
    unread: problems.map((problem) => unreadAt(name, problem)),
  };
}

async function loadRevision({
  folder,
  revision,
  path,
  name,
}: Operand & { readonly kind: 'revision' }): Promise<LoadedSide> {
  const { withTree } = await import('#runtime/git/read-tree.ts');
  const read = await withTree(folder, revision, (tree) => loadFolder(tree, name));
  if (!read.ok) throw new Refused(exitCodes.usage, ...read.problems);
  const loaded = read.value;
  if (path === undefined) return { ...loaded, kind: 'revision' };
  const flow = loaded.side.flows.find(({ file }) => file === path);
  if (flow === undefined && !loaded.broken.has(path))
    throw new Refused(exitCodes.usage, `${revision} has no file ${path}. ${knownFiles(loaded.side)}`);
  return { ...loaded, kind: 'revision', only: { file: path, flow } };
}

function knownFiles({ flows }: DiffSide): string {
  const files = flows.map(({ file }) => file);
  if (files.length === 0) return 'It holds no flow at all.';
  return `It holds: ${files.slice(0, 8).join(', ')}${files.length > 8 ? ' and others' : ''}.`;
}

async function loadBundle({ file, name }: Operand & { readonly kind: 'bundle' }): Promise<LoadedSide> {
  const { openBundle } = await import('#runtime/bundles/bundle-ports.ts');
  const { unpackBundle } = await import('#runtime/bundles/unpack-bundle.ts');
  const bundle = openBundle(await readFile(file));
  if (!bundle.ok)
    throw new Refused(
      exitCodes.usage,
      ...bundle.problems.map(({ code, message }) => ({ code, message: `${name}: ${message}` })),
    );
  const parent = await mkdtemp(join(tmpdir(), 'penstock-diff-'));
  try {
    const unpacked = await unpackBundle(bundle.value, join(parent, 'bundle'));
    if (!unpacked.ok) throw new Refused(exitCodes.environment, ...unpacked.problems);
    const loaded = await loadFolder(unpacked.value, name);
    // Its settings were written beside it a moment ago; the reports in it are about it, not part of it.
    return { ...loaded, side: { ...loaded.side, settings: undefined, others: new Map() }, kind: 'bundle' };
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function layoutOf(flowFile: string, flow: SideFlow['flow']): Promise<SideFlow['layout']> {
  try {
    const read = parseLayout(await readFile(flowFile.replace(/\.flow\.yaml$/, '.layout.json'), 'utf8'), flow);
    return read.ok ? read.value.layout : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function unreadAt(where: string, { line, column, message }: Problem): Unread {
  return { where: line === undefined ? where : `${where}:${line}:${column ?? 1}`, message };
}
