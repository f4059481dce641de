import { z } from 'zod';
import type { Flow, FlowNode } from '../flow.ts';
import { refuse, succeed } from '../problem.ts';
import { type EditKind, stepIds } from './edit-kind.ts';
import { copyFragment } from './fragment.ts';
import { insertCopies, withFreshIds } from './paste-fragment.ts';
import { type Container, findPlace, listsOf } from './places.ts';
import { unknownStep } from './refusals.ts';
import { saySteps } from './say.ts';

const schema = z.strictObject({ ids: stepIds });

/** Copies steps, with the connections between them, beside themselves. */
export type DuplicateNodes = z.infer<typeof schema>;

/** `duplicate-nodes`: the copies stand behind the last original of their list, and nothing leads to them yet. */
export const duplicateNodes: EditKind<DuplicateNodes> = {
  arguments: schema,
  apply(flow, { ids }, catalogue) {
    const unknown = ids.find((id) => findPlace(flow, id) === undefined);
    if (unknown !== undefined) return refuse(unknownStep(unknown));
    const fragment = copyFragment(flow, ids, catalogue);
    const copies = withFreshIds(flow, fragment, catalogue);
    const originals = fragment.nodes.map(({ id }) => id);
    return succeed(insertBeside(flow, originals, copies));
  },
  describe: ({ ids }, flow) => saySteps(flow, ids),
};

/** Originals and copies have the same order. */
function insertBeside(flow: Flow, originals: readonly string[], copies: readonly FlowNode[]): Flow {
  const groups: { container: Container; last: string; copies: FlowNode[] }[] = [];
  for (const { container, nodes } of listsOf(flow)) {
    const own = nodes.filter(({ id }) => originals.includes(id));
    const last = own.at(-1)?.id;
    if (last === undefined) continue;
    groups.push({ container, last, copies: own.flatMap(({ id }) => copies[originals.indexOf(id)] ?? []) });
  }
  // Undo steps first, so that copied steps find the copied undo steps they name.
  groups.sort(
    (one, other) => Number(other.container?.list === 'compensations') - Number(one.container?.list === 'compensations'),
  );
  return groups.reduce((done, group) => insertCopies(done, group.container, group.copies, group.last), flow);
}
