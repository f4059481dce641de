import { canonicalJson, isJsonObject, type Json } from '#flow/json.ts';
import type { EnvironmentPart } from '#flow/workspace/edit-environment.ts';
import type { EnvironmentFacts, EnvironmentView } from '../../data/environments.ts';

/** How an entry stands across all environments. */
export type RowState = 'same' | 'different' | 'lacking';

/** One line of the table: an entry, or one key of where a connection leads. */
export type EntryRow = {
  readonly kind: EnvironmentPart | 'secret';
  /** Id of the connection, name of the variable, the label or the secret, or the range. */
  readonly key: string;
  /** Key of the binding; absent for all other entries. */
  readonly part?: string;
  readonly label: string;
  readonly hint: string;
  readonly state: RowState;
  /** Names of the environments that say nothing. */
  readonly lacking: readonly string[];
  /** What each environment says, in their order; undefined where it says nothing. */
  readonly values: readonly (Json | undefined)[];
};

/** Lines under one heading. */
export type RowGroup = { readonly id: EnvironmentPart | 'secret'; readonly rows: readonly EntryRow[] };

/** Lays environments out as lines, each with a value for every environment. */
export function layOutEntries(view: EnvironmentView): readonly RowGroup[] {
  const { environments } = view;
  const line = (
    facts: Pick<EntryRow, 'kind' | 'key' | 'label' | 'hint' | 'part'>,
    sayIn: (one: EnvironmentFacts) => Json | undefined,
  ): EntryRow => {
    const values = environments.map(sayIn);
    const lacking = environments.filter((_, at) => values[at] === undefined).map(({ name }) => name);
    const said = new Set(values.map((value) => (value === undefined ? '' : canonicalJson(value))));
    return { ...facts, values, lacking, state: lacking.length > 0 ? 'lacking' : said.size > 1 ? 'different' : 'same' };
  };
  const named = (kind: 'variable' | 'label' | 'limit', members: 'variables' | 'labels' | 'limits') =>
    keysOf(environments.map((one) => one[members])).map((key) =>
      line({ kind, key, label: key, hint: '' }, (one) => one[members][key]),
    );
  const groups: readonly RowGroup[] = [
    { id: 'connection', rows: view.connections.flatMap((connection) => bindingRows(connection, view, line)) },
    { id: 'variable', rows: named('variable', 'variables') },
    { id: 'label', rows: named('label', 'labels') },
    {
      id: 'private-range',
      rows: [...new Set(environments.flatMap(({ allowPrivate }) => allowPrivate))]
        .sort()
        .map((key) =>
          line({ kind: 'private-range', key, label: key, hint: '' }, (one) =>
            one.allowPrivate.includes(key) ? true : undefined,
          ),
        ),
    },
    { id: 'limit', rows: named('limit', 'limits') },
    {
      id: 'secret',
      rows: (environments[0]?.secrets ?? []).map(({ name, usedBy }) =>
        line({ kind: 'secret', key: name, label: name, hint: usedBy.join(', ') }, (one) =>
          one.secrets.some((secret) => secret.name === name && secret.here) ? true : undefined,
        ),
      ),
    },
  ];
  return groups;
}

type Line = (
  facts: Pick<EntryRow, 'kind' | 'key' | 'label' | 'hint' | 'part'>,
  sayIn: (one: EnvironmentFacts) => Json | undefined,
) => EntryRow;

function bindingRows(
  { id, name, keys }: EnvironmentView['connections'][number],
  { environments }: EnvironmentView,
  line: Line,
): readonly EntryRow[] {
  const bound = keysOf(environments.map((one) => bindingOf(one, id) ?? {}));
  const all = [...keys.map(({ key }) => key), ...bound.filter((key) => !keys.some((one) => one.key === key))];
  return all.map((part, at) =>
    line(
      {
        kind: 'connection',
        key: id,
        part,
        label: keys.find((one) => one.key === part)?.title ?? part,
        hint: at === 0 ? name : '',
      },
      (one) => bindingOf(one, id)?.[part],
    ),
  );
}

/** Where a connection leads in an environment; undefined where it leads nowhere. */
export function bindingOf({ bindings }: EnvironmentFacts, connection: string) {
  const binding = bindings.find((one) => one.connection === connection)?.binding;
  return isJsonObject(binding) ? binding : undefined;
}

function keysOf(members: readonly object[]): readonly string[] {
  return [...new Set(members.flatMap((one) => Object.keys(one)))].sort();
}
