import type { CheckRule } from '../rule.ts';
import { offerFix } from './offer-fix.ts';

/** Where much depends on a flow, a step that speaks to another system says how long it waits. */
export const timeoutMissing: CheckRule = {
  id: 'effect/timeout-missing',
  severity: 'warning',
  title: 'A call has no time limit of its own',
  help: 'Without a time limit (`timeout` in the file) an attempt may take as long as the engine allows by default, which fits neither a quick look-up nor a slow confirmation. Flows of criticality medium or high set it on each step, or for all under `defaults`. Templates may ask for more.',
  *check({ nodes, flow }) {
    const criticality = flow.classification?.criticality ?? 'low';
    const hasDefault = flow.defaults !== undefined && Object.hasOwn(flow.defaults, 'timeout');
    if (criticality === 'low' || hasDefault) return;
    for (const node of nodes) {
      const isCall = node.manifest?.kind === 'effect' && node.manifest.local !== true;
      if (!isCall || node.node.timeout !== undefined) continue;
      const message = `${node.label} speaks to another system without a time limit. Set "Longest time for one try", such as 30s.`;
      const edit = { edit: 'set-node', arguments: { node: node.id, key: 'timeout', value: '30s' } } as const;
      yield { node: node.id, path: `${node.path}.timeout`, message, ...offerFix('Wait 30s at most', [edit]) };
    }
  },
};
