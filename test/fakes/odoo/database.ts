import { isJsonList, isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Ledger } from '../ledger.ts';
import { asIdList, bindNamed, bindPositional } from './bind.ts';
import { behaviourOf, type Environment, type MethodDefinition, type ModelBehaviour, type Role } from './environment.ts';
import { accessError, attributeError, httpError, OdooError, userError } from './errors.ts';
import { describeSchema } from './models/automation.ts';
import { collectBehaviours } from './models/behaviours.ts';
import { ormMethods, refusePrivateMethod } from './orm-methods.ts';
import { type OdooVersion, readSchema, type Schema } from './schema.ts';
import { seedRecords } from './seed.ts';
import { type Effect, RecordStore, Transaction } from './store.ts';
import { type Delivery, deliveriesOf } from './webhooks-out.ts';

/** How a call came in. */
export type Transport = 'jsonrpc' | 'json2' | 'xmlrpc';

/** Someone who can call the fake. */
export interface FakeUser {
  readonly login: string;
  readonly key: string;
  readonly uid: number;
  readonly role: Role;
  readonly name: string;
  /** From this moment on the key is refused. */
  keyExpiresAt: Date | undefined;
}

/** One call of a model's method. */
export interface ObjectCall {
  readonly transport: Transport;
  readonly user: FakeUser;
  readonly model: string;
  readonly method: string;
  readonly positional: readonly Json[];
  readonly named: JsonObject;
}

/** One line of the ledger: a call that arrived, and whether its transaction was committed. */
export interface OdooLedgerEntry {
  readonly seq: number;
  readonly at: string;
  readonly transport: Transport;
  readonly login: string;
  readonly model: string;
  readonly method: string;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  /** True when the call ran to its end and was committed; false for refusals, for a load without ids, and when a fault kept it away. */
  readonly applied: boolean;
  /** The records it created, wrote or deleted; empty for reads. */
  readonly effects: readonly Effect[];
  /** The Python name of the error, or what the fault was. */
  readonly refusal?: string;
}

/** How a call ended. A result that is undefined is Python's None. */
export type Outcome =
  | { readonly ok: true; readonly result: Json | undefined }
  | { readonly ok: false; readonly error: OdooError };

/** What is left to do after a call: tell its webhooks, before the commit is visible or after. */
export interface Finished {
  readonly outcome: Outcome;
  readonly deliveries: readonly Delivery[];
  /** Hides the changes until the function it returns is called. */
  readonly withdraw: () => () => void;
}

/** One Odoo database with its users: it runs calls, one transaction each. */
export class FakeDatabase {
  readonly version: OdooVersion;
  readonly name: string;
  readonly users: readonly FakeUser[];
  /** Whether anybody may list the databases, as on a server without `list_db = False`. */
  readonly listsDatabases: boolean;
  readonly schema: Schema;
  readonly store: RecordStore;
  readonly ledger: Ledger<OdooLedgerEntry>;
  readonly now: () => Date;
  readonly #behaviours: ReadonlyMap<string, ModelBehaviour>;
  #microseconds = 0;

  constructor(options: {
    readonly version: OdooVersion;
    readonly name: string;
    readonly users: readonly FakeUser[];
    readonly ledger: Ledger<OdooLedgerEntry>;
    readonly now: () => Date;
    readonly listsDatabases?: boolean;
  }) {
    this.listsDatabases = options.listsDatabases ?? false;
    this.version = options.version;
    this.name = options.name;
    this.users = options.users;
    this.ledger = options.ledger;
    this.now = options.now;
    this.schema = readSchema(options.version);
    this.#behaviours = collectBehaviours(this.schema);
    this.store = new RecordStore(this.schema);
    const env = this.systemEnvironment();
    describeSchema(env);
    seedRecords(env, options.users);
  }

