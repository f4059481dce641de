import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import type { Failure } from '#flow/failure.ts';
import type { JsonText } from '#flow/json.ts';
import { askInSandbox } from './ask-predicate.ts';
import { entryUrl } from './entries.ts';
import { createMachineClock } from './machine/clock.ts';
import { createSandboxPool } from './sandbox-pool/sandbox-pool.ts';

/** One expression with everything it may read. */
export type Evaluation = {
  readonly expression: string;
  /** Undefined is JSONata's undefined, which is not null. */
  readonly input: JsonText | undefined;
  /** Values by name without the dollar. */
  readonly bindings: Readonly<Record<string, JsonText>>;
};

/** What an expression came to; `text` is absent for undefined. */
export type Evaluated =
  | { readonly ok: true; readonly text?: JsonText }
  | { readonly ok: false; readonly failure: Failure };

/** Evaluates expressions as a run would, without a runtime around it. */
export type Evaluator = {
  readonly evaluate: (evaluation: Evaluation) => Promise<Evaluated>;
  /** Evaluates a predicate of a template. */
  readonly ask: EvaluatePredicate;
  /** Starts the other children; worth it when much is to come. */
  readonly grow: () => void;
  readonly close: () => Promise<void>;
};

/** Starts a sandbox of its own: the same children, limits and walls a runtime uses. */
export function startEvaluator(): Evaluator {
  const clock = createMachineClock();
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const pool = createSandboxPool({ entry: entryUrl('sandbox-child'), clock, log: quiet });
  return {
    evaluate: async ({ expression, input, bindings }) => {
      const seed = Math.floor(Math.random() * 2 ** 32);
      const result = await pool.evaluate(undefined, {
        kind: 'eval',
        expression,
        input,
        bindings,
        now: clock.now(),
        seed,
      });
      if (result.kind === 'refused') return { ok: false, failure: result.failure };
      if (result.kind === 'segment') throw new Error('The sandbox answered an expression with a segment.');
      return result.text === undefined ? { ok: true } : { ok: true, text: result.text };
    },
    ask: (expression, input) => askInSandbox(pool, expression, input, clock.now()),
    grow: pool.started,
    close: pool.close,
  };
}
