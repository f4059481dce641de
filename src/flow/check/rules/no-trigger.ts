import type { CheckRule } from '../rule.ts';

/** A flow has at least one trigger. */
export const noTrigger: CheckRule = {
  id: 'flow/no-trigger',
  severity: 'error',
  title: 'The flow has no trigger',
  help: 'Nothing would ever start a run. Add a webhook, a schedule, an Odoo trigger, or `manual` for flows that people or other flows start. Several triggers are allowed; each starts runs of its own.',
  *check({ flow, root }) {
    // A node of an unknown type may be the trigger.
    if (root.nodes.some(({ manifest }) => manifest === undefined || manifest.kind === 'trigger')) return;
    yield {
      path: 'nodes',
      message: `Flow "${flow.id}" has no trigger, so nothing starts it. Add a webhook, a schedule or a manual trigger.`,
    };
  },
};
