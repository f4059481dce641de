import type { JsonObject } from '#flow/json.ts';
import type { Change } from '../store/change.ts';

/** An audit entry that rides in the commit of the fact it speaks of. */
export function auditChange(
  at: number,
  actor: string,
  action: string,
  subject: string,
  detail: JsonObject = {},
): Change {
  return {
    kind: 'audit',
    entry: { at, actor, action, subject, ...(Object.keys(detail).length > 0 ? { detail } : {}) },
  };
}
