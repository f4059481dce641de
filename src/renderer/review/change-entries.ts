import { type Change, type ChangeKind, type Risk, risks } from '#flow/diff/change.ts';

/** What changed about one step, or one thing of a flow or the workspace: what a reviewer looks at in one go. */
export type ChangeEntry = {
  /** The same for the same place while a review is handed over anew; stands in addresses. */
  readonly key: string;
  readonly flow: string | null;
  readonly node: string | null;
  readonly file: string | undefined;
  /** Of its riskiest change. */
  readonly risk: Risk;
  readonly sort: EntrySort;
  /** Riskiest first. */
  readonly changes: readonly Change[];
};

/** What an entry looks like at a glance. */
export type EntrySort = 'added' | 'removed' | 'reach' | 'trust' | 'moved' | 'changed' | 'wired' | 'layout' | 'file';

/** Entries of one flow, or of what all flows share. */
export type EntryGroup = { readonly flow: string | null; readonly entries: readonly ChangeEntry[] };

/** Changes as a reviewer reads them. */
export type ArrangedChanges = {
  /** What reaches further, uses more secrets or may do more, and whose signatures count: looked at first. */
  readonly first: readonly ChangeEntry[];
  readonly groups: readonly EntryGroup[];
  /** Moved boxes only. */
  readonly layout: readonly ChangeEntry[];
};

const sharedKinds: ReadonlySet<ChangeKind> = new Set([
  'contract',
  'connection',
  'environment',
  'template',
  'waiver',
  'registry',
  'trust',
  'test',
  'text',
]);

/** Puts changes in the order in which they are looked at: reach first, then flow by flow by risk, layout last. */
export function arrangeChanges(changes: readonly Change[]): ArrangedChanges {
  const entries = gatherEntries(changes);
  const first = entries.filter(isFirst);
  const layout = entries.filter(({ sort }) => sort === 'layout');
  const rest = entries.filter((entry) => !isFirst(entry) && entry.sort !== 'layout');
  const groups = [...Map.groupBy(rest, ({ flow }) => flow)].map(([flow, own]) => ({ flow, entries: byRisk(own) }));
  return {
    first: byRisk(first),
    // What belongs to no flow comes after the flows.
    groups: groups.sort((one, other) => Number(one.flow === null) - Number(other.flow === null)),
    layout,
  };
}

/** Every entry in the order of the screen. */
export function listEntries({ first, groups, layout }: ArrangedChanges): readonly ChangeEntry[] {
  return [...first, ...groups.flatMap(({ entries }) => entries), ...layout];
}

function isFirst({ sort, risk, changes }: ChangeEntry): boolean {
  if (sort === 'reach' || sort === 'trust') return true;
  return risk === 'high' && changes.some(({ kind }) => kind === 'connection' || kind === 'environment');
}

function gatherEntries(changes: readonly Change[]): readonly ChangeEntry[] {
  const byPlace = Map.groupBy(changes, placeOf);
  return [...byPlace].map(([key, own]) => {
    const sorted = [...own].sort((one, other) => rankOf(one.risk) - rankOf(other.risk));
    const [lead] = sorted;
    return {
      key,
      flow: lead?.flow ?? null,
      node: lead?.node ?? null,
      file: lead?.file,
      risk: lead?.risk ?? 'none',
      sort: sortOf(sorted),
      changes: sorted,
    };
  });
}

/** Changes of one step belong together; what is about no step stands alone unless it is about the same thing. */
function placeOf(change: Change): string {
  const { kind, flow, node, field, file } = change;
  if (kind === 'layout') return `${flow ?? ''}:layout`;
  if (kind === 'reach') return `${flow ?? file ?? ''}:${field ?? 'reach'}`;
  if (node !== null) return `${flow ?? ''}:step:${node}`;
  if (isAboutKeys(change)) return `${file ?? ''}:keys`;
  if (sharedKinds.has(kind)) return `${file ?? flow ?? ''}:${kind}`;
  return `${flow ?? file ?? ''}:${kind}:${field ?? ''}`;
}

/** Whose signatures count; the name and the limits of a workspace are of the same kind, but let nobody in. */
function isAboutKeys({ kind, field }: Change): boolean {
  return kind === 'trust' && field?.startsWith('trustedKeys.') === true;
}

function sortOf(changes: readonly Change[]): EntrySort {
  const has = (...kinds: readonly ChangeKind[]) => changes.some(({ kind }) => kinds.includes(kind));
  if (has('reach')) return 'reach';
  if (changes.some(isAboutKeys)) return 'trust';
  if (has('step-added', 'flow-added')) return 'added';
  if (has('step-removed', 'flow-removed')) return 'removed';
  if (has('layout')) return 'layout';
  if (changes.every(({ kind }) => kind.startsWith('edge-'))) return 'wired';
  if (changes.every(({ kind }) => kind === 'step-moved')) return 'moved';
  return changes.every(({ kind }) => sharedKinds.has(kind)) ? 'file' : 'changed';
}

function byRisk(entries: readonly ChangeEntry[]): readonly ChangeEntry[] {
  return [...entries].sort((one, other) => rankOf(one.risk) - rankOf(other.risk));
}

function rankOf(risk: Risk): number {
  return risks.indexOf(risk);
}
