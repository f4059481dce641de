import type { Handlers, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { environmentCalls } from '#api/environments.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { EnvironmentDesk } from '../workspace/environment-desk.ts';
import { compact, notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

type EnvironmentIds = (typeof environmentCalls)[number]['id'];

/** The work behind the calls about environments; a server has none of it. */
export function environmentHandlers({
  environments,
}: {
  readonly environments: EnvironmentDesk | undefined;
}): Pick<Handlers<typeof calls>, EnvironmentIds> {
  const atDesk = async <T, U>(ask: (desk: EnvironmentDesk) => Promise<Result<T>>, show: (value: T) => U) => {
    if (environments === undefined) return closed;
    const asked = await ask(environments);
    return asked.ok ? reply(show(asked.value)) : notDone(asked.problems);
  };
  return {
    'environments.list': async () => (environments === undefined ? closed : reply(await environments.list())),
    'environments.compare': ({ query }) =>
      atDesk(
        (desk) => desk.compare(query.from, query.to),
        (rows) => ({
          rows: [...rows],
          differences: rows.filter(({ state }) => state !== 'same').map(({ sentence }) => sentence),
        }),
      ),
    'environments.promote': ({ body, caller }) =>
      atDesk(
        (desk) => desk.promote(compact({ ...body, items: body.items.map(compact) }), caller.name),
        (written) => written,
      ),
    'environments.write': ({ body, caller }) =>
      atDesk(
        (desk) => desk.write({ ...body, edits: body.edits.map(compact) }, caller.name),
        (written) => written,
      ),
    'environments.check': ({ query }) =>
      atDesk(
        (desk) => desk.check(query.environment),
        (tried) => tried,
      ),
  };
}

const closed = notInStudio('serves one environment and changes none');

const statuses: ProblemStatuses = new Map([
  ['workspace/changed-on-disk', 409],
  ['workspace/no-environment', 404],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);
