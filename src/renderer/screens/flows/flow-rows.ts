import type { SortValue } from '#ui/table-model.ts';
import type { Tone } from '#ui/tone.ts';
import type { useFlows } from '../../data/queries.ts';

/** One flow file as the runtime lists it. */
export type FlowRow = NonNullable<ReturnType<typeof useFlows>['data']>['flows'][number];

/** How a flow file stands: taking events, an earlier text of it taking them, refused, unreadable, or not taking any. */
export type FlowState = 'live' | 'earlier' | 'refused' | 'unreadable' | 'resting';

/** The state of a flow file. */
export function stateOf({ problems, live, refusal }: Pick<FlowRow, 'problems' | 'live' | 'refusal'>): FlowState {
  if (live) return refusal === null && problems === 0 ? 'live' : 'earlier';
  if (problems > 0) return 'unreadable';
  return refusal === null ? 'resting' : 'refused';
}

/** The colour and glyph of each state. */
export const stateTones: Readonly<Record<FlowState, Tone>> = {
  live: 'ok',
  earlier: 'warn',
  refused: 'danger',
  unreadable: 'danger',
  resting: 'idle',
};

/** States from the one that asks for most attention to the one that asks for least. */
export function urgencyOf(row: FlowRow): SortValue {
  return ['unreadable', 'refused', 'earlier', 'resting', 'live'].indexOf(stateOf(row));
}

/** A filter as typed: words anywhere, and tokens such as `state:live`. */
export type FlowFilter = {
  readonly words: readonly string[];
  readonly tokens: readonly { readonly key: string; readonly value: string }[];
};

/** The keys a token may have. */
export const filterKeys = ['state', 'owner', 'area', 'trigger', 'mode', 'is'] as const;

/** Reads `state:live owner:me "two words"`; a key nobody knows is looked for as text. */
export function readFilter(text: string): FlowFilter {
  const words: string[] = [];
  const tokens: { readonly key: string; readonly value: string }[] = [];
  for (const [, key, quoted, plain] of text.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"?|([^\s"]+))/gi)) {
    const value = (quoted ?? plain ?? '').toLowerCase();
    if (value === '') continue;
    const known = filterKeys.find((one) => one === key?.toLowerCase());
    if (known !== undefined) tokens.push({ key: known, value });
    else words.push(key === undefined ? value : `${key.toLowerCase()}:${value}`);
  }
  return { words, tokens };
}

/** Puts a token into a filter text, or takes it out where it stands already. */
export function toggleToken(text: string, token: string): string {
  const parts = text.split(/\s+/).filter(Boolean);
  const left = parts.filter((part) => part.toLowerCase() !== token);
  return (left.length < parts.length ? left : [...left, token]).join(' ');
}

/** True where a filter text has a token. */
export function hasToken(text: string, token: string): boolean {
  return text.toLowerCase().split(/\s+/).includes(token);
}

/** Who asks: `owner:me` means the person, or a group the person is in. */
export type Person = { readonly name: string; readonly groups: 'all' | readonly string[] };

/** The flows a filter lets through. `triggerOf` gives a trigger's name in words. */
export function filterFlows(
  rows: readonly FlowRow[],
  text: string,
  context: { readonly me: Person | undefined; readonly triggerOf: (type: string) => string },
): readonly FlowRow[] {
  const { words, tokens } = readFilter(text);
  if (words.length + tokens.length === 0) return rows;
  return rows.filter((row) => {
    const triggers = row.triggers.map(context.triggerOf);
    const searched = [row.name, row.id, row.path, row.domain, row.owner, ...triggers].join('\n').toLowerCase();
    return (
      words.every((word) => searched.includes(word)) &&
      tokens.every(({ key, value }) => fits(row, key, value, { ...context, triggers }))
    );
  });
}

type FitContext = { readonly me: Person | undefined; readonly triggers: readonly string[] };

function fits(row: FlowRow, key: string, value: string, { me, triggers }: FitContext): boolean {
  const has = (one: string | null | undefined) => (one ?? '').toLowerCase().includes(value);
  switch (key) {
    case 'state':
      return stateOf(row).startsWith(value) || (value === 'live' && row.live);
    case 'owner':
      return value === 'me' ? isMine(row.owner, me) : has(row.owner);
    case 'area':
      return has(row.domain);
    case 'mode':
      return has(row.mode);
    case 'trigger':
      return [...row.triggers, ...triggers].some(has);
    case 'is':
      return value === 'broken' ? row.problems > 0 || row.refusal !== null : true;
    default:
      return true;
  }
}

function isMine(owner: string | null, me: Person | undefined): boolean {
  if (owner === null || me === undefined) return false;
  return owner === me.name || me.groups === 'all' || me.groups.includes(owner);
}
