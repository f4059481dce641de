import type { CheckRule } from '../rule.ts';

/** A flow has at least one trigger. */
export const noTrigger: CheckRule = {
  id: 'flow/no-trigger',
  severity: 'error',
  title: 'Nothing starts the flow',
  help: 'Nothing would ever start a run. Add Webhook in, Schedule, Odoo trigger, or Start by hand for flows that people or other flows start. Several triggers are allowed; each starts runs of its own.',
  *check({ flow, root }) {
    // A node of an unknown type may be the trigger.
    if (root.nodes.some(({ manifest }) => manifest === undefined || manifest.kind === 'trigger')) return;
    yield {
      path: 'nodes',
      message: `Flow "${flow.id}" has no step that starts it. Add Webhook in, Schedule or Start by hand.`,
    };
  },
};
