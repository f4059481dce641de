import type { DataClass } from '../contract/field-classes.ts';

/** How many companies one Odoo database serves. */
export type Companies = 'one' | 'several';

/** Which way changes go: away from the system of record, towards it, or both ways. */
export type Direction = 'from-master' | 'to-master' | 'both';

/** What the vendor of a system lets everybody together take from it. */
export type SystemLimits = {
  /** As written, such as `3600/h`. */
  readonly rate?: string;
  /** The same in requests per second. */
  readonly ratePerSecond?: number;
  /** Requests in flight at once, from 1. */
  readonly concurrency?: number;
  /** Longest a step may wait for it, in milliseconds. */
  readonly maxTimeoutMs?: number;
  /** Largest body it takes, in bytes. */
  readonly bodyBytes?: number;
};

/** What became of one operation of a system; days are `YYYY-MM-DD`. */
export type OperationNotice = {
  readonly operation: string;
  /** First day on which nothing new should use it. */
  readonly deprecated?: string;
  /** First day on which it is gone. */
  readonly sunset?: string;
  /** What to use instead. */
  readonly use?: string;
};

/** An application of the organisation, as `registry/systems.yaml` describes it. */
export type RegistrySystem = {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly contact?: string;
  readonly description?: string;
  /** Data classes it may hold; absent where nobody said. */
  readonly clearance?: readonly DataClass[];
  /** Hosts it answers under: `name` or `name:port`. */
  readonly hosts?: readonly string[];
  /** Beginnings of webhook paths that only this system calls. */
  readonly webhooks?: readonly string[];
  readonly privileged?: boolean;
  /** Where it keeps its data, in words. */
  readonly residency?: string;
  readonly limits?: SystemLimits;
  /** First day on which it is gone, `YYYY-MM-DD`. */
  readonly retires?: string;
  readonly operations: readonly OperationNotice[];
  readonly companies?: Companies;
};

/** Who owns a thing, and who else may have it. */
export type Ownership = {
  /** Id of the system of record. */
  readonly master: string;
  readonly direction: Direction;
  /** Systems into which flows may write copies. */
  readonly projections: readonly string[];
  /** Systems from which flows may bring changes to the system of record. */
  readonly sources: readonly string[];
};

/** A field whose ownership, class or name differs from that of its entity; lists it leaves out are those of the entity. */
export type RegistryField = Ownership & {
  readonly field: string;
  readonly class?: DataClass;
  /** What systems call it, by system id. */
  readonly names: Readonly<Record<string, string>>;
};

/** A business object, such as a customer, as the organisation agreed who owns it. */
export type RegistryEntity = Ownership & {
  readonly entity: string;
  readonly owner?: string;
  /** Contract name, such as `customer@1`. */
  readonly contract?: string;
  /** Model or collection that holds it, by system id, such as `res.partner`. */
  readonly models: Readonly<Record<string, string>>;
  readonly fields: readonly RegistryField[];
};

/** What `registry/systems.yaml` says; plain data, so that it travels between threads and over the network. */
export type Registry = {
  readonly systems: readonly RegistrySystem[];
  readonly entities: readonly RegistryEntity[];
};

/** A topic of events, as `registry/topics.yaml` says it. */
export type Topic = {
  readonly topic: string;
  readonly owner: string;
  readonly domain?: string;
  /** How long events are kept, in milliseconds. */
  readonly retentionMs: number;
  /** Data classes its events may carry; absent where nobody said. */
  readonly class?: readonly DataClass[];
  readonly contract?: string;
  /** Field of the event that keeps its order. */
  readonly keyedBy?: string;
};

/** The system of that id; undefined where the registry does not list it. */
export function systemOf(registry: Registry, system: string): RegistrySystem | undefined {
  return registry.systems.find(({ id }) => id === system);
}

/** The entity of that name; undefined where the registry does not list it. */
export function entityOf(registry: Registry, entity: string): RegistryEntity | undefined {
  return registry.entities.find((known) => known.entity === entity);
}

/** Who owns an entity, or one field of it where the field says so itself; undefined for unknown entities. */
export function ownershipOf(registry: Registry, entity: string, field?: string): Ownership | undefined {
  const found = entityOf(registry, entity);
  if (found === undefined || field === undefined) return found;
  return found.fields.find((known) => known.field === field) ?? found;
}

/** Id of the system of record of an entity or of one field of it; undefined for unknown entities. */
export function masterOf(registry: Registry, entity: string, field?: string): string | undefined {
  return ownershipOf(registry, entity, field)?.master;
}

/** Data classes a system may hold; undefined where the system is unknown or nobody said. */
export function clearanceOf(registry: Registry, system: string): readonly DataClass[] | undefined {
  return systemOf(registry, system)?.clearance;
}

/** The entity a model of a system holds; undefined where none is declared to. */
export function entityOfModel(registry: Registry, system: string, model: string): RegistryEntity | undefined {
  return registry.entities.find(({ models }) => Object.hasOwn(models, system) && models[system] === model);
}

/** The entity a contract describes, whatever its major version; undefined where none is declared to. */
export function entityOfContract(registry: Registry, contract: string): RegistryEntity | undefined {
  const name = nameOf(contract);
  return registry.entities.find((entity) => entity.contract !== undefined && nameOf(entity.contract) === name);
}

/**
 * Whether the registry lets flows write something into a system: as into its system of record, as a declared copy,
 * or not at all (`foreign`). `unknown` where the entity is unknown, or where no field is named and only fields of the
 * entity belong to that system.
 */
export function judgeWrite(
  registry: Registry,
  { system, entity, field }: { readonly system: string; readonly entity: string; readonly field?: string | undefined },
): 'master' | 'projection' | 'foreign' | 'unknown' {
  const ownership = ownershipOf(registry, entity, field);
  if (ownership === undefined) return 'unknown';
  if (ownership.master === system) return 'master';
  if (ownership.projections.includes(system)) return 'projection';
  const fields = field === undefined ? (entityOf(registry, entity)?.fields ?? []) : [];
  const ownsSome = fields.some(({ master, projections }) => master === system || projections.includes(system));
  return ownsSome ? 'unknown' : 'foreign';
}

function nameOf(contract: string): string {
  return contract.split('@')[0] ?? contract;
}
