import type { CallOutcome, Refusal, RefusedCall } from '#api/call.ts';
import type { Problem } from '#flow/problem.ts';

/** A call that was done. */
export function reply<T>(value: T): CallOutcome<T> {
  return { ok: true, value };
}

/** A call that was not done. */
export function refuse(refusal: Refusal): RefusedCall {
  return { ok: false, refusal };
}

/** Statuses of problem codes that are not answered with 422. */
export type ProblemStatuses = ReadonlyMap<string, Refusal['status']>;

/** Problems told at most in one answer. */
const mostTold = 10;

/** What was asked was refused: the first problem decides the status, and the sentences of all are told. */
export function refuseProblems(problems: readonly Problem[], statuses: ProblemStatuses): RefusedCall {
  const code = problems[0]?.code ?? 'server/broke';
  const detail = problems.slice(0, mostTold).map(({ message }) => message);
  return refuse({ status: statuses.get(code) ?? 422, code, title: 'Not done', detail: detail.join(' ') });
}

/**
 * A call only a studio answers.
 *
 * @param instead what this runtime does instead, without a full stop
 */
export function notInStudio(instead: string): RefusedCall {
  return refuse({
    status: 404,
    code: 'workspace/not-in-studio',
    title: 'Not in a studio',
    detail: `This runtime ${instead}. Open the folder with "penstock studio".`,
  });
}

type Compact<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Leaves out members that are undefined: the ports tell "absent" from "undefined", zod does not. */
export function compact<T extends object>(value: T): Compact<T> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Only members that hold undefined were left out, and those were optional.
  return Object.fromEntries(members) as Compact<T>;
}
