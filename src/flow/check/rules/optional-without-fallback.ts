import type { CheckRule } from '../rule.ts';

/** An optional node has something to go on with. */
export const optionalWithoutFallback: CheckRule = {
  id: 'flow/optional-without-fallback',
  severity: 'error',
  title: 'An optional step has nothing to go on with',
  help: 'When an optional step fails, the run goes on as if it had succeeded. That works where it passes its input on; anything else needs a *Value to go on with* (`fallback` in the file) that takes the place of its result.',
  *check({ nodes }) {
    for (const node of nodes) {
      if (node.node.importance !== 'optional' || node.node.fallback !== undefined) continue;
      if (node.manifest === undefined || node.manifest.carries === 'input') continue;
      const message = `${node.label} is optional, but nothing stands in for its result when it fails. Give it a "Value to go on with", or make it required.`;
      yield { node: node.id, path: `${node.path}.importance`, message };
    }
  },
};
