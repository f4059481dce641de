import type { FlowProperty } from '../view.ts';

/** Most steps side by side that a reader still holds together: all but the largest real flows stay below. */
const most = 40;

/** No list of steps is longer than a reader can follow; scopes group what belongs together. */
export const sizeReadable: FlowProperty = {
  name: 'size-readable',
  says: `At most ${most} steps side by side, in the flow or in one scope.`,
  *ask({ examination: { bodies } }) {
    for (const { scope, nodes } of bodies) {
      if (nodes.length <= most) continue;
      const detail = `${scope?.label ?? 'The flow'} has ${nodes.length}`;
      yield { detail, ...(scope === undefined ? {} : { node: scope }) };
    }
  },
};
