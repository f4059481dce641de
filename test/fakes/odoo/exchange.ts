import { answerControl, isControl } from '../control.ts';
import { type FaultBoard, type TransportFault, underFault } from '../faults.ts';
import type { Json } from '../json.ts';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest, type Reply } from '../loopback.ts';
import type { FakeDatabase, ObjectCall, Outcome } from './database.ts';
import { answerDocs } from './docs.ts';
import { errorOf, isOdooOwn, type OdooFault, type OdooPlace } from './odoo-faults.ts';
import { odooPage } from './page.ts';
import { json2Target, readJson2, writeJson2 } from './transports/json2.ts';
import { readJsonRpc, type ServiceCall, writeJsonRpc } from './transports/jsonrpc.ts';
import { readService, type ServiceRequest, serviceTarget, versionFacts } from './transports/services.ts';
import { readXmlRpc, writeXmlRpc } from './transports/xmlrpc.ts';
import { answerHook } from './webhook-in.ts';
import { sendWebhooks, waitForWriters } from './webhook-sending.ts';

/** One request to the fake and everything that decides its answer. */
export interface Exchange {
  readonly database: FakeDatabase;
  readonly faults: FaultBoard<OdooPlace, OdooFault>;
  readonly request: LoopbackRequest;
  readonly signal: AbortSignal;
  /** The records of a model for the steering address; undefined for an unknown model. */
  readonly records: (model: string) => unknown;
}

/** Finds the transport a request belongs to and answers it. */
export async function answerRequest(exchange: Exchange): Promise<Reply> {
  const { database, faults, request, records } = exchange;
  const { path } = request;
  if (isControl(request)) {
    return {
      kind: 'answer',
      answer: answerControl(request, { faults, ledger: () => database.ledger.entries, records }),
    };
  }
  if (path === '/') return { kind: 'answer', answer: htmlAnswer(200, odooPage(database)) };
  if (path === '/jsonrpc') return answerJsonRpc(exchange);
  if (path.startsWith('/xmlrpc/2/')) return answerXmlRpc(exchange);
  if (path.startsWith('/json/2/') && database.version === 19) return answerJson2(exchange);
  return underFault({
    fault: transportFault(faults.take({ transport: 'http', model: 'web', method: path, login: '' })),
    signal: exchange.signal,
    apply: async () => answerPlain(exchange),
    skip: () => undefined,
  });
}

/** The part of a fault that the transport carries out. */
function transportFault(fault: OdooFault | undefined): TransportFault | undefined {
  return isOdooOwn(fault) ? undefined : fault;
}

async function answerJsonRpc(exchange: Exchange): Promise<Reply> {
  const { database, request } = exchange;
  const reading = readJsonRpc(request, database.version);
  if (reading.kind === 'answer') return { kind: 'answer', answer: reading.answer };
  const { call } = reading;
  return answerCall(exchange, {
    target: { transport: 'jsonrpc', ...serviceTarget(call), login: loginOf(database, call) },
    read: () => readService(call, database, 'jsonrpc'),
    write: (outcome) => writeJsonRpc({ version: database.version, requestId: call.requestId, outcome }),
  });
}

async function answerXmlRpc(exchange: Exchange): Promise<Reply> {
  const { database, request } = exchange;
  const call = readXmlRpc(request);
  if (call === undefined) return { kind: 'answer', answer: htmlAnswer(400, 'Invalid XML-RPC data') };
  return answerCall(exchange, {
    target: { transport: 'xmlrpc', ...serviceTarget(call), login: loginOf(database, call) },
    read: () => readService(call, database, 'xmlrpc'),
    write: (outcome) => writeXmlRpc(database.version, outcome),
  });
}

function loginOf(database: FakeDatabase, call: ServiceCall): string {
  if (call.service === 'common') return String(call.args[1] ?? '');
  return database.users.find((user) => user.uid === call.args[1])?.login ?? '';
}

async function answerJson2(exchange: Exchange): Promise<Reply> {
  const { database, request } = exchange;
  const reading = readJson2(request, database);
  if (reading.kind === 'answer') return { kind: 'answer', answer: reading.answer };
  const { call } = reading;
  return answerCall(exchange, {
    target: { transport: 'json2', ...json2Target(request.path), login: call.user.login },
    read: () => ({ kind: 'object', call: { ...call, transport: 'json2', positional: [] } }),
    write: writeJson2,
  });
}

/** One call on its way through the faults: who it is for, how it is understood and how its outcome is printed. */
interface CallOnItsWay {
  readonly target: Readonly<Record<OdooPlace, string>>;
  readonly read: () => ServiceRequest;
  readonly write: (outcome: Outcome) => Answer;
}

async function answerCall(exchange: Exchange, way: CallOnItsWay): Promise<Reply> {
  const { database } = exchange;
  const stamp = database.stamp();
  const fault = exchange.faults.take(way.target);
  return underFault({
    fault: transportFault(fault),
    signal: exchange.signal,
    apply: async () => {
      const request = way.read();
      if (request.kind === 'answered') return way.write(request.outcome);
      if (isOdooOwn(fault)) return way.write(await refuseByFault(database, { call: request.call, fault, stamp }));
      await waitForWriters(database, request.call);
      const finished = database.run(request.call, stamp);
      await sendWebhooks(database, finished);
      return way.write(finished.outcome);
    },
    skip: () => {
      const request = way.read();
      if (request.kind === 'object') {
        database.note(request.call, { applied: false, effects: [], refusal: `fault ${fault?.kind}` });
      }
    },
  });
}

/** Ends a call with an injected refusal; nothing is applied. */
async function refuseByFault(
  database: FakeDatabase,
  what: { readonly call: ObjectCall; readonly fault: Parameters<typeof errorOf>[0]; readonly stamp: string },
): Promise<Outcome> {
  const { call, fault } = what;
  if (fault.kind === 'phantom-webhook') {
    const deliveries = database.rehearse(call, what.stamp);
    await sendWebhooks(database, { deliveries, withdraw: () => () => undefined });
  }
  const error = errorOf(fault, call.transport);
  database.note(call, { applied: false, effects: [], refusal: error?.pythonName ?? `fault ${fault.kind}` });
  if (error !== undefined) return { ok: false, error };
  const message = 'could not serialize access due to concurrent update\n';
  const messages: Json = [{ rows: { from: 0, to: 0 }, record: 0, type: 'error', message }];
  return { ok: true, result: { ids: false, messages, nextrow: 0 } };
}

/** The addresses that are no calls. */
function answerPlain(exchange: Exchange): Answer {
  const { database, request } = exchange;
  const { server_version: version, server_version_info } = versionFacts(database.version);
  if (request.path === '/web/health') return jsonAnswer(200, { status: 'pass' });
  if (request.path.startsWith('/web/hook/') && database.version !== 16) return answerHook(database, request);
  if (database.version === 19 && (request.path === '/web/version' || request.path === '/json/version')) {
    return jsonAnswer(200, { version_info: server_version_info, version });
  }
  const doc = database.version === 19 ? answerDocs(database, request) : undefined;
  return doc ?? htmlAnswer(404, '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n');
}
