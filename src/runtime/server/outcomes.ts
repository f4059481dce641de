import type { CallOutcome, Refusal, RefusedCall } from '#api/call.ts';

/** A call that was done. */
export function reply<T>(value: T): CallOutcome<T> {
  return { ok: true, value };
}

/** A call that was not done. */
export function refuse(refusal: Refusal): RefusedCall {
  return { ok: false, refusal };
}

type Compact<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Leaves out members that are undefined: the ports tell "absent" from "undefined", zod does not. */
export function compact<T extends object>(value: T): Compact<T> {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Only members that hold undefined were left out, and those were optional.
  return Object.fromEntries(members) as Compact<T>;
}
