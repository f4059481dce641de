import { createContext, useContext } from 'react';
import type { Json } from '#flow/json.ts';

/** What an expression gave for one input. `value` is absent for nothing. */
export type Evaluated =
  | { readonly ok: true; readonly value?: unknown }
  | {
      readonly ok: false;
      readonly failure: { readonly code: string; readonly title: string; readonly detail?: unknown };
      readonly position: { readonly line: number; readonly column: number } | null;
    };

/** An expression, or a text with `{{ }}`, and the data it is tried on. */
export type EvaluateAsk = {
  readonly expression: string;
  readonly kind: 'expression' | 'text';
  /** One to five. */
  readonly inputs: readonly Json[];
  /** Values by name without the dollar. */
  readonly bindings: Readonly<Record<string, Json>>;
};

/** Everything an expression field knows about the place it stands in. */
export type ExpressionTools = {
  /** Evaluates where flows are evaluated; absent where nothing can. */
  readonly evaluate?: (ask: EvaluateAsk) => Promise<readonly Evaluated[]>;
  /** What the step receives, from a sample or made up from its agreed shape; undefined where nothing is known. */
  readonly input?: Json;
  /** True where `input` was only made up from a shape. */
  readonly isMadeUp?: boolean;
  /** `steps`, `vars`, `trigger`, `run` and so on, by name without the dollar. */
  readonly bindings: Readonly<Record<string, Json>>;
  /** What people call a step, by its id. */
  readonly stepNames: ReadonlyMap<string, string>;
};

/** Tools where nothing is known. */
export const noTools: ExpressionTools = { bindings: {}, stepNames: new Map() };

/** Carries the tools to every expression field below. */
export const ExpressionToolsContext = createContext<ExpressionTools>(noTools);

/** The tools of the nearest form around. */
export function useExpressionTools(): ExpressionTools {
  return useContext(ExpressionToolsContext);
}
