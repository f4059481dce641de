import type { Json, JsonObject } from './json.ts';

/** One node as an author wrote it. Optional members are absent, never `undefined`, so that printing is exact. */
export type FlowNode = {
  /** `snake_case` slug, unique in the whole flow, bodies included. */
  readonly id: string;
  /** Node type and major version, such as `map@1`. */
  readonly type: string;
  readonly name?: string;
  /** Earlier ids of this node, oldest first; they stay reserved. */
  readonly was?: readonly string[];
  readonly notes?: string;
  readonly config: JsonObject;
  /** Expression whose value replaces origin, flow, node and item in the idempotency key. */
  readonly key?: string;
  /** Field under which the result joins the input. */
  readonly into?: string;
  readonly once?: 'ask';
  readonly importance?: 'required' | 'optional';
  readonly fallback?: Json;
  /** Duration text, such as `90s`. */
  readonly timeout?: string;
  readonly retry?: RetryPolicy;
  /** Id of the undo node in the saga's `compensations`. */
  readonly compensate?: string;
  readonly pivot?: boolean;
  readonly body?: readonly FlowNode[];
  readonly compensations?: readonly FlowNode[];
  /** Edges, written at their source: port → targets. The string short form is kept as `short: true`. */
  readonly next?: Next;
};

/** Edges of one node. */
export type Next = {
  /** True when written as `next: target`: one target on the first success port. */
  readonly short: boolean;
  readonly ports: readonly PortEdges[];
};

/** The targets of one port; `list` tells a list of one from a plain target. */
export type PortEdges = { readonly port: string; readonly targets: readonly string[]; readonly list: boolean };

/** How often and how fast an effect is tried again. Durations are texts such as `2s`. */
export type RetryPolicy = {
  /** Attempts in all, 1 to 100. */
  readonly attempts: number;
  readonly first?: string;
  readonly factor?: number;
  readonly max?: string;
  readonly jitter?: 'full' | 'none';
  /** Gives up this long after the first attempt, whatever attempts remain. */
  readonly giveUpAfter?: string;
};

/** What a flow is for and how much depends on it. */
export type Classification = {
  readonly criticality?: 'low' | 'medium' | 'high';
  readonly mode?: 'realtime' | 'event' | 'batch';
  readonly data?: readonly ('public' | 'internal' | 'personal' | 'financial' | 'regulated')[];
};

/** A flow: one versioned directed graph, the value of one `*.flow.yaml` file. */
export type Flow = {
  readonly penstock: number;
  readonly id: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly domain?: string;
  readonly lifecycle?: 'active' | 'deprecated' | 'retired';
  readonly follows?: Json;
  readonly classification?: Classification;
  readonly decision?: Json;
  /** Expression over the trigger's output that gives the run's business key. */
  readonly correlation?: string;
  readonly slo?: Json;
  readonly targets?: Json;
  readonly runbook?: string;
  /** Id of the flow that is started when a run of this one fails. */
  readonly onFailure?: string;
  readonly defaults?: JsonObject;
  readonly nodes: readonly FlowNode[];
  /**
   * Comments by the path of the key they stand above (`nodes.map_order.config`), the head of the file under
   * the empty path, the tail under `$end`. They travel with the key and are no part of the meaning.
   */
  readonly comments: ReadonlyMap<string, readonly string[]>;
};

/** Walks every node of a flow, bodies and undo nodes included, parents before children. */
export function* allNodes(nodes: readonly FlowNode[]): Generator<FlowNode> {
  for (const node of nodes) {
    yield node;
    if (node.body) yield* allNodes(node.body);
    if (node.compensations) yield* allNodes(node.compensations);
  }
}

/** Splits `map@1` into its type and major version; undefined when the text has no such form. */
export function parseTypeReference(reference: string): { readonly type: string; readonly major: number } | undefined {
  const match = /^([a-z][a-z0-9-]*)@(\d{1,3})$/.exec(reference);
  return match?.[1] === undefined ? undefined : { type: match[1], major: Number(match[2]) };
}
