import type { JsonObject } from '../json.ts';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { ApiOperation } from '../openapi/document.ts';

/** What the checker must know of a connection; the workspace's own value fits. */
export type ConnectionFacts = {
  readonly id: string;
  readonly kind: string;
  /** What it may be used for; an absent list allows everything of its kind. */
  readonly allow?: { readonly operations?: readonly string[]; readonly methods?: readonly string[] };
  /** Present where the target takes idempotency keys, which makes every write through it safe to repeat. */
  readonly idempotency?: { readonly header: string };
  /** How it proves who we are: what it sends itself, no step has to. */
  readonly auth?: { readonly header?: string; readonly query?: string };
  /** Its document, for kinds that read their operations from one; absent where none could be read. */
  readonly api?: { readonly operations: readonly ApiOperation[] };
};

/** What the checker must know of an environment; the workspace's own value fits. */
export type EnvironmentFacts = { readonly name: string; readonly variables: JsonObject };

/**
 * What is known around a flow. Each member but the catalogue may be absent: what is unknown is not judged, so a
 * flow can be checked alone, in a workspace, and at a runtime's door by the same function.
 */
export type CheckContext = {
  readonly catalogue: NodeCatalogue;
  /** Every connection of the workspace, by id. */
  readonly connections?: ReadonlyMap<string, ConnectionFacts>;
  /** Facts of connection kinds, with their operations, by kind. */
  readonly connectionKinds?: ReadonlyMap<string, ConnectionManifest>;
  /** JSON Schemas of every contract, by name such as `order@1`. */
  readonly contracts?: ReadonlyMap<string, JsonObject>;
  readonly environments?: readonly EnvironmentFacts[];
  /** Ids of every flow of the workspace. */
  readonly flows?: ReadonlySet<string>;
  /** Names of every secret the runtime holds. */
  readonly secrets?: ReadonlySet<string>;
};
