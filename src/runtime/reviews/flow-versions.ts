import type { Change } from '#flow/diff/change.ts';
import { diffSides } from '#flow/diff/diff-sides.ts';
import type { DiffSide } from '#flow/diff/side.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { readBlobs } from '../git/objects.ts';
import { gitRefused, listRefs, type Repository, resolveCommit } from '../git/repository.ts';
import { gitText, runGit } from '../git/run-git.ts';
import { layoutFileOf, readSide } from '../workspace/diff-side.ts';
import type { FileChange } from '../workspace/files.ts';
import type { ComparedFlow, FlowTexts } from './compare-files.ts';
import { releaseTags } from './find-reviews.ts';
import { type ReviewParts, repositoryOf } from './parts.ts';
import type { Sides } from './sides.ts';

/** A version of a flow that was saved or released. */
export type FlowVersion = {
  readonly version: string | null;
  readonly released: boolean;
  readonly commit: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly sentence: string;
};

/** A flow as it was, with the file it stood in. */
export type FoundVersion = FlowTexts & { readonly id: string; readonly file: string };

/** Most versions that are listed. */
const mostVersions = 200;

/** Lists the saved and released versions of a flow, newest first; none in a folder that keeps no versions. */
export async function listVersions(parts: ReviewParts, id: string): Promise<Result<readonly FlowVersion[]>> {
  const repository = await repositoryOf(parts);
  if (!repository.ok) return succeed([]);
  const { folder, prefix, head, mainCommit } = repository.value;
  const file = await fileOf(parts, id);
  if (file === undefined) return refuse(noFlow(id));
  const from = [...new Set([head, mainCommit])].filter((commit) => commit !== null);
  if (from.length === 0) return succeed([]);
  const released = new Map(
    [...(await listRefs(folder, `${releaseTags}${id}/`))].map(([ref, commit]) => [commit, ref.split('/').at(-1) ?? '']),
  );
  const format = '--format=%ct%x00%an%x00%s';
  const args = ['rev-list', `--max-count=${mostVersions}`, format, ...from, '--', `:(top,literal)${prefix}${file}`];
  const listed = await runGit({ folder, args });
  if (!listed.ok) return gitRefused('Listing the versions', listed);
  const touched = readCommits(listed.stdout.toString('utf8'));
  // A release of a version the file named already does not touch the file, and is a version all the same.
  const others = [...released.keys()].filter((commit) => !touched.some((one) => one.commit === commit));
  const apart = others.length === 0 ? '' : await gitText(folder, ['rev-list', '--no-walk', format, ...others]);
  const commits = [...readCommits(apart ?? ''), ...touched].sort((one, other) => other.at - one.at);
  const names = commits.map(({ commit }) => `${commit}:${prefix}${file}`);
  const texts = await readBlobs(folder, names);
  return succeed(
    commits.map((one) => ({
      ...one,
      version: released.get(one.commit) ?? versionIn(texts.get(`${one.commit}:${prefix}${file}`)),
      released: released.has(one.commit),
    })),
  );
}

/** A flow as it was in a saved version. */
export async function findVersion(
  parts: ReviewParts,
  sides: Sides,
  id: string,
  commit: string,
): Promise<Result<FoundVersion>> {
  const repository = await repositoryOf(parts);
  if (!repository.ok) return repository;
  if (!/^[0-9a-f]{40,64}$/.test(commit) || (await resolveCommit(parts.folder, commit)) === null) {
    return refuse(noVersion(id));
  }
  const side = await sides.at(commit);
  if (!side.ok) return side;
  const file = side.value.flows.find(({ flow }) => flow.id === id)?.file ?? (await fileOf(parts, id)) ?? '';
  const texts = await textsAt(repository.value, commit, file);
  return texts === null ? refuse(noVersion(id)) : succeed({ id, file, ...texts });
}

