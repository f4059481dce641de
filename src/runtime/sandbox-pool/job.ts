import type { Failure } from '#flow/failure.ts';
import { permanent, transient } from '#flow/failure.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { maxFrameBytes, type SandboxRequest, type SandboxResult } from '#sandbox/messages.ts';

/** One evaluation on its way. */
export type Job = {
  readonly plan: Plan | undefined;
  readonly request: SandboxRequest;
  /** Line of the fair queue: the program, or one line for all loose expressions. */
  readonly line: string;
  /** What its duration is learned under. */
  readonly sort: string;
  readonly resolve: (result: SandboxResult) => void;
  /** True after a kill it was charged for: it shares no batch any more. */
  alone: boolean;
  kills: number;
  /** Deaths of children that held it without having started it. */
  losses: number;
};

/** Makes a job of a request. */
export function createJob(
  plan: Plan | undefined,
  request: SandboxRequest,
  resolve: (result: SandboxResult) => void,
): Job {
  const isEval = request.kind === 'eval';
  const sort = isEval
    ? `${request.expression.length} ${request.expression.slice(0, 200)}`
    : `${request.program} ${request.body} ${Object.keys(request.outcomes).length}`;
  return { plan, request, line: isEval ? '' : request.program, sort, resolve, alone: false, kills: 0, losses: 0 };
}

/** Why a child was ended, or that it ended by itself. */
export type EndReason = 'wall' | 'memory' | 'malformed' | 'silent' | 'recycled' | 'closed' | 'died';

/** The refusal of an item that took its child down twice. */
export function killedFailure(reason: EndReason): Failure {
  const title =
    'The evaluation went over the limits of the sandbox and was stopped, twice. Look for a loop, a costly pattern or a huge value.';
  return permanent('sandbox/killed', title, { detail: { limit: reason } });
}

/** The refusal while no child can be started. */
export function unavailableFailure(): Failure {
  const title = 'The sandbox cannot be started, so nothing is evaluated. Run `penstock doctor` to see why.';
  return transient('sandbox/unavailable', title, { retryAfterMs: 5_000 });
}

/** The refusal while the runtime stops. */
export function closedFailure(): Failure {
  return transient(
    'sandbox/closed',
    'The runtime is stopping and evaluates nothing any more. Try again after it is back.',
  );
}

/** True when the texts of a request might not fit into one frame. */
export function isTooLarge(request: SandboxRequest): boolean {
  const texts = Object.values(request.bindings);
  if (request.input !== undefined) texts.push(request.input);
  if (request.kind === 'segment') {
    texts.push(...Object.values(request.outer));
    for (const { output, learned } of Object.values(request.outcomes)) {
      if (output !== undefined) texts.push(output);
      if (learned !== undefined) texts.push(learned);
    }
  }
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  // A code unit is at most three bytes; half a frame is left for the header.
  return units * 3 > maxFrameBytes / 2;
}

/** The refusal of a request no frame can hold. */
export function tooLargeFailure(): Failure {
  return permanent('sandbox/request-too-large', 'The data of this step is too large to evaluate. Pass less data on.');
}
