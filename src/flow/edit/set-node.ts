import { z } from 'zod';
import type { FlowNode } from '../flow.ts';
import type { Json } from '../json.ts';
import { type Problem, refuse, succeed } from '../problem.ts';
import { nodeSchema } from '../text/flow-schema.ts';
import { joinPath } from '../text/path.ts';
import { type EditKind, jsonValue, stepId } from './edit-kind.ts';
import { judgeValue } from './judge-value.ts';
import { changeNode, findPlace, withoutKey } from './places.ts';
import { labelOf, unknownStep } from './refusals.ts';
import { nameOf, sayValue } from './say.ts';
import { dropComments } from './settle-comments.ts';
import { undoStepsFor } from './undo-references.ts';

const keys = [
  'name',
  'notes',
  'key',
  'into',
  'once',
  'importance',
  'fallback',
  'timeout',
  'retry',
  'compensate',
  'pivot',
] as const;

const schema = z.strictObject({
  node: stepId,
  key: z.enum(keys),
  /** Absent: the key is removed. */
  value: jsonValue.exactOptional(),
});

/** Sets or removes what stands beside the settings of a step: its name, notes, retries and so on. */
export type SetNode = z.infer<typeof schema>;

/** `set-node`: refused where the file format would not take the value, or no such undo step exists. */
export const setNode: EditKind<SetNode> = {
  arguments: schema,
  apply(flow, { node: id, key, value }) {
    const place = findPlace(flow, id);
    if (place === undefined) return refuse(unknownStep(id));
    if (value === undefined) {
      const comments = dropComments(flow.comments, joinPath(place.path, key));
      return succeed({ ...changeNode(flow, id, (node) => withoutKey(node, key)), comments });
    }
    const problem = refuseValue(place.node, key, value);
    if (problem !== undefined) return refuse(problem);
    if (key === 'compensate' && !undoStepsFor(place).includes(String(value))) {
      return refuse(noSuchUndo(place.node, String(value), undoStepsFor(place)));
    }
    return succeed(changeNode(flow, id, (node) => ({ ...node, [key]: value })));
  },
  describe: ({ node, key, value }, flow) => ({ name: nameOf(flow, node), key, ...sayValue(value) }),
};

function refuseValue(node: FlowNode, key: (typeof keys)[number], value: Json): Problem | undefined {
  const reason = judgeValue(key, nodeSchema.shape[key], value);
  if (reason === undefined) return undefined;
  const message = `"${key}" of ${labelOf(node)} does not take this value: ${reason}.`;
  return { code: 'edit/bad-value', message, node: node.id, path: key };
}

function noSuchUndo(node: FlowNode, wanted: string, known: readonly string[]): Problem {
  const choice =
    known.length === 0
      ? 'There is none: put the step into All or undo and add an undo step there.'
      : `Choose one of ${known.map((id) => `"${id}"`).join(', ')}.`;
  const message = `"${wanted}" is no undo step ${labelOf(node)} can name. ${choice}`;
  return { code: 'edit/undo-step-unknown', message, node: node.id, path: 'compensate' };
}
