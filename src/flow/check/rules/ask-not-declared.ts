import { isUnsafeToRepeat } from '../repeat.ts';
import type { CheckRule } from '../rule.ts';

/** A write that nothing protects from happening twice says so. */
export const askNotDeclared: CheckRule = {
  id: 'effect/ask-not-declared',
  severity: 'warning',
  title: 'A write could happen twice, and the flow does not say so',
  help: 'The target neither takes an idempotency key nor enforces a unique one, so after an unclear outcome a person must look before the write is sent again. Write `once: ask` to say that this is accepted, or use an operation that recognises repeats.',
  *check(examination) {
    for (const node of examination.nodes) {
      if (node.node.once === 'ask' || isUnsafeToRepeat(node, examination) !== true) continue;
      const message = `${node.label} writes to a target that does not recognise repeats, so an unclear outcome will wait for a person. Write "once: ask" to accept that, or use an operation that recognises repeats.`;
      const fix = { title: 'Write once: ask', edit: 'set-once', arguments: { node: node.id, once: 'ask' } };
      yield { node: node.id, path: node.path, message, fix };
    }
  },
};
