import type { SetAsideItem } from '../../data/work.ts';

/** Events that were set aside for the same cause. */
export type SetAsideGroup = {
  /** Fingerprint: code, flow and step of the cause. */
  readonly id: string;
  readonly flow: string;
  /** Id of the step that failed, or that set the event aside. */
  readonly node: string;
  readonly code: string | undefined;
  /** What happened, as the newest of them tells it; undefined where nothing failed. */
  readonly sentence: string | undefined;
  /** What the flow's author says to do. */
  readonly hint: string | undefined;
  readonly owners: readonly string[];
  readonly oldestAt: string;
  /** Newest first. */
  readonly items: readonly SetAsideItem[];
};

/** Groups what is set aside by its cause, never by the words of a message; the largest group first, then the oldest. */
export function groupItems(items: readonly SetAsideItem[]): readonly SetAsideGroup[] {
  const groups = new Map<string, SetAsideItem[]>();
  for (const item of items) {
    const id = fingerprintOf(item);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  return [...groups]
    .map(([id, members]) => describeGroup(id, members))
    .sort((one, other) => other.items.length - one.items.length || one.oldestAt.localeCompare(other.oldestAt));
}

/** What tells causes apart: the same code, in the same flow, at the same step. */
export function fingerprintOf({ cause, flow, node }: SetAsideItem): string {
  return [cause?.code ?? 'none', flow, cause?.node ?? node].join(' ');
}

function describeGroup(id: string, members: readonly SetAsideItem[]): SetAsideGroup {
  const items = [...members].sort((one, other) => other.at.localeCompare(one.at));
  const [newest] = items;
  if (newest === undefined) throw new Error(`The group ${id} has no member.`);
  return {
    id,
    flow: newest.flow,
    node: newest.cause?.node ?? newest.node,
    code: newest.cause?.code,
    sentence: newest.cause?.title,
    hint: newest.hint ?? undefined,
    owners: [...new Set(items.map(({ owner }) => owner))].sort(),
    oldestAt: items.at(-1)?.at ?? newest.at,
    items,
  };
}
