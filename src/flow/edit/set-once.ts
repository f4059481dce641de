import { z } from 'zod';
import { type EditKind, stepId } from './edit-kind.ts';
import { nameOf } from './say.ts';
import { setNode } from './set-node.ts';

const schema = z.strictObject({ node: stepId, once: z.literal('ask') });

/** Accepts that an unclear outcome of a write waits for a person. */
export type SetOnce = z.infer<typeof schema>;

/** `set-once`: the quick fix of a write that nothing protects from happening twice. */
export const setOnce: EditKind<SetOnce> = {
  arguments: schema,
  apply: (flow, { node, once }, catalogue) => setNode.apply(flow, { node, key: 'once', value: once }, catalogue),
  describe: ({ node }, flow) => ({ name: nameOf(flow, node) }),
};
