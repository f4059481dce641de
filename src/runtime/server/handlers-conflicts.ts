import type { Handlers, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { conflictCalls } from '#api/conflicts.ts';
import type { Problem } from '#flow/problem.ts';
import type { ConflictDesk, ToldConflict } from '../reviews/conflict-desk.ts';
import { notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

type ConflictIds = (typeof conflictCalls)[number]['id'];

/** The work behind the calls about files changed on both sides; a server has none. */
export function conflictHandlers({
  conflicts,
}: {
  readonly conflicts: ConflictDesk | undefined;
}): Pick<Handlers<typeof calls>, ConflictIds> {
  return {
    'conflicts.list': async () => (conflicts === undefined ? closed : reply({ files: [...(await conflicts.list())] })),
    'conflicts.get': async ({ query }) => {
      if (conflicts === undefined) return closed;
      const opened = await conflicts.open(query.path);
      if (!opened.ok) return notDone(opened.problems);
      return reply({ ...opened.value, conflicts: opened.value.conflicts.map(show) });
    },
    'conflicts.settle': async ({ body: { path, stamp, choices }, caller }) => {
      if (conflicts === undefined) return closed;
      const settled = await conflicts.settle({ path, stamp, choices: new Map(Object.entries(choices)) }, caller.name);
      if (!settled.ok) return notDone(settled.problems);
      return reply({ ...settled.value, conflicts: settled.value.conflicts.map(show) });
    },
  };
}

function show({ flow: _flow, ...conflict }: ToldConflict) {
  return conflict;
}

const closed = notInStudio('serves what was released and edits nothing');

const statuses: ProblemStatuses = new Map([
  ['conflict/settled-already', 404],
  ['git/not-in-conflict', 404],
  ['conflict/changed', 409],
  ['workspace/changed-on-disk', 409],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);
