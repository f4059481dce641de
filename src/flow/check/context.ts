import type { JsonObject } from '../json.ts';
import type { ConnectionManifest } from '../node-type/connection-kind.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { ApiOperation } from '../openapi/document.ts';
import type { Registry, Topic } from '../registry/registry.ts';
import type { TemplateStanding } from '../template/standing.ts';
import type { Template } from '../template/template.ts';
import type { Waiver } from '../template/waiver.ts';
import type { ConnectionAuth, ConnectionLimits } from '../workspace/connection.ts';
import type { Purpose } from '../workspace/environment.ts';
import type { EstateFlow } from './governance/estate.ts';

/** What the checker must know of a connection; the workspace's own value fits. */
export type ConnectionFacts = {
  readonly id: string;
  readonly kind: string;
  /** What it may be used for; an absent list allows everything of its kind. */
  readonly allow?: { readonly operations?: readonly string[]; readonly methods?: readonly string[] };
  /** Present where the target takes idempotency keys, which makes every write through it safe to repeat. */
  readonly idempotency?: { readonly header: string };
  /** How it proves who we are: what it sends itself, no step has to. */
  readonly auth?: Partial<ConnectionAuth>;
  readonly name?: string;
  /** Id of its system in the registry. */
  readonly system?: string;
  /** Data classes its system may hold, where the connection says so itself. */
  readonly holds?: readonly string[];
  readonly hosts?: readonly string[];
  readonly limits?: ConnectionLimits;
  /** Keys that only its kind knows, such as the version of an Odoo. */
  readonly extra?: JsonObject;
  /** Its document, for kinds that read their operations from one; absent where none could be read. */
  readonly api?: { readonly operations: readonly ApiOperation[] };
};

/** What the checker must know of an environment; the workspace's own value fits. */
export type EnvironmentFacts = {
  readonly name: string;
  readonly variables: JsonObject;
  readonly purpose?: Purpose;
  /** What each connection means here, by connection id. */
  readonly connections?: Readonly<Record<string, JsonObject>>;
};

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
  /** Approved patterns by reference, such as `webhook-ingestion@1`; without them only structure is judged. */
  readonly templates?: ReadonlyMap<string, Template>;
  /** Where each template stands, by reference; without it no signature is judged. */
  readonly standings?: ReadonlyMap<string, TemplateStanding>;
  readonly waivers?: readonly Waiver[];
  /** The day waivers and dates are held against, `YYYY-MM-DD`; without it no waiver counts. */
  readonly today?: string;
  readonly registry?: Registry;
  readonly topics?: readonly Topic[];
  /** What the other flows of the workspace do, the one that is checked included or not. */
  readonly estate?: readonly EstateFlow[];
  /** Outcomes that flow tests take, as `node port`, by flow id; a flow without an entry has no tests. */
  readonly tested?: ReadonlyMap<string, ReadonlySet<string>>;
};
