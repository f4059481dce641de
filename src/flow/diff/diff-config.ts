import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Change, Risk } from './change.ts';
import { compareValues, type Difference } from './compare-values.ts';
import { factsAt } from './field-words.ts';
import type { FlowPair } from './flow-pair.ts';
import { manifestOf, type StepPair, typeOf } from './pair-steps.ts';
import { directionOf, sayList, sayValue } from './say-value.ts';
import { tellField } from './tell-field.ts';

/** Settings of a step that differ, worded by what its type says of them. */
export function diffConfig(pair: FlowPair, { before, after }: StepPair): readonly Change[] {
  if (before.node.config === after.node.config) return [];
  // Settings of another type are other settings: the sentence about the type tells of them.
  if (typeOf(before.node) !== typeOf(after.node)) return [];
  const schema = manifestOf(after.node, pair.catalogue)?.config ?? manifestOf(before.node, pair.catalogue)?.config;
  const name = pair.sayAfter(after.node.id);
  return compareValues(before.node.config, after.node.config).map((difference) => {
    const { keys, labels, before: was, after: is } = difference;
    const { titles, meta } = factsAt(schema, keys, labels);
    const values = { config: after.node.config, was: before.node.config };
    const own = tellOwn({ type: typeOf(after.node), name, path: keys.join('.'), difference, ...values });
    const isCode = meta.field === 'expression' || meta.field === 'script';
    const key = keys.at(-1) ?? '';
    const what = `${titles.join(' › ')} of ${name}`;
    const isOrder = difference.isOrder === true;
    return pair.note({
      kind: isCode ? 'expression' : 'config',
      risk: own?.risk ?? riskOf(key, { difference, isCode }),
      node: after.node.id,
      field: ['config', ...keys].join('.'),
      sentence: own?.sentence ?? tellField({ what, key, before: was, after: is, meta, isOrder }),
      before: was,
      after: is,
    });
  });
}

/** Words people read, and bounds of work: they tune a step and do not change what it does. */
const describing: ReadonlySet<string> = new Set(['title', 'hint', 'summary', 'show']);
const tuning: ReadonlySet<string> = new Set([
  'concurrency',
  'pageSize',
  'pages',
  'burst',
  'rate',
  'checkpointEvery',
  'factor',
]);

function riskOf(
  key: string,
  { difference, isCode }: { readonly difference: Difference; readonly isCode: boolean },
): Risk {
  if (describing.has(key)) return 'low';
  if (isCode) return 'medium';
  const isTiming =
    directionOf(difference.before, difference.after) !== undefined && typeof difference.after === 'string';
  return tuning.has(key) || isTiming ? 'low' : 'medium';
}

type Own = {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  readonly difference: Difference;
  readonly config: JsonObject;
  readonly was: JsonObject;
};

type Told = { readonly risk?: Risk; readonly sentence: string };

/** Sentences of settings that protect something, or that read badly as titles in a row. */
function tellOwn(own: Own): Told | undefined {
  switch (own.type) {
    case 'webhook':
      return tellWebhook(own);
    case 'approval':
      return tellApproval(own);
    case 'branch':
      return tellBranch(own);
    case 'dedupe':
      return own.path === 'for'
        ? tellMemory(own)
        : own.path === 'key'
          ? { ...changedKey(own), risk: 'high' }
          : undefined;
    case 'redact':
      return own.path.startsWith('rules') ? tellRedaction(own) : undefined;
    case 'each':
      return own.path === 'onItemError'
        ? { sentence: tellPlain(own, `When an item of ${own.name} fails`), risk: 'high' }
        : undefined;
    default:
      return undefined;
  }
}

function tellWebhook(own: Own): Told | undefined {
  const { name, path, difference } = own;
  const { before, after } = difference;
  if (path === 'dedupe') {
    return after === undefined
      ? { risk: 'high', sentence: `Repeats are no longer dropped at ${name}.` }
      : { sentence: `Repeats are now dropped at ${name}, by ${keyOf(after)}.` };
  }
  if (path === 'dedupe.key') return { ...changedKey(own), risk: 'high' };
  if (path === 'dedupe.for') return tellMemory(own);
  if (path === 'sequence' && after === undefined) {
    return { risk: 'high', sentence: `Events are no longer kept in order at ${name}.` };
  }
  if (path === 'auth.scheme') return tellScheme(own);
  if (path === 'auth.secrets') return { sentence: tellSecrets(name, before, after) };
  if (path === 'auth.tolerance') {
    const direction = directionOf(before ?? '5m', after ?? '5m');
    return direction === 'raised'
      ? { risk: 'high', sentence: tellPlain(own, `Tolerance of the signed time at ${name}`) }
      : undefined;
  }
  return undefined;
}

/** How much a scheme proves: nothing, a password that can be read on its way, a signature, a signature with a time. */
const strengths: Readonly<Record<string, number>> = { none: 0, basic: 1, bearer: 1, hmac: 2, github: 2, shopify: 2 };

