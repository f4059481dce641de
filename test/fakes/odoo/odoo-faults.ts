import type { TransportFault } from '../faults.ts';
import {
  accessDenied,
  accessError,
  httpError,
  lockError,
  OdooError,
  serializationFailure,
  userError,
} from './errors.ts';

/** What an Odoo call can meet: the faults of the network, and refusals Odoo itself would give without doing anything. */
export type OdooFault =
  | TransportFault
  | { readonly kind: 'serialization-failure' }
  | { readonly kind: 'expired-key' }
  | { readonly kind: 'access-error'; readonly text: string }
  | { readonly kind: 'user-error'; readonly text: string }
  | { readonly kind: 'lock-error' }
  | { readonly kind: 'load-race' }
  | { readonly kind: 'phantom-webhook' }
  | { readonly kind: 'python-error'; readonly pythonName: string; readonly text: string; readonly status?: number };

/** Faults by place: which transport, model, method and login they meet. */
export type OdooPlace = 'transport' | 'model' | 'method' | 'login';

/** The transaction lost against another one five times in a row; worth another try. */
export function failSerialization(): OdooFault {
  return { kind: 'serialization-failure' };
}

/** The key is refused, as when it has expired: AccessDenied on JSON-RPC, 401 on JSON-2. */
export function expireKey(): OdooFault {
  return { kind: 'expired-key' };
}

/** Rights are missing. */
export function refuseAccess(text = 'You are not allowed to access this record.'): OdooFault {
  return { kind: 'access-error', text };
}

/** The business logic refuses with this text. */
export function refuseWith(text: string): OdooFault {
  return { kind: 'user-error', text };
}

/** A record lock that could not be had; 409 on JSON-2. */
export function refuseLock(): OdooFault {
  return { kind: 'lock-error' };
}

/** For `load`: another load of the same new external id won. The answer is a normal result with `ids: false`. */
export function loseLoadRace(): OdooFault {
  return { kind: 'load-race' };
}

/** The transaction fails after its webhooks were sent, which happens until 18: they tell of a change that never was. */
export function rollBackAfterWebhooks(): OdooFault {
  return { kind: 'phantom-webhook' };
}

/** True for the faults that Odoo itself commits, after the request was understood. */
export function isOdooOwn(fault: OdooFault | undefined): fault is Exclude<OdooFault, TransportFault> {
  const transportKinds = ['status', 'silence', 'reset', 'slow', 'truncated'];
  return fault !== undefined && !transportKinds.includes(fault.kind);
}

/** The exception behind a fault; undefined for a lost load race, which is no exception. */
export function errorOf(fault: Exclude<OdooFault, TransportFault>, transport: string): OdooError | undefined {
  switch (fault.kind) {
    case 'serialization-failure':
    case 'phantom-webhook':
      return serializationFailure();
    case 'expired-key':
      return transport === 'json2' ? httpError(401, 'Invalid apikey') : accessDenied();
    case 'access-error':
      return accessError(fault.text);
    case 'user-error':
      return userError(fault.text);
    case 'lock-error':
      return lockError('Cannot lock record');
    case 'python-error':
      return new OdooError({
        pythonName: fault.pythonName,
        message: fault.text,
        status: fault.status ?? 500,
        faultCode: 1,
      });
    case 'load-race':
      return undefined;
  }
}
