import type { Finding } from '#flow/check/finding.ts';
import type { Flow } from '#flow/flow.ts';
import type { JsonObject } from '#flow/json.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';

/** What the workspace tells the checker, as it crosses to the worker. */
export type KnownFacts = {
  readonly connections: readonly Connection[];
  readonly contracts: Readonly<Record<string, JsonObject>>;
  readonly environments: readonly Environment[];
  readonly flows: readonly string[];
  readonly secrets: readonly string[];
};

/** To the worker. */
export type CheckQuestion =
  | { readonly kind: 'facts'; readonly facts: KnownFacts }
  | { readonly kind: 'check'; readonly number: number; readonly flow: Flow };

/** From the worker. */
export type CheckAnswer = { readonly number: number; readonly findings: readonly Finding[]; readonly tookMs: number };
