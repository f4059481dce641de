import type { Flow } from '../flow.ts';
import { isJsonObject, type Json } from '../json.ts';
import { readFollows } from '../template/follows.ts';
import type { Change, Risk } from './change.ts';
import { compareValues, isSame } from './compare-values.ts';
import { tellRetry } from './diff-policy.ts';
import { sayKey } from './field-words.ts';
import type { FlowPair } from './flow-pair.ts';
import { sayList } from './say-value.ts';
import { tellField } from './tell-field.ts';

type Told = { readonly risk: Risk; readonly sentence: string; readonly field?: string };

type Header = {
  readonly pair: FlowPair;
  readonly key: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
};

const titles: Readonly<Record<string, string>> = {
  penstock: 'Format version',
  onFailure: 'Flow that starts when a run fails',
  correlation: 'Business key',
  slo: 'Service goal',
  defaults: 'Default',
  lifecycle: 'Lifecycle',
  'classification.mode': 'Way of working',
};

/** Header keys that change what a run does; the others describe the flow. */
const working: ReadonlySet<string> = new Set(['penstock', 'correlation', 'lifecycle', 'defaults', 'targets']);

/** What a flow says of itself above its steps. */
export function diffHeader(pair: FlowPair): readonly Change[] {
  const [was, is] = [headerOf(pair.before), headerOf(pair.after)];
  const keys = new Set([...is.keys(), ...was.keys()]);
  return [...keys].flatMap((key) => {
    const header = { pair, key, before: was.get(key), after: is.get(key) };
    if (isSame(header.before, header.after)) return [];
    return tellHeader(header).map(({ risk, sentence, field = key }) => {
      const rest = field.split('.').slice(1);
      const values = { before: at(header.before, rest), after: at(header.after, rest) };
      const kind = key === 'id' ? 'flow-renamed' : 'header';
      return pair.note({ kind, risk, field, sentence, ...values });
    });
  });
}

function headerOf(flow: Flow): ReadonlyMap<string, Json> {
  const { nodes: _nodes, comments: _comments, ...header } = flow;
  // What is left of a flow without its steps and comments is JSON.
  return new Map(Object.entries(header) as [string, Json][]);
}

function at(value: Json | undefined, keys: readonly string[]): Json | undefined {
  let here = value;
  for (const key of keys) here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}

function tellHeader(header: Header): readonly Told[] {
  const { pair, key, before, after } = header;
  const { name } = pair;
  switch (key) {
    case 'id':
      return [{ risk: 'medium', sentence: `Flow ${name} has the new id ${String(after)}; it was ${String(before)}.` }];
    case 'name':
      return [{ risk: 'low', sentence: `Flow "${pair.before.name}" is now called ${name}.` }];
    case 'classification':
      return tellClassification(header);
    case 'follows':
      return tellFollows(header);
    case 'onFailure':
      if (after === undefined) {
        return [
          { risk: 'high', sentence: `No flow starts any more when a run of ${name} fails; it was ${String(before)}.` },
        ];
      }
      return [
        {
          risk: 'medium',
          sentence: tellField({ what: `Flow that starts when a run of ${name} fails`, key, before, after }),
        },
      ];
    case 'defaults':
      return tellDefaults(header);
    case 'version':
      return [{ risk: 'low', sentence: tellField({ what: `Version of ${name}`, key, before, after }) }];
    default:
      return tellMembers(header, working.has(key) ? 'medium' : 'low');
  }
}

/** Each member of a header key that differs; the key itself where it holds no members. */
function tellMembers({ pair, key, before, after }: Header, risk: Risk): readonly Told[] {
  const title = titles[key] ?? sayKey(key);
  if (!isJsonObject(before) || !isJsonObject(after)) {
    return [{ risk, sentence: tellField({ what: `${title} of ${pair.name}`, key, before, after }) }];
  }
  return compareValues(before, after).map(({ keys, labels, before: was, after: is, isOrder = false }) => {
    const what = `${[title, ...labels.map(sayKey)].join(' › ')} of ${pair.name}`;
    const sentence = tellField({ what, key: keys.at(-1) ?? '', before: was, after: is, isOrder });
    return { risk, field: [key, ...keys].join('.'), sentence };
  });
}

