import type { JsonObject } from '../json.ts';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import type { Environment } from './environment.ts';

type Bound = { readonly connections?: Environment['connections'] };

/** Keys of a binding that say which system it is; everything else in it is how to speak to it. */
export const placeKeys: readonly string[] = ['url', 'database'];

/** The place a connection leads to: address without a final slash and the usual port, and database. */
export function targetOf({ connections }: Bound, id: string): string | undefined {
  const binding = connections?.[id];
  if (typeof binding?.url !== 'string') return undefined;
  const address = binding.url
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/^(https:\/\/[^/:]+):443(?=\/|$)/, '$1')
    .replace(/^(http:\/\/[^/:]+):80(?=\/|$)/, '$1');
  return `${address} ${String(binding.database ?? '')}`;
}

/** A connection of an environment for tries or tests that leads to a live system. */
export type LiveClash = { readonly environment: string; readonly connection: string; readonly live: string };

/** Every connection that leads to the same system in an environment as in a live one. */
export function findLiveClashes(
  environments: readonly Pick<Environment, 'name' | 'purpose' | 'connections'>[],
): readonly LiveClash[] {
  const live = environments.filter(({ purpose }) => purpose === 'live');
  return environments
    .filter(({ purpose }) => purpose !== 'live')
    .flatMap((one) =>
      Object.keys(one.connections).flatMap((id) => {
        const target = targetOf(one, id);
        const reached = target === undefined ? undefined : live.find((other) => targetOf(other, id) === target);
        return reached === undefined ? [] : [{ environment: one.name, connection: id, live: reached.name }];
      }),
    );
}

/** Says that an environment reaches a live system. */
export function sayClash({ environment, connection, live }: LiveClash): string {
  return `In ${environment} the connection "${connection}" would lead to the address and database it has in ${live}, which is live. Give it another address or database in one of them.`;
}

/** What a binding lacks for its kind, and what of it cannot stay so. */
export type BindingVerdict = { readonly missing: readonly string[]; readonly wrong: readonly string[] };

/** Judges where a connection leads; a kind nobody knows asks for nothing. */
export function judgeBinding(binding: JsonObject | undefined, kind: ConnectionManifest | undefined): BindingVerdict {
  if (kind === undefined) return { missing: [], wrong: [] };
  const judged = kind.binding.safeParse(binding ?? {});
  if (judged.success) return { missing: [], wrong: [] };
  const keyOf = ({ path }: { readonly path: readonly PropertyKey[] }): string => String(path[0] ?? '');
  const isMissing = (issue: { readonly path: readonly PropertyKey[] }): boolean =>
    keyOf(issue) !== '' && !Object.hasOwn(binding ?? {}, keyOf(issue));
  const missing = judged.error.issues.filter(isMissing).map(keyOf);
  const wrong = judged.error.issues
    .filter((issue) => !isMissing(issue))
    .map((issue) => `${[...issue.path].map(String).join('.')} ${issue.message}`.trim());
  return { missing: [...new Set(missing)], wrong };
}
