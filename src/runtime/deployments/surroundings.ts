import { canonicalJson, type JsonObject } from '#flow/json.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Hash } from '../engine/ports.ts';

/** What a bundle stood on when it went live, as hashes: bindings hold addresses, and this is kept for years. */
export type Surroundings = {
  readonly bindings: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, string>>;
  readonly allowPrivate: string;
};

/** Something that is not as it was when a bundle went live. */
export type Drift = {
  readonly kind: 'binding' | 'variable' | 'shape' | 'private-ranges' | 'secret' | 'trust' | 'meaning' | 'folder';
  readonly what: string;
  readonly sentence: string;
};

/** Notes what a bundle stands on now. */
export function noteSurroundings(
  environment: Environment,
  connections: readonly Connection[],
  sha256: Hash,
): Surroundings {
  const hashOf = (value: unknown): string => sha256(canonicalJson(plain(value)));
  const used = connections.map(({ id }) => id);
  return {
    bindings: Object.fromEntries(used.map((id) => [id, hashOf(environment.connections[id] ?? null)])),
    variables: Object.fromEntries(Object.entries(environment.variables).map(([name, value]) => [name, hashOf(value)])),
    shapes: Object.fromEntries(connections.map((connection) => [connection.id, hashOf(connection)])),
    allowPrivate: hashOf([...environment.egress.allowPrivate].sort()),
  };
}

/** Holds what a bundle stands on now against what it stood on when it went live. */
export function compareSurroundings(then: Surroundings, now: Surroundings): readonly Drift[] {
  return [
    ...differences(then.bindings, now.bindings).map((what) => ({
      kind: 'binding' as const,
      what,
      sentence: `The connection "${what}" leads elsewhere than when this went live.`,
    })),
    ...differences(then.variables, now.variables).map((what) => ({
      kind: 'variable' as const,
      what,
      sentence: `The variable "${what}" has another value than when this went live.`,
    })),
    ...differences(then.shapes, now.shapes).map((what) => ({
      kind: 'shape' as const,
      what,
      sentence: `The connection "${what}" has another shape now: a bundle that went live later brought it.`,
    })),
    ...(then.allowPrivate === now.allowPrivate
      ? []
      : [
          {
            kind: 'private-ranges' as const,
            what: 'egress.allowPrivate',
            sentence: 'The private addresses that may be reached are others than when this went live.',
          },
        ]),
  ];
}

function differences(then: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  return names.filter((name) => then[name] !== now[name]);
}

function plain(value: unknown): JsonObject {
  // Read from files of plain data; going through text drops members that are undefined.
  return { value: JSON.parse(JSON.stringify(value)) } as JsonObject;
}
