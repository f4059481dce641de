import { z } from 'zod';
import { type Problem, refuse, succeed } from '../problem.ts';
import { headerSchema } from '../text/flow-schema.ts';
import { type EditKind, jsonValue } from './edit-kind.ts';
import { judgeValue } from './judge-value.ts';
import { sayValue } from './say.ts';
import { dropComments } from './settle-comments.ts';

const { penstock: _format, nodes: _nodes, ...settable } = headerSchema.shape;

const schema = z.strictObject({
  key: z.enum([
    'id',
    'name',
    'version',
    'description',
    'owner',
    'domain',
    'lifecycle',
    'follows',
    'classification',
    'decision',
    'correlation',
    'slo',
    'targets',
    'runbook',
    'onFailure',
    'defaults',
  ]),
  /** Absent: the key is removed. */
  value: jsonValue.exactOptional(),
});

/** Sets or removes what the flow says about itself. */
export type SetFlow = z.infer<typeof schema>;

/** `set-flow`: refused where the file format would not take the value; id and name are always there. */
export const setFlow: EditKind<SetFlow> = {
  arguments: schema,
  apply(flow, { key, value }) {
    const reason = judgeValue(key, settable[key], value);
    if (reason !== undefined) return refuse(badValue(key, value === undefined, reason));
    if (value !== undefined) return succeed({ ...flow, [key]: value });
    const { [key]: _removed, ...rest } = { ...flow, comments: dropComments(flow.comments, key) };
    // The schema has just said that the key may be absent, so what is left is a flow.
    return succeed(rest as typeof flow);
  },
  describe: ({ key, value }) => ({ key, ...sayValue(value) }),
};

function badValue(key: string, isRemoved: boolean, reason: string): Problem {
  const message = isRemoved
    ? `"${key}" of the flow cannot be removed; give it another value instead.`
    : `"${key}" of the flow does not take this value: ${reason}.`;
  return { code: 'edit/bad-value', message, path: key };
}
