import { isJsonObject } from '../../../json.ts';
import type { FlowProperty } from '../view.ts';

/** What a machine proposed was approved by a person who answers for it. */
export const assistedChangesApproved: FlowProperty = {
  name: 'assisted-changes-approved',
  says: 'Every entry of `decision.assisted` names who approved it.',
  *ask({ examination: { flow, byId } }) {
    const assisted = isJsonObject(flow.decision) ? flow.decision.assisted : undefined;
    if (!Array.isArray(assisted)) return;
    for (const [index, entry] of assisted.entries()) {
      if (!isJsonObject(entry) || (typeof entry.approvedBy === 'string' && entry.approvedBy !== '')) continue;
      const node = typeof entry.node === 'string' ? byId.get(entry.node) : undefined;
      const detail = `A change of ${node?.label ?? 'the flow'}`;
      yield { path: `decision.assisted.${index}`, detail, ...(node === undefined ? {} : { node }) };
    }
  },
};
