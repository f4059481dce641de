import type { Finding } from '#flow/check/finding.ts';
import type { Flow } from '#flow/flow.ts';
import { nodesOf } from '../document/find-node.ts';
import { type CommandId, commandFacts } from '../keys/command-list.ts';

/** The areas of the product a person can go to. */
export const places = [
  'flows',
  'runs',
  'set-aside',
  'approvals',
  'connections',
  'contracts',
  'registry',
  'templates',
  'operations',
  'settings',
] as const;

/** One of the areas. */
export type PlaceId = (typeof places)[number];

/** What the palette can go to or do. */
export type PaletteEntry =
  | { readonly kind: 'command'; readonly id: CommandId; readonly text: string; readonly keys: string | undefined }
  | { readonly kind: 'flow'; readonly id: string; readonly text: string; readonly detail: string }
  | { readonly kind: 'place'; readonly id: PlaceId; readonly text: string }
  | { readonly kind: 'add'; readonly id: string; readonly text: string; readonly detail: string }
  | { readonly kind: 'step'; readonly id: string; readonly text: string; readonly detail: string }
  | { readonly kind: 'problem'; readonly id: string; readonly text: string; readonly finding: Finding }
  | { readonly kind: 'run'; readonly id: string; readonly text: string; readonly detail: string }
  | {
      readonly kind: 'match';
      readonly id: string;
      readonly text: string;
      readonly detail: string;
      readonly flow: string;
      readonly node: string | undefined;
    };

/** Lines of files and whole sentences hold a word more often than names do, and are wanted less often. */
const weights: Readonly<Partial<Record<PaletteEntry['kind'], number>>> = { match: 0.1, problem: 0.4, add: 0.9 };

/** What a first letter narrows the palette to. */
const prefixes: Readonly<Record<string, PaletteEntry['kind']>> = {
  '>': 'command',
  '@': 'step',
  '#': 'run',
  ':': 'problem',
};

/** Splits `@create` into what is looked for and where. */
export function readQuery(text: string): { readonly kind: PaletteEntry['kind'] | undefined; readonly words: string } {
  const kind = prefixes[text.charAt(0)];
  return { kind, words: (kind === undefined ? text : text.slice(1)).trim().toLowerCase() };
}

/** Entries that fit, best first, at most `limit`; without words the first ones of each kind. */
export function rankEntries(entries: readonly PaletteEntry[], text: string, limit: number): readonly PaletteEntry[] {
  const { kind, words } = readQuery(text);
  const parts = words.split(/\s+/).filter(Boolean);
  const ranked: { readonly entry: PaletteEntry; readonly score: number }[] = [];
  for (const entry of entries) {
    if (kind !== undefined && entry.kind !== kind) continue;
    const score = scoreOf(entry, parts);
    if (score > 0) ranked.push({ entry, score: score * (weights[entry.kind] ?? 1) });
  }
  return ranked
    .sort((one, other) => other.score - one.score)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** Steps of the open flow, in the author's order. */
export function stepEntries(flow: Flow | undefined): readonly PaletteEntry[] {
  if (flow === undefined) return [];
  return [...nodesOf(flow).values()].map(({ node }) => ({
    kind: 'step',
    id: node.id,
    text: node.name ?? node.id,
    detail: node.id,
  }));
}

/** Ids of all commands. */
export const commandIds = Object.keys(commandFacts).filter((id): id is CommandId => id in commandFacts);

/** Entries under one heading. */
export type PaletteGroup = { readonly id: string; readonly entries: readonly PaletteEntry[] };

/** Headings, and which kinds stand under each. */
const headings: readonly { readonly id: string; readonly kinds: readonly PaletteEntry['kind'][] }[] = [
  { id: 'do', kinds: ['command'] },
  { id: 'add', kinds: ['add'] },
  { id: 'steps', kinds: ['step'] },
  { id: 'go', kinds: ['flow', 'place'] },
  { id: 'problems', kinds: ['problem'] },
  { id: 'runs', kinds: ['run'] },
  { id: 'texts', kinds: ['match'] },
];

/** Puts ranked entries under their headings; the heading with the best entry comes first. */
export function groupEntries(ranked: readonly PaletteEntry[]): readonly PaletteGroup[] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of ranked) {
    const id = headings.find(({ kinds }) => kinds.includes(entry.kind))?.id ?? 'texts';
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([id, entries]) => ({ id, entries }));
}

/** What people do most, offered before anything is typed. */
const suggested: readonly string[] = [
  'flow.test',
  'flow.explain',
  'step.test',
  'flow.find',
  'keys.show',
  'theme.toggle',
];

/** What the palette shows before anything is typed: a few commands, the areas, the flows. */
export function suggestEntries(entries: readonly PaletteEntry[], flowsShown: number): readonly PaletteEntry[] {
  const commands = suggested.flatMap((id) => entries.filter((entry) => entry.kind === 'command' && entry.id === id));
  const flows = entries.filter(({ kind }) => kind === 'flow').slice(0, flowsShown);
  return [...commands, ...flows, ...entries.filter(({ kind }) => kind === 'place')];
}

function scoreOf(entry: PaletteEntry, parts: readonly string[]): number {
  const text = entry.text.toLowerCase();
  const detail = 'detail' in entry ? entry.detail.toLowerCase() : '';
  let score = 1;
  for (const part of parts) {
    if (text.startsWith(part)) score += 100;
    else if (text.includes(` ${part}`)) score += 60;
    else if (text.includes(part)) score += 30;
    else if (detail.includes(part)) score += 10;
    else return 0;
  }
  return score;
}
