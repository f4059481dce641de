import type { FlowNode } from '../flow.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Change, Risk } from './change.ts';
import { compareValues, isSame } from './compare-values.ts';
import { sayKey } from './field-words.ts';
import type { FlowPair } from './flow-pair.ts';
import type { StepPair } from './pair-steps.ts';
import { count, sayValue } from './say-value.ts';
import { tellField } from './tell-field.ts';

/** Keys of a step that other sentences tell of. */
const toldElsewhere: ReadonlySet<string> = new Set([
  'id',
  'type',
  'name',
  'was',
  'notes',
  'config',
  'body',
  'compensations',
  'next',
]);

const retryTitles: Readonly<Record<string, string>> = {
  attempts: 'Retry limit',
  first: 'First pause between tries',
  factor: 'Growth of the pause between tries',
  max: 'Longest pause between tries',
  jitter: 'Spread of pauses between tries',
  giveUpAfter: 'Give-up time',
};

type Told = { readonly risk: Risk; readonly sentence: string; readonly field?: string };

type Policy = {
  readonly name: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly pair: FlowPair;
};

/** What stands beside the settings of a step: retries, timeouts, repeat protection and the like. */
export function diffPolicy(pair: FlowPair, { before, after }: StepPair): readonly Change[] {
  if (before.node === after.node) return [];
  const name = pair.sayAfter(after.node.id);
  const [was, is] = [membersOf(before.node), membersOf(after.node)];
  const keys = new Set([...was.keys(), ...is.keys()]);
  return [...keys].flatMap((key) => {
    if (isSame(was.get(key), is.get(key))) return [];
    const policy = { name, before: was.get(key), after: is.get(key), pair };
    return tellPolicy(key, policy).map(({ risk, sentence, field = key }) => {
      const values = valuesAt(policy, field === key ? undefined : field.split('.').at(-1));
      return pair.note({ kind: 'policy', risk, node: after.node.id, field, sentence, ...values });
    });
  });
}

function membersOf(node: FlowNode): ReadonlyMap<string, Json> {
  // Every member of a step that is not told elsewhere is JSON.
  return new Map(Object.entries(node).filter(([key]) => !toldElsewhere.has(key)) as [string, Json][]);
}

function valuesAt({ before, after }: Policy, member: string | undefined) {
  if (member === undefined) return { before, after };
  const at = (value: Json | undefined) => (isJsonObject(value) ? value[member] : undefined);
  return { before: at(before), after: at(after) };
}

function tellPolicy(key: string, policy: Policy): readonly Told[] {
  const { name, before, after } = policy;
  const plain = (what: string, risk: Risk): Told => ({ risk, sentence: tellField({ what, key, before, after }) });
  switch (key) {
    case 'retry':
      return tellRetry(`${name}`, before, after);
    case 'timeout':
      return [plain(`Timeout of ${name}`, after === undefined ? 'medium' : 'low')];
    case 'key':
      return [tellKey(policy)];
    case 'into':
      return [plain(`Field that takes the result of ${name}`, 'medium')];
    case 'once':
      return [
        after === undefined
          ? { risk: 'high', sentence: `No person is asked any more when it is unclear whether ${name} happened.` }
          : { risk: 'low', sentence: `A person is now asked when it is unclear whether ${name} happened.` },
      ];
    case 'importance':
      return [
        after === 'optional'
          ? { risk: 'high', sentence: `${name} is now optional: when it fails, the run goes on.` }
          : { risk: 'medium', sentence: `${name} is no longer optional: when it fails, the run fails.` },
      ];
    case 'fallback':
      return [plain(`What stands in when ${name} fails`, 'medium')];
    case 'compensate':
      return [tellUndo(policy)];
    case 'pivot':
      return [
        after === true
          ? { risk: 'medium', sentence: `After ${name} there is now no way back: later failures go forward.` }
          : { risk: 'medium', sentence: `After ${name} what was done can be undone again.` },
      ];
    default:
      return [plain(`${sayKey(key)} of ${name}`, 'medium')];
  }
}

function tellKey({ name, before, after }: Policy): Told {
  const say = (value: Json) => sayValue(value, { key: '' });
  if (after === undefined)
    return { risk: 'high', sentence: `Repeat protection of ${name} removed; it was by ${say(before ?? null)}.` };
  if (before === undefined)
    return { risk: 'medium', sentence: `Repeat protection of ${name} is now by ${say(after)}.` };
  return { risk: 'high', sentence: `Repeat protection of ${name} changed from ${say(before)} to ${say(after)}.` };
}

function tellUndo({ name, before, after, pair }: Policy): Told {
  const [was, is] = [before, after].map((id) => (typeof id === 'string' ? id : ''));
  if (after === undefined)
    return { risk: 'high', sentence: `${name} is no longer undone; it was by ${pair.sayBefore(was ?? '')}.` };
  if (before === undefined) return { risk: 'medium', sentence: `${name} is now undone by ${pair.sayAfter(is ?? '')}.` };
  if (pair.pairing.idNow.get(was ?? '') === is) {
    return { risk: 'low', sentence: `${name} names its undo step ${pair.sayAfter(is ?? '')} by the new id.` };
  }
  return {
    risk: 'high',
    sentence: `${name} is now undone by ${pair.sayAfter(is ?? '')} instead of ${pair.sayBefore(was ?? '')}.`,
  };
}

/** Sentences about a retry policy; `of` is who is tried again, in quotes or in words. */
export function tellRetry(of: string, before: Json | undefined, after: Json | undefined): readonly Told[] {
  const attempts = (value: Json | undefined) =>
    isJsonObject(value) && typeof value.attempts === 'number' ? value.attempts : 1;
  if (!isJsonObject(after))
    return [
      { risk: 'medium', sentence: `Retries of ${of} removed; it was tried up to ${count(attempts(before), 'time')}.` },
    ];
  if (!isJsonObject(before))
    return [
      {
        risk: 'low',
        sentence: `Retries added to ${of}: up to ${count(attempts(after), 'try').replace('trys', 'tries')}.`,
      },
    ];
  return compareValues(before, after).map(({ keys, before: was, after: is }) => {
    const key = keys[0] ?? '';
    const what = `${retryTitles[key] ?? sayKey(key)} of ${of}`;
    const meta = { title: key, field: 'duration' as const };
    return {
      risk: 'low',
      field: `retry.${keys.join('.')}`,
      sentence: tellField({ what, key, before: was, after: is, meta }),
    };
  });
}
