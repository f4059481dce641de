import type { Handlers, Refusal, RefusedCall } from '#api/call.ts';
import type { calls } from '#api/calls.ts';
import type { environmentCalls } from '#api/environments.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { EnvironmentDesk } from '../workspace/environment-desk.ts';
import { compact, refuse, reply } from './outcomes.ts';

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

const closed = refuse({
  status: 404,
  code: 'workspace/not-in-studio',
  title: 'Not in a studio',
  detail: 'This runtime serves one environment and changes none. Open the folder with "penstock studio".',
});

const statuses: ReadonlyMap<string, Refusal['status']> = new Map([
  ['workspace/changed-on-disk', 409],
  ['workspace/no-environment', 404],
]);

/** The first problem decides how the call is answered; the sentences of all are told. */
function notDone(problems: readonly Problem[]): RefusedCall {
  const code = problems[0]?.code ?? 'server/broke';
  const detail = problems.slice(0, 10).map(({ message }) => message);
  return refuse({ status: statuses.get(code) ?? 422, code, title: 'Not done', detail: detail.join(' ') });
}
