import { z } from 'zod';
import { placeNode } from './add-node.ts';
import { type EditKind, stepId, stepName } from './edit-kind.ts';
import { nameOf } from './say.ts';

const schema = z.strictObject({ before: stepId, id: stepId.exactOptional(), name: stepName.exactOptional() });

/** Brings everything that leads to a step together in front of it. */
export type InsertMerge = z.infer<typeof schema>;

/** `insert-merge`: the quick fix where two ways can arrive at one step in the same run. */
export const insertMerge: EditKind<InsertMerge> = {
  arguments: schema,
  apply: (flow, { before, ...given }, catalogue) =>
    placeNode(flow, { ...given, type: 'merge@1', before: { node: before } }, catalogue),
  describe: ({ before }, flow) => ({ name: nameOf(flow, before) }),
};