/** What is different about a flow between two versions; `working` is the file as it stands now. */
export async function compareVersions(
  parts: ReviewParts,
  sides: Sides,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<Result<{ readonly flow: ComparedFlow; readonly changes: readonly Change[] }>> {
  const [before, after] = [await sideOf(parts, sides, id, from), await sideOf(parts, sides, id, to)];
  if (!before.ok) return before;
  if (!after.ok) return after;
  const changes = diffSides(before.value.side, after.value.side, { catalogue: nodeCatalogue });
  const file = after.value.found?.file ?? before.value.found?.file;
  if (file === undefined) return refuse(noVersion(id));
  const flow = { id, file, before: textsOf(before.value.found), after: textsOf(after.value.found) };
  return succeed({ flow, changes: changes.filter((change) => change.flow === id) });
}

/** Writes a flow as it was; what stands there now is what was saved last, or is lost only where the caller saw it. */
export async function restoreVersion(
  parts: ReviewParts,
  sides: Sides,
  { id, commit, by }: { readonly id: string; readonly commit: string; readonly by: string },
): Promise<Result<readonly string[]>> {
  const found = await findVersion(parts, sides, id, commit);
  if (!found.ok) return found;
  const file = (await fileOf(parts, id)) ?? found.value.file;
  const changes: FileChange[] = [];
  for (const [path, text] of [
    [file, found.value.text],
    [layoutFileOf(file), found.value.layout],
  ] as const) {
    const now = await parts.desk.read(path);
    if (text !== (now.ok ? now.value.text : null)) changes.push({ path, text, expect: now.ok ? now.value.etag : null });
  }
  if (changes.length === 0) return succeed([]);
  const written = await parts.desk.write(changes, by);
  return written.ok ? succeed(changes.map(({ path }) => path)) : written;
}

type SideOfFlow = { readonly side: DiffSide; readonly found: FoundVersion | undefined };

async function sideOf(parts: ReviewParts, sides: Sides, id: string, version: string): Promise<Result<SideOfFlow>> {
  if (version !== 'working') {
    const side = await sides.at(version);
    if (!side.ok) return refuse(noVersion(id));
    const found = await findVersion(parts, sides, id, version);
    return succeed({ side: side.value, found: found.ok ? found.value : undefined });
  }
  const side = await readSide(parts.folder);
  const file = await fileOf(parts, id);
  if (file === undefined) return succeed({ side, found: undefined });
  const [text, layout] = [await parts.desk.read(file), await parts.desk.read(layoutFileOf(file))];
  const found = text.ok ? { id, file, text: text.value.text, layout: layout.ok ? layout.value.text : null } : undefined;
  return succeed({ side, found });
}

async function textsAt({ folder, prefix }: Repository, commit: string, file: string): Promise<FlowTexts | null> {
  const [flow, layout] = [`${commit}:${prefix}${file}`, `${commit}:${prefix}${layoutFileOf(file)}`];
  const texts = await readBlobs(folder, [flow, layout]);
  const text = texts.get(flow)?.toString('utf8');
  return text === undefined ? null : { text, layout: texts.get(layout)?.toString('utf8') ?? null };
}

/** The file of a flow as the workspace has it now. */
async function fileOf(parts: ReviewParts, id: string): Promise<string | undefined> {
  const { opened } = await parts.workspace();
  const found = [...opened].find(([, { flow }]) => flow?.id === id)?.[0];
  const named = `flows/${id}.flow.yaml`;
  return found ?? (/^[a-z0-9._-]+$/.test(id) ? named : undefined);
}

function readCommits(listing: string): readonly Omit<FlowVersion, 'version' | 'released'>[] {
  const lines = listing.split('\n');
  return lines.flatMap((line, at) => {
    if (!line.startsWith('commit ')) return [];
    const [seconds = '0', by = '', sentence = ''] = (lines[at + 1] ?? '').split('\0');
    return [{ commit: line.slice('commit '.length), at: Number(seconds) * 1_000, by, sentence }];
  });
}

function versionIn(bytes: Buffer | undefined): string | null {
  return /^version: ["']?([^\s"']+)["']?\s*$/m.exec(bytes?.toString('utf8') ?? '')?.[1] ?? null;
}

function textsOf(found: FoundVersion | undefined): FlowTexts | null {
  return found === undefined ? null : { text: found.text, layout: found.layout };
}

function noFlow(id: string): Problem {
  return {
    code: 'review/no-such-version',
    message: `There is no flow "${id.slice(0, 100)}". Look at the list of flows again.`,
  };
}

function noVersion(id: string): Problem {
  const message = `There is no such saved version of the flow "${id.slice(0, 100)}". Look at the list of its versions again.`;
  return { code: 'review/no-such-version', message };
}
