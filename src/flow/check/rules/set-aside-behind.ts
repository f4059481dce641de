import type { Edit } from '../../edit/edit.ts';
import type { ExaminedNode } from '../examination.ts';

/** Groups are written as the settings of a dead letter want them. */
const groupPattern = /^[a-z][a-z0-9-]{0,63}$/;

/** The edit that sets aside what leaves by an outcome; none where the flow has no owner who could look after it. */
export function setAsideBehind(node: ExaminedNode, port: string, owner: string | undefined): readonly Edit[] {
  if (owner === undefined || !groupPattern.test(owner)) return [];
  return [
    { edit: 'add-node', arguments: { type: 'dead-letter@1', config: { owner }, after: { node: node.id, port } } },
  ];
}
