import { isJsonObject, type JsonObject } from '../json.ts';
import type { Environment } from '../workspace/environment.ts';
import type { Change, Risk } from './change.ts';
import { compareValues } from './compare-values.ts';
import { sayKey } from './field-words.ts';
import { noteChange } from './note-change.ts';
import { tellField } from './tell-field.ts';

/** Environments that came, went or changed; private addresses and new hosts are told by what is reached. */
export function diffEnvironments(before: readonly Environment[], after: readonly Environment[]): readonly Change[] {
  const wasByName = new Map(before.map((one) => [one.name, one] as const));
  const isByName = new Map(after.map((one) => [one.name, one] as const));
  return [...new Set([...isByName.keys(), ...wasByName.keys()])].sort().flatMap((name) => {
    const [was, is] = [wasByName.get(name), isByName.get(name)];
    const place = { kind: 'environment', file: `environments/${name}.yaml` } as const;
    if (was === undefined) {
      const sentence = `Environment ${name} added, for ${is?.purpose}.`;
      return [noteChange({ ...place, risk: is?.purpose === 'live' ? 'high' : 'low', sentence, after: name })];
    }
    if (is === undefined) {
      const risk = was.purpose === 'live' ? 'high' : 'low';
      return [noteChange({ ...place, risk, sentence: `Environment ${name} removed.`, before: name })];
    }
    return was === is ? [] : tellFields(was, is);
  });
}

function tellFields(before: Environment, after: Environment): readonly Change[] {
  const { name, purpose } = after;
  const isLive = purpose === 'live';
  return compareValues(fieldsOf(before), fieldsOf(after)).map(
    ({ keys, labels, before: was, after: is, isOrder = false }) => {
      const values = { field: keys.join('.'), before: was, after: is, file: `environments/${name}.yaml` };
      const told = { what: whatOf(labels, name), key: keys.at(-1) ?? '', before: was, after: is, isOrder };
      const first = keys[0] ?? '';
      const sentence =
        keys.length === 2 && first === 'connections' ? tellBinding(keys[1] ?? '', name, { was, is }) : tellField(told);
      return noteChange({ kind: 'environment', risk: riskOf(first, isLive), sentence, ...values });
    },
  );
}

function fieldsOf({ egress: _egress, ...fields }: Environment): JsonObject {
  // An environment is JSON as it was read.
  return fields as unknown as JsonObject;
}

function tellBinding(id: string, name: string, { was, is }: { readonly was: unknown; readonly is: unknown }): string {
  if (was === undefined) {
    const url = isJsonObject(is) && typeof is.url === 'string' ? ` to ${is.url}` : '';
    return `Connection ${id} is now bound${url} in ${name}.`;
  }
  return is === undefined
    ? `Connection ${id} is no longer bound in ${name}.`
    : `Connection ${id} is bound differently in ${name}.`;
}

function whatOf([first = '', ...rest]: readonly string[], name: string): string {
  const inside = rest.join(' › ');
  switch (first) {
    case 'variables':
      return rest.length === 0 ? `Variables in ${name}` : `Variable ${inside} in ${name}`;
    case 'connections':
      return `${sayKey(rest.slice(1).join(' › '))} of the connection ${rest[0] ?? ''} in ${name}`;
    case 'labels':
      return rest.length === 0 ? `Labels of ${name}` : `Label ${inside} of ${name}`;
    case 'purpose':
      return `Purpose of ${name}`;
    default:
      return `${[first, ...rest].map(sayKey).join(' › ')} of ${name}`;
  }
}

function riskOf(first: string, isLive: boolean): Risk {
  if (first === 'purpose') return 'high';
  if (first === 'labels') return 'low';
  return isLive || first === 'variables' ? 'medium' : 'low';
}