function tellScheme({ name, difference: { before, after } }: Own): Told {
  const strength = (scheme: Json | undefined) => (typeof scheme === 'string' ? (strengths[scheme] ?? 3) : 0);
  const [was, is] = [strength(before), strength(after)];
  const verb = is < was ? 'weakened' : is > was ? 'strengthened' : 'changed';
  const said = `from ${sayValue(before ?? 'none', { key: '' })} to ${sayValue(after ?? 'none', { key: '' })}`;
  return { risk: is < was ? 'high' : 'medium', sentence: `Proof of sender at ${name} ${verb} ${said}.` };
}

function tellSecrets(name: string, before: Json | undefined, after: Json | undefined): string {
  const [was, is] = [textsOf(before), textsOf(after)];
  const say = (list: readonly string[]) =>
    `${list.length === 1 ? 'secret' : 'secrets'} ${sayList(list.map((one) => `"${one}"`))}`;
  const added = is.filter((one) => !was.includes(one));
  const removed = was.filter((one) => !is.includes(one));
  const text = [
    ...(added.length === 0 ? [] : [`${say(added)} added to ${name}`]),
    ...(removed.length === 0 ? [] : [`${say(removed)} removed from ${name}`]),
  ].join(', ');
  return text === '' ? `Order of secrets of ${name} changed.` : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function tellApproval(own: Own): Told | undefined {
  const { name, path, difference } = own;
  const { before, after } = difference;
  if (path === 'quorum') {
    const [was, is] = [typeof before === 'number' ? before : 1, typeof after === 'number' ? after : 1];
    const verb = is < was ? 'lowered' : 'raised';
    const sentence = `How many must approve at ${name} ${verb} from ${was} to ${is}.`;
    return { risk: is < was ? 'high' : 'low', sentence };
  }
  if (path === 'group') return { risk: 'high', sentence: tellPlain(own, `Who may approve at ${name}`) };
  if (path === 'exclude') {
    const isLoosened = textsOf(before).some((one) => !textsOf(after).includes(one));
    return { risk: isLoosened ? 'high' : 'low', sentence: tellPlain(own, `Who may not approve at ${name}`) };
  }
  if (path === 'show') return { risk: 'medium', sentence: `What is shown to those who approve at ${name} changed.` };
  return undefined;
}

function tellBranch({ name, path, difference }: Own): Told | undefined {
  const { labels, before, after } = difference;
  if (path === 'cases' && difference.isOrder === true)
    return { sentence: `Cases of ${name} are tried in another order.` };
  if (labels[0] !== 'cases' || labels[1] === undefined) return undefined;
  if (labels.length === 2) {
    const entry = isJsonObject(after) ? after : before;
    const when =
      isJsonObject(entry) && typeof entry.when === 'string' ? `, when ${sayValue(entry.when, { key: '' })}` : '';
    const sentence =
      after === undefined ? `Case ${labels[1]} of ${name} removed.` : `Case ${labels[1]} added to ${name}${when}.`;
    return { sentence };
  }
  if (labels[2] === 'port')
    return { risk: 'low', sentence: `Outcome ${labels[1]} of ${name} is now called ${textOf(after)}.` };
  if (labels[2] !== 'when') return undefined;
  const what = `Condition for outcome ${labels[1]} of ${name}`;
  return { sentence: tellField({ what, key: '', before, after, meta: { field: 'expression' } }) };
}

function tellRedaction({ name, path, difference: { before, after, labels } }: Own): Told | undefined {
  if (labels.length === 2) {
    const rule = isJsonObject(after) ? after : isJsonObject(before) ? before : {};
    const field = typeof rule.path === 'string' ? rule.path : (labels[1] ?? '');
    return after === undefined
      ? { risk: 'high', sentence: `Field ${field} is no longer hidden by ${name}.` }
      : { risk: 'low', sentence: `Field ${field} is now hidden by ${name}.` };
  }
  return path.endsWith('.do') || path.endsWith('.path')
    ? {
        risk: 'high',
        sentence: `How ${name} hides ${labels[1] ?? 'a field'} changed from ${textOf(before)} to ${textOf(after)}.`,
      }
    : undefined;
}

function tellMemory({ name, difference: { before, after } }: Own): Told {
  const direction = directionOf(before ?? '30d', after ?? '30d') ?? 'changed';
  const say = (value: Json | undefined) => sayValue(value ?? '30d', { key: 'for', isDuration: true });
  const sentence = `How long ${name} remembers repeats ${direction} from ${say(before)} to ${say(after)}.`;
  return { risk: direction === 'lowered' ? 'high' : 'low', sentence };
}

function changedKey({ name, difference: { before, after } }: Own): Told {
  const sentence = `What makes two events the same at ${name} changed from ${textOf(before)} to ${textOf(after)}.`;
  return { sentence };
}

function tellPlain({ difference: { before, after }, path }: Own, what: string): string {
  return tellField({ what, key: path.split('.').at(-1) ?? '', before, after });
}

function textOf(value: Json | undefined): string {
  return value === undefined ? 'nothing' : sayValue(value, { key: '' });
}

function keyOf(dedupe: Json): string {
  return isJsonObject(dedupe) && typeof dedupe.key === 'string' ? sayValue(dedupe.key, { key: '' }) : 'a key';
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
