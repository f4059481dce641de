import { isUnsafeToRepeat } from '../repeat.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

/** Retries belong to effects that are safe to repeat. */
export const retryUnsafe: CheckRule = {
  id: 'effect/retry-unsafe',
  severity: 'warning',
  title: 'A write that is not safe to repeat is tried again',
  help: 'Only attempts that definitely had no effect are tried again here; a timeout waits for a person instead. The retry policy promises more than it can keep. Use an operation that recognises repeats, or keep the policy knowing that it helps only against refusals.',
  *check(examination) {
    for (const node of examination.nodes) {
      if ((node.node.retry?.attempts ?? 1) < 2) continue;
      const isUnsafe = isUnsafeToRepeat(node, examination);
      if (isUnsafe !== true && !(node.node.once === 'ask' && isUnsafe !== false)) continue;
      const message = `${node.label} is tried again, but its write is not safe to repeat. Choose an operation that recognises repeats, or remove "Try again".`;
      const edit = { edit: 'set-node', arguments: { node: node.id, key: 'retry' } } as const;
      yield { node: node.id, path: `${node.path}.retry`, message, ...offerFix('Try it only once', [edit]) };
    }
  },
};