  /** The user with this login and key, when the key has not expired. */
  userByLogin(login: Json | undefined, key: Json | undefined): FakeUser | undefined {
    return this.users.find((user) => user.login === login && user.key === key && !this.#hasExpired(user));
  }

  /** The user with this number and key, when the key has not expired. */
  userById(uid: Json | undefined, key: Json | undefined): FakeUser | undefined {
    return this.users.find((user) => user.uid === uid && user.key === key && !this.#hasExpired(user));
  }

  /** The user with this key, when it has not expired. */
  userByKey(key: string): FakeUser | undefined {
    return this.users.find((user) => user.key === key && !this.#hasExpired(user));
  }

  #hasExpired(user: FakeUser): boolean {
    return user.keyExpiresAt !== undefined && user.keyExpiresAt <= this.now();
  }

  /** A time stamp for a transaction that begins now. No two of them are equal within a thousand. */
  stamp(): string {
    this.#microseconds = (this.#microseconds + 1) % 1000;
    const millis = this.now().toISOString().replace('T', ' ').replace('Z', '');
    return `${millis}${String(this.#microseconds).padStart(3, '0')}`;
  }

  /** An environment that may do everything and is committed as it goes: for seeds and for a test's own hands. */
  systemEnvironment(): Environment {
    return {
      ...this.#environment({ uid: 2, role: 'administrator' }, new Transaction(this.store, this.stamp()), {}),
      isSudo: true,
    };
  }

  #environment(user: { readonly uid: number; readonly role: Role }, tx: Transaction, context: JsonObject): Environment {
    const { version, schema, store } = this;
    return {
      version,
      schema,
      behaviours: this.#behaviours,
      store,
      tx,
      uid: user.uid,
      role: user.role,
      context,
      isSudo: false,
    };
  }

  /**
   * Runs a call in its own transaction and writes it into the ledger.
   *
   * @param stamp when the transaction began; a slow call carries the time it arrived, as a long transaction does
   */
  run(call: ObjectCall, stamp: string): Finished {
    const tx = new Transaction(this.store, stamp);
    try {
      const result = this.#dispatch(call, tx);
      const isRefusedLoad = call.method === 'load' && isJsonObject(result) && result.ids === false;
      this.note(call, { applied: !isRefusedLoad, effects: tx.effects, ...(isRefusedLoad ? { refusal: 'load' } : {}) });
      const deliveries = tx.effects.length > 0 ? deliveriesOf(this, tx, call) : [];
      return { outcome: { ok: true, result }, deliveries, withdraw: () => tx.withdraw() };
    } catch (error) {
      tx.rollback();
      if (!(error instanceof OdooError)) throw error;
      this.note(call, { applied: false, effects: [], refusal: error.pythonName });
      return { outcome: { ok: false, error }, deliveries: [], withdraw: () => () => undefined };
    }
  }

  /** Runs a call, rolls it back and says which webhooks it would have sent: 17 and 18 have sent them by then. */
  rehearse(call: ObjectCall, stamp: string): readonly Delivery[] {
    const tx = new Transaction(this.store, stamp);
    this.#dispatch(call, tx);
    const deliveries = deliveriesOf(this, tx, call);
    tx.rollback();
    return deliveries;
  }

  /** Writes a call into the ledger. */
  note(call: ObjectCall, end: Pick<OdooLedgerEntry, 'applied' | 'effects' | 'refusal'>): void {
    const { transport, model, method } = call;
    const at = this.now().toISOString();
    const what = { transport, login: call.user.login, model, method, args: call.positional, kwargs: call.named };
    this.ledger.append((seq) => ({ seq, at, ...what, ...end, effects: [...end.effects] }));
  }

  #dispatch(call: ObjectCall, tx: Transaction): Json | undefined {
    const { model, method, transport, named } = call;
    const isJson2 = transport === 'json2';
    if (!this.schema.has(model))
      throw isJson2
        ? httpError(404, `the model '${model}' does not exist`)
        : userError(`Object ${model} doesn't exist`);
    refusePrivateMethod(this, model, method);
    const context = isJsonObject(named.context) ? named.context : {};
    const env = this.#environment(call.user, tx, context);
    const definition = this.#method(env, model, method);
    if (definition === undefined) throw this.#unknownMethod(call);
    this.#checkContext(context);
    const binding = { model, method, definition, named: this.#renamed(named) };
    const bound = isJson2 ? bindNamed(binding) : bindPositional({ ...binding, positional: call.positional });
    const result = definition.run({ env, model, ...bound });
    return isJson2 && (method === 'create' || method === 'copy') ? asIdList(result) : result;
  }

  #method(env: Environment, model: string, method: string): MethodDefinition | undefined {
    const own = behaviourOf(env, model).methods ?? {};
    const definition = Object.hasOwn(own, method)
      ? own[method]
      : Object.hasOwn(ormMethods, method)
        ? ormMethods[method]
        : undefined;
    return definition?.versions?.includes(this.version) === false ? undefined : definition;
  }

  #unknownMethod(call: ObjectCall): OdooError {
    const { model, method } = call;
    if (call.transport === 'json2') return httpError(404, `The method '${model}.${method}' does not exist`);
    if (this.version === 19) return attributeError(`The method '${model}.${method}' does not exist`);
    return attributeError(`The method '${method}' does not exist on the model '${model}'`);
  }

  /** Until 18 the domain of `search` and `name_search` was also known as `args`. */
  #renamed(named: JsonObject): JsonObject {
    if (this.version === 19 || named.args === undefined || named.domain !== undefined) return named;
    const { args, ...rest } = named;
    return { ...rest, domain: args };
  }

  /** Foreign companies are refused by every version, languages that are not installed by 19. */
  #checkContext(context: JsonObject): void {
    const companies = context.allowed_company_ids;
    if (
      isJsonList(companies) &&
      companies.some((id) => typeof id !== 'number' || this.store.get('res.company', id) === undefined)
    ) {
      throw accessError('Access to unauthorized or invalid companies.');
    }
    const { lang } = context;
    if (this.version !== 19 || typeof lang !== 'string') return;
    const isInstalled = this.store
      .all('res.lang')
      .some((row) => row.values.code === lang && row.values.active === true);
    if (!isInstalled) throw userError(`Invalid language code: ${lang}`);
  }
}
