import type { z } from 'zod';
import type { FailureKind } from '../failure.ts';
import type { JsonObject } from '../json.ts';

/** Which file holds a node type's work, and who carries it out. */
export type NodeKind = 'trigger' | 'pure' | 'effect' | 'scope' | 'wait' | 'end';

/** What an effect does to the world outside. */
export type Effect = 'none' | 'read' | 'write';

/** Why an effect may be tried again, or that a person must be asked. */
export type Safety = 'read' | 'keyed' | 'natural-key' | 'ask';

/** A failure a node type may end with. */
export type FailureFact = {
  readonly code: string;
  readonly kind: FailureKind;
  readonly title: string;
  readonly help: string;
};

/** A fact that is fixed, or follows from the config. */
export type Fact<T> = T | ((config: JsonObject) => T);

/** Everything the designer, the checker and the engine know about a node type; the one other file is its work. */
export type NodeManifest = {
  readonly type: string;
  readonly major: number;
  readonly kind: NodeKind;
  /** Effects carried out by the store inside the commit, such as `respond` and `milestone`. */
  readonly local?: true;
  /** How runs start, for triggers. */
  readonly start?: 'push' | 'poll' | 'clock' | 'manual' | 'dead-letter';
  readonly title: string;
  /** One sentence for the palette. */
  readonly summary: string;
  readonly group: 'start' | 'shape' | 'decide' | 'systems' | 'control' | 'end';
  /** Position in the palette group, ascending. */
  readonly order: number;
  readonly config: z.ZodObject;
  /** Success ports in order; the first takes the short form of `next`. `error` is never among them. */
  readonly ports: Fact<readonly string[]>;
  /** True where the node can fail, which gives it an `error` port. */
  readonly fails: boolean;
  /** Passes its input on, or its result. */
  readonly carries: 'input' | 'result';
  readonly effect: Fact<Effect>;
  readonly safety?: Fact<Safety>;
  readonly failures: readonly FailureFact[];
  /** Connection kind its `connection` field must name, where it needs one. */
  readonly connection?: string;
  /** True where more than one delivered edge may arrive (`merge`, and ends, which take every cause). */
  readonly joins?: true;
};

/** Reads a fact that may depend on the config. */
export function factOf<T extends string | readonly string[]>(fact: Fact<T>, config: JsonObject): T {
  return typeof fact === 'function' ? fact(config) : fact;
}

/** Every node type known, by type and then major version. */
export type NodeCatalogue = {
  readonly find: (type: string, major: number) => NodeManifest | undefined;
  readonly all: readonly NodeManifest[];
};

/** Builds a catalogue; two manifests of one type and major are a bug in the index. */
export function createCatalogue(manifests: readonly NodeManifest[]): NodeCatalogue {
  const byReference = new Map(manifests.map((manifest) => [`${manifest.type}@${manifest.major}`, manifest]));
  if (byReference.size !== manifests.length) throw new Error('Two node types share a name and a major version.');
  return { find: (type, major) => byReference.get(`${type}@${major}`), all: manifests };
}
