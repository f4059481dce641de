import type { Failure } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { externalId } from './external-id.ts';
import type { Answer, Session } from './session.ts';

/** One operation being carried out. */
export type Operation = {
  readonly session: Session;
  readonly values: Json;
  readonly flow: string | undefined;
  /** What makes the effect one: the step's business key, else its effect key. */
  readonly key: string;
  readonly confirm: boolean;
  readonly hash: (text: string) => string;
};

/** How one named operation works. */
export type Perform = (operation: Operation) => Promise<EffectResult>;

/** An attempt that ends on a port. */
export function ended(result: Json, port = 'done'): EffectResult {
  return { ok: true, port, result };
}

/** An attempt that ends with a failure. */
export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}

/** The external id of the operation's record, or of one that belongs to it. */
export function nameOf(operation: Operation, object?: string, key = operation.key): string {
  const { flow, hash } = operation;
  return externalId(object === undefined ? { flow, key } : { flow, key, object }, hash);
}

/** The first record of a read, or undefined where Odoo found none (it answers `[]`, never an error). */
export function firstRecord(answer: Json): JsonObject | undefined {
  const first = Array.isArray(answer) ? answer[0] : undefined;
  return isJsonObject(first) ? first : undefined;
}

/** Reads fields of one record, references as bare ids; undefined where it is gone. */
export async function readOne(
  session: Session,
  record: { readonly model: string; readonly id: number; readonly fields: readonly string[] },
): Promise<Answer<JsonObject | undefined>> {
  const { model, id, fields } = record;
  const answer = await session.call({ model, method: 'read', ids: [id], args: { fields } });
  return answer.ok ? { ok: true, value: firstRecord(answer.value) } : answer;
}

/** True for what can be a database id. */
export function isId(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
