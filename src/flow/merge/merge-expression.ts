import { readExpression } from '../check/read-expression.ts';
import { canonicalJson, type Json } from '../json.ts';
import { mergeOrder } from './merge-order.ts';
import type { Three } from './merge-value.ts';

/** One `"key": value` of an object constructor, as written and as understood. */
type Member = { readonly lead: string; readonly text: string; readonly meaning: string };

type Constructor = { readonly members: ReadonlyMap<string, Member>; readonly tail: string };

/**
 * Brings two changes of one object constructor together where they touch different keys. What comes out is parsed
 * again and must mean exactly the chosen members; wherever that is not certain there is no answer.
 */
export function mergeExpressions({ base, ours, theirs }: Three<string>): string | undefined {
  const [before, mine, other] = [base, ours, theirs].map(readConstructor);
  if (before === undefined || mine === undefined || other === undefined) return undefined;
  const order = mergeOrder({
    base: [...before.members.keys()],
    ours: [...mine.members.keys()],
    theirs: [...other.members.keys()],
  });
  const chosen = new Map<string, Member>();
  for (const key of order) {
    const [was, here, there] = [before.members.get(key), mine.members.get(key), other.members.get(key)];
    const isOurs = there?.meaning === was?.meaning || here?.meaning === there?.meaning;
    if (!isOurs && here?.meaning !== was?.meaning) return undefined;
    const member = isOurs ? here : there;
    if (member !== undefined) chosen.set(key, here === undefined ? member : { ...member, lead: here.lead });
  }
  const text = write(chosen, mine);
  return isMeant(readConstructor(text), chosen) ? text : undefined;
}

function write(chosen: ReadonlyMap<string, Member>, { members, tail }: Constructor): string {
  const lead = [...members.values()].at(-1)?.lead ?? ' ';
  const lines = [...chosen].map(([key, member]) => `${members.get(key)?.lead ?? lead}${member.text}`);
  return `{${lines.join(',')}${tail}}`;
}

function isMeant(read: Constructor | undefined, chosen: ReadonlyMap<string, Member>): boolean {
  if (read === undefined || read.members.size !== chosen.size) return false;
  const order = [...read.members.keys()];
  return [...chosen].every(
    ([key, { meaning }], index) => order[index] === key && read.members.get(key)?.meaning === meaning,
  );
}

/** Reads an expression that is one object constructor with keys written as strings, and without comments. */
function readConstructor(expression: string): Constructor | undefined {
  const text = expression.trim();
  const pairs = pairsOf(text);
  if (pairs === undefined || pairs.length === 0 || text.includes('/*')) return undefined;
  const segments = splitMembers(text.slice(1, -1));
  if (segments.length !== pairs.length) return undefined;
  const members = new Map<string, Member>();
  for (const [index, segment] of segments.entries()) {
    const pair = pairs[index];
    const alone = pairsOf(`{${segment}}`);
    // A bracket or a quote of another meaning than the splitter's would show here.
    if (pair === undefined || alone?.length !== 1 || alone[0]?.meaning !== pair.meaning) return undefined;
    if (members.has(pair.key)) return undefined;
    members.set(pair.key, { lead: /^\s*/.exec(segment)?.[0] ?? '', text: segment.trim(), meaning: pair.meaning });
  }
  return { members, tail: /\s*$/.exec(text.slice(1, -1))?.[0] ?? '' };
}

type Pair = { readonly key: string; readonly meaning: string };

function pairsOf(text: string): readonly Pair[] | undefined {
  const read = readExpression(text);
  if (!read.ok || read.tree.type !== 'unary' || read.tree.value !== '{' || !Array.isArray(read.tree.lhs))
    return undefined;
  const pairs: Pair[] = [];
  for (const pair of read.tree.lhs) {
    const [key, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
    const isText = typeof key === 'object' && key !== null && 'type' in key && key.type === 'string';
    if (!isText || !('value' in key) || typeof key.value !== 'string') return undefined;
    pairs.push({ key: key.value, meaning: meaningOf(value) });
  }
  return pairs;
}

/** The tree without its offsets, as text. */
function meaningOf(tree: unknown): string {
  const text = JSON.stringify(tree, (key, value: unknown) => {
    if (key === 'position') return undefined;
    return value instanceof RegExp ? `${value.source}/${value.flags}` : value;
  });
  // What was serialised a moment ago is JSON.
  return text === undefined ? '' : canonicalJson(JSON.parse(text) as Json);
}

/** Splits at commas that stand in no bracket and no quotes. */
function splitMembers(inside: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let quote = '';
  for (let at = 0; at < inside.length; at += 1) {
    const letter = inside[at] ?? '';
    if (quote !== '') {
      if (letter === '\\') at += 1;
      else if (letter === quote) quote = '';
    } else if ('"\'`'.includes(letter)) quote = letter;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(inside.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, inside.slice(start)];
}
