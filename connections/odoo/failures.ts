import { type Failure, invalid, permanent, refusedByPolicy, transient } from '#flow/failure.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';

/** Longest text of Odoo that is kept in a failure. */
const maxWords = 500;

/** Python names that say "try again": the transaction was rolled back because of others. */
const busyName =
  /^(psycopg2\.(errors\.(SerializationFailure|LockNotAvailable|DeadlockDetected)|extensions\.TransactionRollbackError|OperationalError|InterfaceError|pool\.PoolError)|odoo\.exceptions\.(LockError|ConcurrencyError))$/;

/** An error as both transports give it; nothing else of it is looked at. */
export type OdooFault = { readonly name: string; readonly message: string };

/** Reads the inner error object, or undefined when it is none. Its `debug` shows server paths and is left behind. */
export function readFault(value: Json | undefined): OdooFault | undefined {
  if (!isJsonObject(value) || typeof value.name !== 'string') return undefined;
  return { name: value.name, message: typeof value.message === 'string' ? value.message : '' };
}

/**
 * Says what an error of Odoo means. Only its name decides: messages are translated and change between versions,
 * and one status stands for errors that may and errors that may not be tried again.
 */
export function failureOfFault(fault: OdooFault, call: { readonly model: string; readonly method: string }): Failure {
  const { name } = fault;
  const detail = detailOf(fault, call);
  if (busyName.test(name)) {
    return transient('odoo/busy', 'Odoo or its database is busy; nothing was kept of this attempt.', { detail });
  }
  switch (name) {
    case 'odoo.exceptions.AccessDenied':
    case 'werkzeug.exceptions.Unauthorized':
    case 'odoo.http.SessionExpiredException':
      return permanent('odoo/access-denied', 'Odoo did not accept the key.', { detail });
    case 'odoo.exceptions.AccessError':
    case 'werkzeug.exceptions.Forbidden':
      return refusedByPolicy('odoo/no-permission', `The Odoo user may not do this on ${call.model}.`, { detail });
    case 'odoo.exceptions.ValidationError':
    case 'odoo.exceptions.UserError':
    case 'odoo.exceptions.RedirectWarning':
    case 'werkzeug.exceptions.UnprocessableEntity':
      return invalid('odoo/refused', `Odoo refused ${call.method} on ${call.model}.`, { detail });
    case 'odoo.exceptions.MissingError':
    case 'werkzeug.exceptions.NotFound':
      return permanent('odoo/not-there', `Odoo has no such record, model or method (${call.model}, ${call.method}).`, {
        detail,
      });
    default:
      return permanent('odoo/bad-call', `Odoo could not carry out ${call.method} on ${call.model}.`, { detail });
  }
}

/** Odoo's own words, except where they come from the database driver, which names hosts and sockets. */
function detailOf(fault: OdooFault, call: { readonly model: string; readonly method: string }): JsonObject {
  const facts = { name: fault.name, model: call.model, method: call.method };
  return fault.name.startsWith('psycopg2.') ? facts : { ...facts, message: fault.message.slice(0, maxWords) };
}

/** A value an operation cannot use; the title names the field. */
export function badValues(title: string): Failure {
  return invalid('odoo/bad-values', title);
}
