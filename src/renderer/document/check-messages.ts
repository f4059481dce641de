import type { Finding } from '#flow/check/finding.ts';
import type { EstateFlow } from '#flow/check/governance/estate.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Registry, Topic } from '#flow/registry/registry.ts';
import type { TemplateStanding } from '#flow/template/standing.ts';
import type { ToldFollowing } from '#flow/template/tell-following.ts';
import type { Template } from '#flow/template/template.ts';
import type { Waiver } from '#flow/template/waiver.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';

/** What flows are held against, as it crosses to the worker. */
export type KnownGovernance = {
  readonly templates: readonly {
    readonly reference: string;
    readonly standing: TemplateStanding;
    readonly value: Template;
  }[];
  readonly waivers: readonly Waiver[];
  readonly registry: Registry | null;
  readonly topics: readonly Topic[] | null;
  readonly estate: readonly EstateFlow[];
  readonly tested: Readonly<Record<string, readonly string[]>>;
  readonly today: string;
};

/** What the workspace tells the checker, as it crosses to the worker. */
export type KnownFacts = {
  readonly connections: readonly Connection[];
  readonly contracts: Readonly<Record<string, JsonObject>>;
  readonly environments: readonly Environment[];
  readonly flows: readonly string[];
  readonly secrets: readonly string[];
  readonly governance: KnownGovernance;
};

/** To the worker. */
export type CheckQuestion =
  | { readonly kind: 'facts'; readonly facts: KnownFacts }
  | {
      readonly kind: 'check';
      readonly number: number;
      /** The flow without its nodes. */
      readonly header: Omit<Flow, 'nodes'>;
      /** Its nodes; a number stands for that node of the question before, which the worker still holds. */
      readonly nodes: readonly (FlowNode | number)[];
    };

/** From the worker. */
export type CheckAnswer = {
  readonly number: number;
  readonly findings: readonly Finding[];
  /** What the flow follows, and which steps play which part; its findings are those above. */
  readonly following: readonly ToldFollowing[];
  readonly tookMs: number;
};
