import type { OdooVersion } from './schema.ts';

/**
 * A Python exception as it leaves an Odoo server. It is thrown here because it is thrown there: it unwinds the
 * transaction, and each transport prints it in its own way.
 */
export class OdooError extends Error {
  /** The qualified Python name, the one thing a client may decide on. */
  readonly pythonName: string;
  /** The HTTP status on JSON-2; JSON-RPC always answers 200. */
  readonly status: number;
  /** The XML-RPC fault code. */
  readonly faultCode: number;
  /** The required field that has no value, which `load` reports in words of its own. */
  readonly missingField: { readonly name: string; readonly string: string } | undefined;

  constructor(facts: {
    readonly pythonName: string;
    readonly message: string;
    readonly status: number;
    readonly faultCode: number;
    readonly missingField?: { readonly name: string; readonly string: string };
  }) {
    super(facts.message);
    this.missingField = facts.missingField;
    this.pythonName = facts.pythonName;
    this.status = facts.status;
    this.faultCode = facts.faultCode;
  }

  /** What Python keeps in `args`: werkzeug's exceptions carry their status as well. */
  get arguments(): readonly (string | number)[] {
    return this.pythonName.startsWith('werkzeug.') ? [this.message, this.status] : [this.message];
  }
}

/** A wrong login, key or an expired key, and the database manager when it is switched off. */
export function accessDenied(): OdooError {
  return new OdooError({
    pythonName: 'odoo.exceptions.AccessDenied',
    message: 'Access Denied',
    status: 403,
    faultCode: 3,
  });
}

/** Rights are missing: access lists, record rules, companies, private methods. */
export function accessError(message: string): OdooError {
  return new OdooError({ pythonName: 'odoo.exceptions.AccessError', message, status: 403, faultCode: 4 });
}

/** A refusal of the business logic. */
export function userError(message: string): OdooError {
  return new OdooError({ pythonName: 'odoo.exceptions.UserError', message, status: 422, faultCode: 2 });
}

/** A constraint of Python or SQL; Odoo puts the same words in front of all of them. */
export function constraintError(message: string): OdooError {
  return validationError(`The operation cannot be completed: ${message}`);
}

/** A validation error in its own words; `missingField` when it is about a required field without a value. */
export function validationError(
  message: string,
  missingField?: { readonly name: string; readonly string: string },
): OdooError {
  const facts = { pythonName: 'odoo.exceptions.ValidationError', message, status: 422, faultCode: 2 };
  return new OdooError(missingField === undefined ? facts : { ...facts, missingField });
}

/** A write or an unlink of a record that is gone. Reading it is no error. */
export function missingError(record: { readonly model: string; readonly id: number; readonly uid: number }): OdooError {
  return new OdooError({
    pythonName: 'odoo.exceptions.MissingError',
    message: `Record does not exist or has been deleted.\n(Record: ${record.model}(${record.id},), User: ${record.uid})`,
    status: 404,
    faultCode: 2,
  });
}

/** A record lock that could not be had, 19 only. */
export function lockError(message: string): OdooError {
  return new OdooError({ pythonName: 'odoo.exceptions.LockError', message, status: 409, faultCode: 2 });
}

/** An unknown field, a bad selection value, a bad date. */
export function valueError(message: string): OdooError {
  return new OdooError({ pythonName: 'builtins.ValueError', message, status: 500, faultCode: 1 });
}

/** Wrong arguments. JSON-2 refuses with 422 what the signature tells and lets the rest fail with 500. */
export function typeError(message: string): OdooError {
  return new OdooError({ pythonName: 'builtins.TypeError', message, status: 500, faultCode: 1 });
}

/** A method that does not exist, over JSON-RPC and XML-RPC. */
export function attributeError(message: string): OdooError {
  return new OdooError({ pythonName: 'builtins.AttributeError', message, status: 500, faultCode: 1 });
}

/** The one database error worth another try. Odoo gives up after five tries of its own. */
export function serializationFailure(): OdooError {
  return new OdooError({
    pythonName: 'psycopg2.errors.SerializationFailure',
    message: 'could not serialize access due to concurrent update\n',
    status: 500,
    faultCode: 1,
  });
}

/** Text where PostgreSQL wants a number, which is what a many2one given as a name or a pair becomes. */
export function invalidTextRepresentation(text: string): OdooError {
  const message = `invalid input syntax for type integer: "${text}"\nLINE 1: ...${text}...\n ^\n`;
  return new OdooError({
    pythonName: 'psycopg2.errors.InvalidTextRepresentation',
    message,
    status: 500,
    faultCode: 1,
  });
}

/** A database that does not exist, over JSON-RPC and XML-RPC. The real message names the server's socket too. */
export function unknownDatabase(database: string): OdooError {
  const message = `connection to server on socket "/opt/odoo/.s.PGSQL.55432" failed: FATAL:  database "${database}" does not exist\n`;
  return new OdooError({ pythonName: 'psycopg2.OperationalError', message, status: 500, faultCode: 1 });
}

const werkzeugNames: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  422: 'UnprocessableEntity',
};

/** An HTTP exception raised inside JSON-2. */
export function httpError(status: 400 | 401 | 404 | 422, message: string): OdooError {
  return new OdooError({ pythonName: `werkzeug.exceptions.${werkzeugNames[status]}`, message, status, faultCode: 1 });
}

/** The `debug` member: a traceback, except that 19 keeps AccessDenied short. Clients must never show it to anyone. */
export function debugOf(error: OdooError, version: OdooVersion): string {
  if (version === 19 && error.pythonName === 'odoo.exceptions.AccessDenied') {
    return `${error.pythonName}: ${error.message}\n`;
  }
  return `Traceback (most recent call last):\n  File "/opt/odoo/odoo/http.py", in _serve_db\n${error.pythonName}: ${error.message}`;
}
