import { type Failure, refusedByPolicy } from '#flow/failure.ts';
import type { Json, JsonObject } from '#flow/json.ts';
import type { ClientParts, CreateClient } from '#flow/node-type/egress.ts';
import type { EffectResult } from '#flow/node-type/work.ts';
import { type Changes, type ChangesQuestion, type FieldMemory, readChanges } from './changes.ts';
import { upsertCustomer } from './customer.ts';
import { badValues } from './failures.ts';
import { ended, failed, type Perform } from './operation.ts';
import { cancelOrder, confirmOrder, createOrder, readOrderStatus } from './order.ts';
import { countRecords, readRecords, searchRecords } from './record.ts';
import { rememberServerTime } from './server-time.ts';
import { type Answer, createSessions, type Task } from './session.ts';
import { isStateField, refuseStateFields } from './state-fields.ts';
import { readStock, reserveStock } from './stock.ts';

/** A named operation, as a step asks for it. */
export type OperateRequest = {
  /** Such as `order.create`; see the manifest's list. */
  readonly operation: string;
  readonly values: Json;
  /** The step's business key, else its effect key: records are named after it. */
  readonly key: string;
  /** Also confirms what was created; default no. */
  readonly confirm?: boolean;
  /** Id of the company to act for; default the connection's, else the user's. */
  readonly company?: number;
  readonly context?: JsonObject;
  /** The flow that owns the records; absent where the key already says so. */
  readonly flow?: string;
  /** First id the step ever had; kept for operations whose names need it. */
  readonly firstId?: string;
  readonly signal: AbortSignal;
};

/** One method of one model, as a step asks for it. */
export type CallRequest = {
  readonly model: string;
  readonly method: string;
  readonly ids?: readonly number[];
  /** Arguments by name. */
  readonly args?: JsonObject;
  readonly company?: number;
  readonly context?: JsonObject;
  readonly signal: AbortSignal;
};

/** A look for new and changed records, as a trigger asks for it. */
export type ChangesRequest = ChangesQuestion & { readonly signal: AbortSignal };

/** Works in one Odoo database. */
export type OdooClient = {
  readonly operate: (request: OperateRequest) => Promise<EffectResult>;
  /** Ends on `done` with Odoo's value; nothing is null. */
  readonly call: (request: CallRequest) => Promise<EffectResult>;
  /** One page of records that came up since a second; counts as `record.search` where a connection lists what it allows. */
  readonly changes: (request: ChangesRequest) => Promise<Answer<Changes>>;
};

const operations: ReadonlyMap<string, Perform> = new Map([
  ['customer.upsert', upsertCustomer],
  ['order.create', createOrder],
  ['order.confirm', confirmOrder],
  ['order.cancel', cancelOrder],
  ['order.status', readOrderStatus],
  ['stock.reserve', reserveStock],
  ['stock.available', readStock],
  ['record.search', searchRecords],
  ['record.read', readRecords],
  ['record.count', countRecords],
]);

/** What a bare method call counts as where a connection lists what it allows. */
const bareCall = 'model.call';

/** Arguments in which methods of Odoo take values to write. */
const valueArguments = ['vals', 'vals_list', 'values', 'default'];

/** Makes the client of an `odoo` connection; it remembers version and user id, so keep one per connection. */
export const createOdooClient: CreateClient<OdooClient> = (parts) => {
  const watched = rememberServerTime(parts.egress);
  const sessions = createSessions({ ...parts, egress: watched.egress });
  const memory: FieldMemory = new Map();
  return {
    operate: async (request) => {
      const perform = operations.get(request.operation);
      if (perform === undefined) return failed(unknownOperation(request.operation));
      if (request.key === '') return failed(badValues('The key of the step is empty.'));
      const session = await sessions.open(taskOf(parts, request.operation, request));
      if (!session.ok) return session;
      const { values, flow, key, confirm = false } = request;
      return perform({ session: session.value, values, flow, key, confirm, hash: parts.hash });
    },
    call: async (request) => {
      const { model, method, ids, args = {} } = request;
      const refusal = refuseStateWrite(method, args);
      if (refusal !== undefined) return failed(refusal);
      const session = await sessions.open(taskOf(parts, bareCall, request));
      if (!session.ok) return session;
      const answer = await session.value.call({ model, method, args, ...(ids === undefined ? {} : { ids }) });
      return answer.ok ? ended(answer.value) : answer;
    },
    changes: async ({ signal, ...question }) => {
      const session = await sessions.open(taskOf(parts, 'record.search', { signal }));
      if (!session.ok) return session;
      const { hash } = parts;
      return readChanges(question, { session: session.value, memory, hash, serverTime: watched.serverTime });
    },
  };
};

function unknownOperation(operation: string): Failure {
  return refusedByPolicy('odoo/no-such-operation', `The connection knows no operation "${operation}".`);
}

/** A bare `load` or `write` must not do what operations are kept from. */
function refuseStateWrite(method: string, args: JsonObject): Failure | undefined {
  for (const name of valueArguments) {
    const refusal = refuseStateFields(args[name] ?? null);
    if (refusal !== undefined) return refusal;
  }
  const columns = method === 'load' && Array.isArray(args.fields) ? args.fields : [];
  const column = columns.find((path) => typeof path === 'string' && path.split('/').some(isStateField));
  return column === undefined ? undefined : refuseStateFields({ state: null });
}

function taskOf(
  parts: ClientParts,
  operation: string,
  request: { readonly company?: number; readonly context?: JsonObject; readonly signal: AbortSignal },
): Task {
  const { extra } = parts.connection;
  const company = request.company ?? extra.company;
  const context = {
    ...(typeof extra.lang === 'string' ? { lang: extra.lang } : {}),
    ...request.context,
    ...(typeof company === 'number' ? { allowed_company_ids: [company] } : {}),
  };
  return { operation, context, signal: request.signal };
}
