import { isUnsafeToRepeat } from '../repeat.ts';
import type { CheckRule } from '../rule.ts';

/** Retries belong to effects that are safe to repeat. */
export const retryUnsafe: CheckRule = {
  id: 'effect/retry-unsafe',
  severity: 'warning',
  title: 'Retries on a write that is not safe to repeat',
  help: 'Only attempts that definitely had no effect are tried again here; a timeout waits for a person instead. The retry policy promises more than it can keep. Use an operation that recognises repeats, or keep the policy knowing that it helps only against refusals.',
  *check(examination) {
    for (const node of examination.nodes) {
      if ((node.node.retry?.attempts ?? 1) < 2) continue;
      const isUnsafe = isUnsafeToRepeat(node, examination);
      if (isUnsafe !== true && !(node.node.once === 'ask' && isUnsafe !== false)) continue;
      const message = `${node.label} has a retry policy, but its write is not safe to repeat: after a timeout it waits for a person. Use an operation that recognises repeats, or remove the policy.`;
      yield { node: node.id, path: `${node.path}.retry`, message };
    }
  },
};
