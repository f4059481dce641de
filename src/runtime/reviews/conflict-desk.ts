import { hash } from 'node:crypto';
import { connectionManifests } from '#connections/manifests.ts';
import type { Flow } from '#flow/flow.ts';
import type { MergeConflict } from '#flow/merge/flow-merging.ts';
import { type MergeCatalogue, mergeText } from '#flow/merge/merge-text.ts';
import type { MergeChoice } from '#flow/merge/merge-value.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { openFlow } from '#flow/text/parse.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { type FileConflict, readConflicts, settleConflict } from '../git/conflicts.ts';
import type { WorkspaceDesk } from '../workspace/desk.ts';
import { isWorkspacePath } from '../workspace/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type ConflictWords, tellConflict } from './conflict-words.ts';

/** What the desk stands on. */
export type ConflictParts = {
  /** Folder of the workspace. */
  readonly folder: string;
  readonly desk: Pick<WorkspaceDesk, 'read' | 'write'>;
  readonly workspace: () => Promise<Workspace>;
};

/** How a file is decided: place by place, as one text, or by keeping or removing it. */
export type ConflictSort = 'elements' | 'whole' | 'removed';

/** One decision with its words. */
export type ToldConflict = MergeConflict & ConflictWords;

/** A file that waits. */
export type ConflictedFile = {
  readonly path: string;
  readonly flow: string | null;
  readonly name: string | null;
  readonly sort: ConflictSort;
  /** Decisions to take; 0 where both go together by themselves. */
  readonly elements: number;
};

/** Everything to decide about one file. */
export type OpenedConflict = Omit<ConflictedFile, 'elements'> & {
  /** What was shown, as one short text. */
  readonly stamp: string;
  /** True where the file holds what none of the sides and no merge of them has: somebody wrote into it by hand. */
  readonly isEdited: boolean;
  readonly conflicts: readonly ToldConflict[];
  readonly base: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
};

/** What became of settling a file; where it is not settled, the choices brought further decisions to light. */
export type Settling = {
  readonly settled: boolean;
  readonly conflicts: readonly ToldConflict[];
  readonly left: number;
};

/** What somebody decided about a file they were shown. */
export type SettleAsk = {
  readonly path: string;
  readonly stamp: string;
  /** By the id of the decision. */
  readonly choices: ReadonlyMap<string, MergeChoice>;
};

/** Files two people changed in ways that do not go together by themselves, and a person's word about them. */
export type ConflictDesk = {
  readonly list: () => Promise<readonly ConflictedFile[]>;
  readonly open: (path: string) => Promise<Result<OpenedConflict>>;
  readonly settle: (ask: SettleAsk, by: string) => Promise<Result<Settling>>;
};

/** Sets the desk up. Settling takes turns, because every one changes what the next is told. */
export function createConflictDesk(parts: ConflictParts): ConflictDesk {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    list: async () => await listWaiting(parts),
    open: async (path) => await openConflict(parts, path),
    settle: (ask, by) => {
      const settling = turn.then(
        () => settle(parts, ask, by),
        () => settle(parts, ask, by),
      );
      turn = settling.catch(() => undefined);
      return settling;
    },
  };
}

type Choices = SettleAsk['choices'];

const none: Choices = new Map();

/** The id of the decision about a file as a whole. */
const wholeFile = 'file';

/** A file as it would be with some choices; `text` null where it would be gone. */
type Study = {
  readonly sort: ConflictSort;
  /** What nobody chose yet. */
  readonly conflicts: readonly MergeConflict[];
  readonly text: string | null;
};

async function listWaiting(parts: ConflictParts): Promise<readonly ConflictedFile[]> {
  const waiting = await readWaiting(parts);
  if (waiting.length === 0) return [];
  const catalogue = await catalogueOf(parts);
  const paths = new Set(waiting.map(({ path }) => path));
  return (
    waiting
      // The boxes of a flow follow what is decided about the flow.
      .filter(({ path }) => !(path.endsWith('.layout.json') && paths.has(flowPathOf(path))))
      .map((file) => {
        const { sort, conflicts } = study(file, catalogue, none);
        return { path: file.path, ...headOf(file), sort, elements: conflicts.length };
      })
  );
}

