import type { z } from 'zod';
import type { Handlers, RefusedCall } from '#api/call.ts';
import type { ApiCallOf, calls } from '#api/calls.ts';
import type { connectingCalls } from '#api/connecting.ts';
import type {
  FieldFacts,
  ModelFacts,
  RecordFacts,
  RightFacts,
  ServerFacts,
  UserFacts,
} from '#flow/node-type/system-probe.ts';
import type { Problem, Result } from '#flow/problem.ts';
import { notInStudio, refuse, reply } from './outcomes.ts';

/** A system as somebody types it in. */
export type TypedTarget = z.output<ApiCallOf<'odoo.sign-in'>['body']>;

/** How a saved connection did when it was tried. */
export type ConnectionTest = z.input<ApiCallOf<'connections.test'>['reply']>;

/** A step that uses a connection. */
export type ConnectionUse = z.input<ApiCallOf<'connections.uses'>['reply']>['uses'][number];

/** Asks systems about themselves, behind the same walls as every run; a server has none. */
export type ConnectingDesk = {
  readonly server: (target: Pick<TypedTarget, 'address'>) => Promise<Result<ServerFacts>>;
  readonly signIn: (target: TypedTarget) => Promise<Result<UserFacts>>;
  readonly rights: (
    target: TypedTarget,
    asked: { readonly operations: readonly string[]; readonly models: readonly string[] },
  ) => Promise<Result<readonly RightFacts[]>>;
  readonly models: (connection: string) => Promise<Result<readonly ModelFacts[]>>;
  readonly fields: (connection: string, model: string) => Promise<Result<readonly FieldFacts[]>>;
  readonly record: (connection: string, model: string, key: string) => Promise<Result<RecordFacts>>;
  /** Every step that uses a connection. */
  readonly uses: () => Promise<readonly ConnectionUse[]>;
  readonly test: (connection: string) => Promise<Result<ConnectionTest>>;
};

type ConnectingIds = (typeof connectingCalls)[number]['id'];

/** The work behind the calls that connect systems. */
export function connectingHandlers({
  connecting,
}: {
  readonly connecting: ConnectingDesk | undefined;
}): Pick<Handlers<typeof calls>, ConnectingIds> {
  const atDesk = async <T, U>(ask: (desk: ConnectingDesk) => Promise<Result<T>>, show: (value: T) => U) => {
    if (connecting === undefined) return closed;
    const asked = await ask(connecting);
    return asked.ok ? reply(show(asked.value)) : notAnswered(asked.problems);
  };
  return {
    'odoo.server': ({ body }) => atDesk((desk) => desk.server(body), asIs),
    'odoo.sign-in': ({ body }) => atDesk((desk) => desk.signIn(body), asIs),
    'odoo.rights': ({ body: { operations, models = [], ...target } }) =>
      atDesk(
        (desk) => desk.rights(target, { operations, models }),
        (rights) => ({ rights: [...rights] }),
      ),
    'odoo.models': ({ query }) =>
      atDesk(
        (desk) => desk.models(query.connection),
        (models) => ({ models: [...models] }),
      ),
    'odoo.fields': ({ query }) =>
      atDesk(
        (desk) => desk.fields(query.connection, query.model),
        (fields) => ({ fields: [...fields] }),
      ),
    'odoo.record': ({ query }) => atDesk((desk) => desk.record(query.connection, query.model, query.key), asIs),
    'connections.uses': async () =>
      connecting === undefined ? closed : reply({ uses: [...(await connecting.uses())] }),
    'connections.test': ({ body }) => atDesk((desk) => desk.test(body.connection), asIs),
  };
}

function asIs<T>(value: T): T {
  return value;
}

const closed = notInStudio('serves its workspace and connects nothing new');

/** The system, or the way to it, refused: the sentence is what a person is shown. */
function notAnswered(problems: readonly Problem[]): RefusedCall {
  const code = problems[0]?.code ?? 'server/broke';
  const status = code === 'workspace/no-such-connection' ? 404 : 422;
  const detail = problems.slice(0, 5).map(({ message }) => message);
  return refuse({ status, code, title: 'Not done', detail: detail.join(' ') });
}
