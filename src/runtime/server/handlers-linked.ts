import type { Handlers, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { linkedCalls } from '#api/linked.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { LinkedDesk } from '../linked/linked-desk.ts';
import { notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

type LinkedIds = (typeof linkedCalls)[number]['id'];

/** The work behind the calls about linked servers; a server is linked to none. */
export function linkedHandlers({
  linked,
}: {
  readonly linked: LinkedDesk | undefined;
}): Pick<Handlers<typeof calls>, LinkedIds> {
  const atDesk = async <T, U>(ask: (desk: LinkedDesk) => Promise<Result<T>>, show: (value: T) => U) => {
    if (linked === undefined) return closed;
    const asked = await ask(linked);
    return asked.ok ? reply(show(asked.value)) : notDone(asked.problems);
  };
  return {
    'linked.list': async () => (linked === undefined ? closed : reply({ servers: [...(await linked.list())] })),
    'linked.add': ({ body, caller }) =>
      atDesk(
        (desk) => desk.add(body, caller.name),
        (server) => ({ server }),
      ),
    'linked.remove': ({ params, caller }) =>
      atDesk(
        (desk) => desk.remove(params.id, caller.name),
        () => ({ done: true as const }),
      ),
    'linked.releases': async () =>
      linked === undefined ? closed : reply({ releases: [...(await linked.releases())] }),
    'linked.live': ({ params }) => atDesk((desk) => desk.live(params.id), asIs),
    'linked.runs': ({ params, query }) => atDesk((desk) => desk.runs(params.id, query), asIs),
    'linked.run': ({ params }) => atDesk((desk) => desk.run(params.id, params.run), asIs),
    'linked.deploy': ({ params, body, caller }) => atDesk((desk) => desk.deploy(params.id, body, caller.name), asIs),
    'linked.activate': ({ params, body, caller }) =>
      atDesk((desk) => desk.activate(params.id, body, caller.name), asIs),
    'linked.rollback': ({ params, body, caller }) =>
      atDesk((desk) => desk.rollback(params.id, body, caller.name), asIs),
  };
}

function asIs<T>(value: T): T {
  return value;
}

const closed = notInStudio('is linked to no other');

const statuses: ProblemStatuses = new Map([
  ['linked/unknown', 404],
  ['linked/unreachable', 503],
  ['linked/name-taken', 409],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);
