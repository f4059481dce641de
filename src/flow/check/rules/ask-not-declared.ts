import { isUnsafeToRepeat } from '../repeat.ts';
import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

/** A write that nothing protects from happening twice says so. */
export const askNotDeclared: CheckRule = {
  id: 'effect/ask-not-declared',
  severity: 'warning',
  title: 'A write could happen twice, and the flow does not say so',
  help: 'The target neither has repeat protection nor recognises its own records, so where it stays unclear whether the write happened, a person must look before the write is sent again. Set *Ask when it is unclear* (`once: ask` in the file) to say that this is accepted, or use an operation that recognises repeats.',
  *check(examination) {
    for (const node of examination.nodes) {
      if (node.node.once === 'ask' || isUnsafeToRepeat(node, examination) !== true) continue;
      const message = `${node.label} writes to a system that does not recognise repeats. Set "Ask when it is unclear", or choose an operation that recognises them.`;
      const edit = { edit: 'set-once', arguments: { node: node.id, once: 'ask' } } as const;
      yield { node: node.id, path: `${node.path}.once`, message, ...offerFix('Ask when it is unclear', [edit]) };
    }
  },
};
