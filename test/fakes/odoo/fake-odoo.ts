import { FaultBoard } from '../faults.ts';
import type { JsonObject } from '../json.ts';
import { Ledger } from '../ledger.ts';
import { startLoopback } from '../loopback.ts';
import { FakeDatabase, type FakeUser, type OdooLedgerEntry } from './database.ts';
import { modelOf, type Role } from './environment.ts';
import { answerRequest } from './exchange.ts';
import type { OdooFault, OdooPlace } from './odoo-faults.ts';
import { createRecord, unlinkRecords, writeRecords } from './orm.ts';
import { readRecords } from './read.ts';
import type { OdooVersion } from './schema.ts';

/** A user to start with. Uid 2 is the administrator unless the role says otherwise; everyone else is a salesman. */
export interface UserOption {
  readonly login: string;
  readonly key: string;
  readonly uid: number;
  readonly role?: Role;
  readonly name?: string;
  readonly keyExpiresAt?: Date;
}

/** How to start the fake. */
export interface FakeOdooOptions {
  readonly version: OdooVersion;
  /** The database name; `odoo` and the version by default. */
  readonly database?: string;
  /** One administrator and one salesman by default, see `keys`. */
  readonly users?: readonly UserOption[];
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Lets anybody list the databases; no by default. */
  readonly listDatabases?: boolean;
  /** The server's clock. */
  readonly now?: () => Date;
  /** A file of JSON lines that receives every ledger entry. */
  readonly ledgerFile?: string | undefined;
  /** How many ledger entries stay in memory; all of them by default. */
  readonly ledgerLimit?: number | undefined;
}

/** A running fake Odoo. */
export interface FakeOdoo extends AsyncDisposable {
  readonly url: string;
  readonly version: OdooVersion;
  readonly database: string;
  /** API keys by login; they are good as passwords too. */
  readonly keys: Readonly<Record<string, string>>;
  readonly faults: FaultBoard<OdooPlace, OdooFault>;
  /** Every call that reached a model, oldest first. */
  readonly ledger: readonly OdooLedgerEntry[];
  /** All records of a model by id, archived ones too; many2one fields are bare ids. */
  records(model: string): readonly JsonObject[];
  /** External ids by their complete name, with the record they stand for. */
  externalIds(): ReadonlyMap<string, { readonly model: string; readonly id: number }>;
  /** Creates a record behind the API's back, as somebody at a screen would. Not in the ledger. */
  insert(model: string, values: JsonObject): number;
  /** Changes records behind the API's back. */
  edit(model: string, ids: readonly number[], values: JsonObject): void;
  /** Deletes records behind the API's back. */
  remove(model: string, ids: readonly number[]): void;
  /** Lets a user's key expire now; null makes it good again. */
  expireKeyOf(login: string, at?: Date | null): void;
  close(): Promise<void>;
}

/** The default users. The keys look like Odoo's: forty hexadecimal digits. */
const defaultUsers: readonly UserOption[] = [
  { login: 'admin', uid: 2, name: 'Mitchell Admin', key: '0123456789abcdef0123456789abcdef01234567' },
  { login: 'bot', uid: 10, name: 'Bot', key: 'fedcba9876543210fedcba9876543210fedcba98' },
];

/** Starts an Odoo look-alike on 127.0.0.1. */
export async function startFakeOdoo(options: FakeOdooOptions): Promise<FakeOdoo> {
  const users: readonly FakeUser[] = (options.users ?? defaultUsers).map((user) => ({
    ...user,
    name: user.name ?? user.login,
    role: user.role ?? (user.uid === 2 ? 'administrator' : 'salesman'),
    keyExpiresAt: user.keyExpiresAt,
  }));
  const ledger = new Ledger<OdooLedgerEntry>({ file: options.ledgerFile, limit: options.ledgerLimit });
  const name = options.database ?? `odoo${options.version}`;
  const now = options.now ?? (() => new Date());
  const database = new FakeDatabase({
    version: options.version,
    name,
    users,
    ledger,
    now,
    listsDatabases: options.listDatabases ?? false,
  });
  const records = (model: string): unknown =>
    database.schema.has(model) ? handsOn(database).records(model) : undefined;
  const loopback = await startLoopback({
    ...(options.port === undefined ? {} : { port: options.port }),
    now,
    answer: (request, signal) => answerRequest({ database, faults, request, signal, records }),
  });
  const faults = new FaultBoard<OdooPlace, OdooFault>(loopback);
  createRecord(database.systemEnvironment(), 'ir.config_parameter', { key: 'web.base.url', value: loopback.url });
  const close = async (): Promise<void> => {
    await loopback.close();
    ledger.close();
  };
  return {
    url: loopback.url,
    version: options.version,
    database: name,
    keys: Object.fromEntries(users.map((user) => [user.login, user.key])),
    faults,
    ...handsOn(database),
    get ledger() {
      return ledger.entries;
    },
    expireKeyOf: (login, at = database.now()) => {
      for (const user of users) if (user.login === login) user.keyExpiresAt = at ?? undefined;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a test may do with the records directly. */
function handsOn(database: FakeDatabase): Pick<FakeOdoo, 'records' | 'externalIds' | 'insert' | 'edit' | 'remove'> {
  return {
    records: (model) => {
      const env = database.systemEnvironment();
      const fields = [...modelOf(env, model).fields.keys()];
      return readRecords(env, { model, ids: database.store.all(model).map((row) => row.id), fields, relations: 'ids' });
    },
    externalIds: () =>
      new Map(
        database.store.all('ir.model.data').map((row) => {
          const { complete_name, model, res_id } = row.values;
          return [String(complete_name), { model: String(model), id: Number(res_id) }] as const;
        }),
      ),
    insert: (model, values) => createRecord(database.systemEnvironment(), model, values),
    edit: (model, ids, values) => writeRecords(database.systemEnvironment(), { model, ids, values }),
    remove: (model, ids) => unlinkRecords(database.systemEnvironment(), model, ids),
  };
}
