import { type Change, type Risk, risks } from './change.ts';

/** Titles of flows by id; what is not among them goes by its id. */
export type FlowNames = ReadonlyMap<string, string>;

/** Changes of one flow, or of what belongs to no flow; `title` is what people call it. */
export type ChangeGroup = { readonly flow: string | null; readonly title: string; readonly changes: readonly Change[] };

/** Changes by flow, the flow with the riskiest one first; the order inside is kept. */
export function groupChanges(changes: readonly Change[], names: FlowNames): readonly ChangeGroup[] {
  const groups = [...Map.groupBy(changes, ({ flow }) => flow)].map(([flow, own]) => ({
    flow,
    title: flow === null ? 'Workspace' : (names.get(flow) ?? flow),
    changes: own,
  }));
  const rank = (group: ChangeGroup) => Math.min(...group.changes.map(({ risk }) => risks.indexOf(risk)));
  return groups.sort((one, other) => rank(one) - rank(other));
}

/** How many changes there are of each risk, riskiest first. */
export function countRisks(changes: readonly Change[]): ReadonlyMap<Risk, number> {
  return new Map(risks.map((risk) => [risk, changes.filter((change) => change.risk === risk).length]));
}
