import type { Json, JsonObject } from '../json.ts';
import type { Effect, NodeKind, Safety } from '../node-type/manifest.ts';

/**
 * A flow compiled for the engine. Plain JSON throughout, because it crosses to the sandbox child and is stored
 * by its hash; a run keeps the plan it started with.
 */
export type Plan = {
  /** SHA-256, hex, of the flow's meaning: nodes sorted by id, version and comments left out, contracts and operations of documents included. */
  readonly hash: string;
  readonly flow: string;
  readonly version: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly onFailure: string | undefined;
  /** Expression over the trigger's output that gives the business key. */
  readonly correlation: string | undefined;
  readonly root: PlanBody;
  /** Every node of the flow by id, bodies and undo nodes included. */
  readonly nodes: Readonly<Record<string, PlanNode>>;
  /** JSON Schemas of the contracts the flow names. */
  readonly contracts: Readonly<Record<string, JsonObject>>;
};

/** One graph: the flow itself, or the body of a scope. */
export type PlanBody = {
  /** Ids in topological order. */
  readonly order: readonly string[];
  /** Ids without incoming edges; triggers in the root. */
  readonly starts: readonly string[];
  /** Ids without outgoing edges. */
  readonly sinks: readonly string[];
};

/** One node, ready to be carried out. */
export type PlanNode = {
  readonly id: string;
  /** The oldest id this node had: keys and claims survive renames. */
  readonly firstId: string;
  readonly name: string;
  readonly type: string;
  readonly major: number;
  readonly kind: NodeKind;
  readonly local: boolean;
  readonly config: JsonObject;
  readonly ports: readonly string[];
  readonly fails: boolean;
  readonly carries: 'input' | 'result';
  readonly effect: Effect;
  readonly safety: Safety;
  readonly joins: boolean;
  readonly key: string | undefined;
  readonly into: string | undefined;
  readonly optional: boolean;
  readonly fallback: Json | undefined;
  readonly timeoutMs: number;
  readonly retry: PlanRetry;
  readonly compensate: string | undefined;
  readonly pivot: boolean;
  /** Incoming edges in topological order of their sources. */
  readonly incoming: readonly PlanEdge[];
  /** Targets by port. */
  readonly next: Readonly<Record<string, readonly string[]>>;
  readonly body: PlanBody | undefined;
  /** `each` over a source: the effect that reads one page; its config is the source with the key of an item. */
  readonly pages?: PlanNode;
  /** Ids of the undo nodes of a saga. */
  readonly undo: readonly string[];
  /** Nearest scope around this node, or undefined in the root. */
  readonly scope: string | undefined;
  /** Config paths that must be evaluated before the node is carried out; effects, waits, scopes and local nodes. */
  readonly prepare: readonly PrepareField[];
  /** Ids of the steps whose results its expressions read through `$steps`. */
  readonly uses: readonly string[];
};

/** An edge as its target sees it. */
export type PlanEdge = { readonly from: string; readonly port: string };

/** A config field whose value is computed in the sandbox before the node is carried out. */
export type PrepareField = {
  /** Dotted path inside the config, such as `values` or `headers.X-Order`. */
  readonly path: string;
  readonly kind: 'expression' | 'text';
  readonly escaping: 'plain' | 'html' | 'url-part' | 'header' | undefined;
  readonly source: string;
};

/** A retry policy with its defaults filled in; an effect without one has a single attempt. */
export type PlanRetry = {
  readonly attempts: number;
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  readonly jitter: 'full' | 'none';
  readonly giveUpAfterMs: number | undefined;
};