const levels: readonly Json[] = ['low', 'medium', 'high'];

function tellClassification(header: Header): readonly Told[] {
  const { pair, before, after } = header;
  const [was, is] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  return compareValues(was, is).flatMap(({ keys, before: old, after: now }): readonly Told[] => {
    const field = ['classification', ...keys].join('.');
    if (keys[0] === 'criticality') return [{ field, ...tellCriticality(pair.name, old, now) }];
    if (keys[0] === 'data') return [{ field, ...tellClasses(pair.name, old, now) }];
    const what = `${titles[field] ?? sayKey(keys.at(-1) ?? '')} of ${pair.name}`;
    return [{ field, risk: 'low', sentence: tellField({ what, key: '', before: old, after: now }) }];
  });
}

function tellCriticality(name: string, before: Json | undefined, after: Json | undefined): Told {
  const [was, is] = [levels.indexOf(before ?? ''), levels.indexOf(after ?? '')];
  const what = `Criticality of ${name}`;
  if (was < 0 || is < 0)
    return { risk: is < 0 ? 'high' : 'low', sentence: tellField({ what, key: '', before, after }) };
  const verb = is < was ? 'lowered' : 'raised';
  return { risk: is < was ? 'high' : 'low', sentence: `${what} ${verb} from ${String(before)} to ${String(after)}.` };
}

function tellClasses(name: string, before: Json | undefined, after: Json | undefined): Told {
  const [was, is] = [before, after].map((list) => (Array.isArray(list) ? list.map(String) : []));
  const added = (is ?? []).filter((one) => !was?.includes(one));
  const removed = (was ?? []).filter((one) => !is?.includes(one));
  const parts = [
    ...(added.length === 0 ? [] : [`now says it carries ${sayList(added)} data`]),
    ...(removed.length === 0 ? [] : [`no longer says it carries ${sayList(removed)} data`]),
  ];
  const sentence =
    parts.length === 0 ? `Order of the data classes of ${name} changed.` : `${name} ${parts.join(' and ')}.`;
  return { risk: removed.length > 0 ? 'medium' : 'low', sentence };
}

function tellFollows({ pair, before, after }: Header): readonly Told[] {
  const [was, is] = [readFollows(before), readFollows(after)];
  const base = (reference: string) => reference.split('@')[0] ?? reference;
  const told: Told[] = [];
  for (const { template, parameters } of is) {
    const old =
      was.find((one) => one.template === template) ?? was.find((one) => base(one.template) === base(template));
    if (old === undefined) told.push({ risk: 'low', sentence: `${pair.name} now follows the pattern ${template}.` });
    else {
      if (old.template !== template) {
        told.push({
          risk: 'medium',
          sentence: `${pair.name} follows the pattern ${template} instead of ${old.template}.`,
        });
      }
      for (const { labels, keys, ...values } of compareValues(old.parameters, parameters)) {
        const what = `Parameter ${labels.join(' › ')} of the pattern ${template} in ${pair.name}`;
        const sentence = tellField({ what, key: keys.at(-1) ?? '', before: values.before, after: values.after });
        told.push({ risk: 'medium', sentence });
      }
    }
  }
  for (const { template } of was) {
    if (is.some((one) => base(one.template) === base(template))) continue;
    told.push({ risk: 'high', sentence: `${pair.name} no longer follows the pattern ${template}.` });
  }
  return told.length > 0
    ? told
    : [{ risk: 'low', sentence: `The patterns ${pair.name} follows are written differently.` }];
}

function tellDefaults(header: Header): readonly Told[] {
  const { pair, before, after } = header;
  const [was, is] = [isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}];
  const retries = isSame(was.retry, is.retry) ? [] : tellRetry(`the steps of ${pair.name}`, was.retry, is.retry);
  const { retry: _was, ...restWas } = was;
  const { retry: _is, ...restIs } = is;
  const told = retries.map((one) => ({ ...one, field: `defaults.${one.field ?? 'retry'}` }));
  const rest = isSame(restWas, restIs) ? [] : tellMembers({ ...header, before: restWas, after: restIs }, 'medium');
  return [...told, ...rest];
}
