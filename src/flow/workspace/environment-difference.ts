import { canonicalJson, type Json } from '../json.ts';
import type { Connection } from './connection.ts';
import { type EnvironmentPart, entryOf, environmentParts, keysToType } from './edit-environment.ts';
import type { Environment } from './environment.ts';

/** How one entry stands in two environments. */
export type EntryState = 'same' | 'different' | 'only-from' | 'only-to' | 'nowhere';

/** One entry of two environments beside each other. */
export type DifferenceRow = {
  readonly kind: EnvironmentPart;
  readonly key: string;
  readonly state: EntryState;
  /** What each side says; null where it says nothing. */
  readonly from: Json;
  readonly to: Json;
  readonly sentence: string;
  /** Keys of a binding that are not taken over and have to be typed. */
  readonly typed: readonly string[];
};

/**
 * Holds two environments against each other, entry by entry: connections first, each part by its keys. A connection
 * that neither binds is a row as well, because flows that use it go nowhere.
 */
export function compareEnvironments(
  from: Environment,
  to: Environment,
  connections: readonly Pick<Connection, 'id'>[],
): readonly DifferenceRow[] {
  return environmentParts.flatMap((kind) =>
    keysOf(kind, [from, to], connections).map((key) => {
      const [before, after] = [entryOf(from, { kind, key }), entryOf(to, { kind, key })];
      const state = stateOf(before, after);
      const typed = kind === 'connection' ? keysToType(from, to, key) : [];
      const sentence = say({ kind, key, state, from: from.name, to: to.name });
      return { kind, key, state, from: before ?? null, to: after ?? null, sentence, typed };
    }),
  );
}

function keysOf(
  kind: EnvironmentPart,
  environments: readonly Environment[],
  connections: readonly Pick<Connection, 'id'>[],
): readonly string[] {
  const keys = environments.flatMap((one) => {
    if (kind === 'connection') return Object.keys(one.connections);
    if (kind === 'variable') return Object.keys(one.variables);
    if (kind === 'label') return Object.keys(one.labels ?? {});
    return kind === 'limit' ? Object.keys(one.limits ?? {}) : one.egress.allowPrivate;
  });
  const known = kind === 'connection' ? connections.map(({ id }) => id) : [];
  return [...new Set([...known, ...keys])].sort();
}

function stateOf(from: Json | undefined, to: Json | undefined): EntryState {
  if (from === undefined) return to === undefined ? 'nowhere' : 'only-to';
  if (to === undefined) return 'only-from';
  return canonicalJson(from) === canonicalJson(to) ? 'same' : 'different';
}

const nouns: Readonly<Record<EnvironmentPart, string>> = {
  connection: 'connection',
  variable: 'variable',
  label: 'label',
  'private-range': 'private range',
  limit: 'limit',
};

type Said = {
  readonly kind: EnvironmentPart;
  readonly key: string;
  readonly state: EntryState;
  readonly from: string;
  readonly to: string;
};

function say({ kind, key, state, from, to }: Said): string {
  const what = `The ${nouns[kind]} "${key}"`;
  const lone = (has: string, lacks: string): string => {
    if (kind === 'connection') return `${what} leads somewhere in ${has} and nowhere in ${lacks}.`;
    if (kind === 'private-range') return `${what} may be reached in ${has} and not in ${lacks}.`;
    return `${what} is set in ${has} and not in ${lacks}.`;
  };
  switch (state) {
    case 'only-from':
      return lone(from, to);
    case 'only-to':
      return lone(to, from);
    case 'nowhere':
      return `${what} leads nowhere, neither in ${from} nor in ${to}.`;
    case 'same':
      return kind === 'connection'
        ? `${what} leads to the same place in ${from} and ${to}.`
        : `${what} is the same in ${from} and ${to}.`;
    case 'different':
      return kind === 'connection'
        ? `${what} leads elsewhere in ${to} than in ${from}.`
        : `${what} has another value in ${to} than in ${from}.`;
  }
}
