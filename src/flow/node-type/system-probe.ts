import type { DataClass } from '../contract/field-classes.ts';
import type { JsonObject } from '../json.ts';
import type { Result } from '../problem.ts';

/** What answers at an address, before anybody has logged in. */
export type ServerFacts = {
  /** The address as it belongs into the environment file; what was typed may have been mended. */
  readonly address: string;
  /** As the server says it, such as `19.0`. */
  readonly version: string;
  readonly major: number;
  readonly transport: 'json-2' | 'json-rpc';
  /** True where the key alone does not name its user. */
  readonly needsLogin: boolean;
  /** Names of the databases; undefined where the server does not list them and a person must type one. */
  readonly databases: readonly string[] | undefined;
  /** Sentences worth showing: what was mended, what is missing, what is unsafe. */
  readonly notes: readonly string[];
};

/** The user a key belongs to. */
export type UserFacts = {
  readonly id: number;
  readonly name: string;
  readonly login: string;
  readonly language: string | undefined;
  readonly timeZone: string | undefined;
  /** Companies the user may act for; `current` is the one without a choice. */
  readonly companies: readonly { readonly id: number; readonly name: string; readonly current: boolean }[];
  /** Languages installed in the system. */
  readonly languages: readonly { readonly code: string; readonly name: string }[];
  /** ISO instant at which the key ends; undefined where it does not, or where that cannot be read. */
  readonly keyExpiresAt: string | undefined;
  readonly notes: readonly string[];
};

/** One right an operation needs. */
export type RightFacts = {
  readonly operation: string;
  readonly model: string;
  readonly right: 'read' | 'create' | 'write';
  readonly isGranted: boolean;
  /** Where it is missing: the groups that would grant it, as the system names them, as far as it says. */
  readonly groups: readonly string[];
  /** Where it is missing: what is missing, and what to ask of whom. */
  readonly sentence: string | undefined;
};

/** One sort of record. */
export type ModelFacts = { readonly model: string; readonly label: string };

/** One field of a sort of record. */
export type FieldFacts = {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  /** False for values that are worked out while reading. */
  readonly isStored: boolean;
  /** The sort of record it refers to. */
  readonly relation: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly help: string | undefined;
  /** How sensitive it probably is, by its name; empty where the name says nothing. */
  readonly guessedClasses: readonly DataClass[];
};

/** One record as a sample. */
export type RecordFacts = {
  readonly model: string;
  readonly id: number;
  readonly name: string;
  readonly record: JsonObject;
};

/**
 * What a system tells about itself while a connection is set up and steps are filled in. Only reads. Every refusal is
 * a problem whose sentence says what is wrong and what to do.
 */
export type SystemProbe = {
  readonly probeServer: (signal: AbortSignal) => Promise<Result<ServerFacts>>;
  readonly whoAmI: (signal: AbortSignal) => Promise<Result<UserFacts>>;
  /** @param asked.models sorts of record that general operations, such as `record.search`, are meant for */
  readonly rightsFor: (
    asked: { readonly operations: readonly string[]; readonly models?: readonly string[] },
    signal: AbortSignal,
  ) => Promise<Result<readonly RightFacts[]>>;
  readonly listModels: (signal: AbortSignal) => Promise<Result<readonly ModelFacts[]>>;
  readonly listFields: (model: string, signal: AbortSignal) => Promise<Result<readonly FieldFacts[]>>;
  /**
   * @param asked.key an id, or a name, reference or code as a person knows the record by
   * @param asked.fields fields to read; everything that is stored, files apart, where left out
   */
  readonly readRecord: (
    asked: { readonly model: string; readonly key: number | string; readonly fields?: readonly string[] },
    signal: AbortSignal,
  ) => Promise<Result<RecordFacts>>;
};

/** The system a person means while setting a connection up; nothing of it is saved yet. */
export type ProbeTarget = {
  /** As it was typed or as the environment file has it. */
  readonly address: string;
  readonly database?: string;
  readonly login?: string;
  /** Major version, where it is known already. */
  readonly version?: number;
};