async function openConflict(parts: ConflictParts, path: string): Promise<Result<OpenedConflict>> {
  const file = (await readWaiting(parts)).find((one) => one.path === path);
  if (file === undefined) return refuse(notWaiting(path));
  const catalogue = await catalogueOf(parts);
  const { sort, conflicts, text } = study(file, catalogue, none);
  const read = await readPresent(parts, path);
  if (!read.ok) return read;
  const present = read.value;
  const { base, ours, theirs } = file;
  const known = [base, ours, theirs, text];
  const flows = flowsOf(file);
  return succeed({
    path,
    ...headOf(file),
    sort,
    stamp: stampOf(file, present.text),
    isEdited: present.text !== null && !known.includes(present.text) && !/^<{7}/m.test(present.text),
    conflicts: conflicts.map((conflict) => tell(conflict, flows, sort)),
    base,
    ours,
    theirs,
  });
}

async function settle(
  parts: ConflictParts,
  { path, stamp, choices }: SettleAsk,
  by: string,
): Promise<Result<Settling>> {
  const waiting = await readWaiting(parts);
  const file = waiting.find((one) => one.path === path);
  if (file === undefined) return refuse(notWaiting(path));
  const present = await readPresent(parts, path);
  if (!present.ok) return present;
  if (stampOf(file, present.value.text) !== stamp) return refuse(changedMeanwhile(path));
  const catalogue = await catalogueOf(parts);
  const decided = decide(file, catalogue, choices);
  if (!decided.ok) return decided;
  const { conflicts, sort, text } = decided.value;
  const flows = flowsOf(file);
  const told = conflicts.map((conflict) => tell(conflict, flows, sort));
  if (told.length > 0) return succeed({ settled: false, conflicts: told, left: waiting.length });
  const written = await writeSettled(parts, { path, text, by, etag: present.value.etag });
  if (!written.ok) return written;
  const layout = waiting.find((one) => one.path.endsWith('.layout.json') && flowPathOf(one.path) === path);
  const followed =
    layout === undefined ? succeed(undefined) : await settleLayout(parts, layout, { by, text, catalogue });
  if (!followed.ok) return followed;
  return succeed({ settled: true, conflicts: [], left: (await listWaiting(parts)).length });
}

/** Carries choices out; refused where one is missing or cannot be. What is left came to light by them. */
function decide(file: FileConflict, catalogue: MergeCatalogue, choices: Choices): Result<Study> {
  const flows = flowsOf(file);
  const named = (conflicts: readonly MergeConflict[]) => conflicts.map((one) => tell(one, flows, 'elements'));
  const missing = study(file, catalogue, none).conflicts.filter(({ id }) => !choices.has(id));
  if (missing.length > 0) return refuse(missingChoices(named(missing)));
  const decided = study(file, catalogue, choices);
  const impossible = decided.conflicts.filter(({ id }) => choices.has(id));
  return impossible.length > 0 ? refuse(notBoth(named(impossible))) : succeed(decided);
}

/** The boxes go with the flow where it is gone. */
async function settleLayout(
  parts: ConflictParts,
  layout: FileConflict,
  flow: { readonly by: string; readonly text: string | null; readonly catalogue: MergeCatalogue },
): Promise<Result<void>> {
  const present = await readPresent(parts, layout.path);
  if (!present.ok) return present;
  const text = flow.text === null ? null : layoutOf(layout, flow.catalogue);
  return await writeSettled(parts, { path: layout.path, text, by: flow.by, etag: present.value.etag });
}

type Writing = {
  readonly path: string;
  readonly text: string | null;
  readonly by: string;
  readonly etag: string | null;
};

/** By the desk, so that nothing written meanwhile is lost and what is settled is live; then the file is marked. */
async function writeSettled({ folder, desk }: ConflictParts, { path, text, by, etag }: Writing): Promise<Result<void>> {
  if (text !== null || etag !== null) {
    const written = await desk.write([{ path, text, expect: etag }], by);
    if (!written.ok) return written;
  }
  return await settleConflict(folder, path, text);
}

/** Where boxes stand is no matter of choice; of two arrangements that cannot be read, ours stays. */
function layoutOf(layout: FileConflict, catalogue: MergeCatalogue): string | null {
  const { sort, text } = study(layout, catalogue, none);
  return sort === 'elements' ? text : (layout.ours ?? layout.theirs);
}

function study(file: FileConflict, catalogue: MergeCatalogue, choices: Choices): Study {
  const { path, base, ours, theirs } = file;
  if (ours === null || theirs === null) return studyWhole(file, 'removed', choices);
  const merged = mergeText(path, { base: base ?? '', ours, theirs }, catalogue, choices);
  if (!merged.ok) return studyWhole(file, 'whole', choices);
  return { sort: 'elements', conflicts: merged.value.conflicts, text: merged.value.text };
}

