import { isJsonList, isJsonObject, type Json } from '../../json.ts';
import type { FakeDatabase, ObjectCall, Outcome, Transport } from '../database.ts';
import { accessDenied, OdooError, unknownDatabase } from '../errors.ts';
import type { OdooVersion } from '../schema.ts';
import type { ServiceCall } from './jsonrpc.ts';

/** A call of the two old transports: either a model's method, or something the `common` and `db` services answer. */
export type ServiceRequest =
  | { readonly kind: 'object'; readonly call: ObjectCall }
  | { readonly kind: 'answered'; readonly outcome: Outcome };

/** Which model and method a service call is about; `common` and `db` stand for themselves. */
export function serviceTarget(call: ServiceCall): { readonly model: string; readonly method: string } {
  if (call.service !== 'object') return { model: call.service, method: call.method };
  return { model: String(call.args[3] ?? ''), method: String(call.args[4] ?? '') };
}

/** Answers `common` and `db`, and turns `object` into a call once database and key are right. */
export function readService(call: ServiceCall, database: FakeDatabase, transport: Transport): ServiceRequest {
  if (call.service === 'common') return { kind: 'answered', outcome: answerCommon(call, database) };
  if (call.service === 'db' && call.method === 'list' && database.listsDatabases)
    return { kind: 'answered', outcome: { ok: true, result: [database.name] } };
  if (call.service !== 'object') return refuse(accessDenied());
  const [name, uid, key, model, method, positional, named] = call.args;
  if (name !== database.name) return refuse(unknownDatabase(String(name)));
  const user = database.userById(uid, key);
  if (user === undefined) return refuse(accessDenied());
  const isKeyword = call.method === 'execute_kw';
  return {
    kind: 'object',
    call: {
      transport,
      user,
      model: String(model),
      method: String(method),
      positional: isKeyword ? (isJsonList(positional) ? positional : []) : call.args.slice(5),
      named: isKeyword && isJsonObject(named) ? named : {},
    },
  };
}

function refuse(error: OdooError): ServiceRequest {
  return { kind: 'answered', outcome: { ok: false, error } };
}

/** A wrong password is `false` here, not an error; a wrong database is one. */
function answerCommon(call: ServiceCall, database: FakeDatabase): Outcome {
  if (call.method === 'version') return { ok: true, result: versionFacts(database.version) };
  const [name, login, key] = call.args;
  if (call.method !== 'login' && call.method !== 'authenticate') {
    const error = new OdooError({
      pythonName: 'builtins.Exception',
      message: `Method not found: ${call.method}`,
      status: 500,
      faultCode: 1,
    });
    return { ok: false, error };
  }
  if (name !== database.name) return { ok: false, error: unknownDatabase(String(name)) };
  return { ok: true, result: database.userByLogin(login, key)?.uid ?? false };
}

/** What `common.version` says. */
export function versionFacts(version: OdooVersion): { readonly [key: string]: Json } {
  return {
    server_version: `${version}.0`,
    server_version_info: [version, 0, 0, 'final', 0, ''],
    server_serie: `${version}.0`,
    protocol_version: 1,
  };
}