function studyWhole({ path, base, ours, theirs }: FileConflict, sort: ConflictSort, choices: Choices): Study {
  const choice = choices.get(wholeFile);
  const conflict: MergeConflict = {
    id: wholeFile,
    flow: null,
    node: null,
    field: null,
    sentence: sayWhole(path, ours, theirs),
    ...(base === null ? {} : { base }),
    ...(ours === null ? {} : { ours }),
    ...(theirs === null ? {} : { theirs }),
    canKeepBoth: false,
  };
  const isDecided = choice === 'ours' || choice === 'theirs';
  return { sort, conflicts: isDecided ? [] : [conflict], text: choice === 'theirs' ? theirs : ours };
}

function sayWhole(path: string, ours: string | null, theirs: string | null): string {
  if (ours === null && theirs === null) return `Both of you removed or renamed ${path}.`;
  if (ours === null) return `You removed ${path}; they changed it.`;
  if (theirs === null) return `They removed ${path}; you changed it.`;
  return `Both of you changed ${path}, and it can only be taken as a whole.`;
}

function tell(conflict: MergeConflict, flows: readonly Flow[], sort: ConflictSort): ToldConflict {
  if (sort === 'elements' && conflict.id !== wholeFile) return { ...conflict, ...tellConflict(conflict, flows) };
  return { ...conflict, step: null, type: null, title: null, expression: false };
}

async function readWaiting({ folder }: ConflictParts): Promise<readonly FileConflict[]> {
  return (await readConflicts(folder)).filter(({ path }) => isWorkspacePath(path));
}

type Present = { readonly text: string | null; readonly etag: string | null };

/** What lies in the folder now; refused where it is something nobody may write over, such as a link. */
async function readPresent({ desk }: ConflictParts, path: string): Promise<Result<Present>> {
  const file = await desk.read(path);
  if (file.ok) return succeed({ text: file.value.text, etag: file.value.etag });
  const isGone = file.problems.every(({ code }) => code === 'workspace/no-such-file');
  return isGone ? succeed({ text: null, etag: null }) : file;
}

/** Bindings of environments are printed as the kind of their connection asks. */
async function catalogueOf({ workspace }: ConflictParts): Promise<MergeCatalogue> {
  const { connections } = await workspace();
  const kinds = new Map(connections.map(({ id, kind }) => [id, kind]));
  const kindOf: MergeCatalogue['kindOf'] = (id) => connectionManifests.find(({ kind }) => kind === kinds.get(id));
  return { nodes: nodeCatalogue, connections: connectionManifests, kindOf };
}

function flowsOf({ path, ours, theirs, base }: FileConflict): readonly Flow[] {
  if (!path.endsWith('.flow.yaml')) return [];
  return [ours, theirs, base].flatMap((text) => {
    const flow = text === null ? undefined : openFlow(text, nodeCatalogue).flow;
    return flow === undefined ? [] : [flow];
  });
}

/** The flow a file is, by its head or, where no side can be read, by its name. */
function headOf(file: FileConflict): { readonly flow: string | null; readonly name: string | null } {
  if (!file.path.endsWith('.flow.yaml')) return { flow: null, name: null };
  const [flow] = flowsOf(file);
  const fileName =
    file.path
      .split('/')
      .at(-1)
      ?.replace(/\.flow\.yaml$/, '') ?? file.path;
  return { flow: flow?.id ?? fileName, name: flow?.name ?? fileName };
}

function flowPathOf(layout: string): string {
  return layout.replace(/\.layout\.json$/, '.flow.yaml');
}

function stampOf({ base, ours, theirs }: FileConflict, present: string | null): string {
  return hash('sha256', JSON.stringify([base, ours, theirs, present]));
}

function notWaiting(path: string): Problem {
  const message = `${path} waits for no decision any more; somebody settled it. Look at it again.`;
  return { code: 'conflict/settled-already', message, path };
}

function changedMeanwhile(path: string): Problem {
  const message = `${path} was changed since it was shown. Nothing was written: look at it again, then choose.`;
  return { code: 'conflict/changed', message, path };
}

function missingChoices(missing: readonly ToldConflict[]): Problem {
  return { code: 'conflict/not-decided', message: `Nobody decided yet: ${nameAll(missing)}. Choose yours or theirs.` };
}

function notBoth(impossible: readonly ToldConflict[]): Problem {
  return { code: 'conflict/not-both', message: `Both cannot stand: ${nameAll(impossible)}. Choose yours or theirs.` };
}

function nameAll(conflicts: readonly ToldConflict[]): string {
  const named = conflicts.map(
    ({ step, title, field }) => [step, title ?? field].filter((part) => part !== null).join(', ') || 'the file',
  );
  const shown = named.slice(0, 5).join('; ');
  return named.length > 5 ? `${shown}; and ${named.length - 5} more` : shown;
}
