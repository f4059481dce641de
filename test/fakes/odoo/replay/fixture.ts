import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FaultRule } from '../../faults.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { OdooFault, OdooPlace } from '../odoo-faults.ts';
import type { OdooVersion } from '../schema.ts';

/**
 * A request as a fixture writes it: a model's method over JSON-RPC (or `via` another transport), a service call, a
 * JSON-2 address, or plain HTTP. Strings that begin with `$` stand for what an earlier step saved.
 */
export type FixtureRequest =
  | { readonly call: CallParts; readonly as?: string; readonly via?: 'xmlrpc' }
  | { readonly service: readonly [service: string, method: string, args: readonly Json[]]; readonly via?: 'xmlrpc' }
  | {
      readonly json2: string;
      readonly json?: Json;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string | null>>;
      readonly as?: string;
    }
  | {
      readonly post: string;
      readonly json?: Json;
      readonly text?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly put: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly get: string; readonly headers?: Readonly<Record<string, string>> };

/** Model, method, positional arguments and named ones. */
export type CallParts = readonly [model: string, method: string, args: readonly Json[], kwargs?: JsonObject];

/** Something done before an exchange or a section: records put in place, faults, the clock. */
export type FixtureStep =
  | { readonly insert: readonly [model: string, values: JsonObject]; readonly save?: string }
  | { readonly edit: readonly [model: string, ids: readonly Json[], values: JsonObject] }
  | { readonly remove: readonly [model: string, ids: readonly Json[]] }
  | { readonly call: CallParts; readonly save?: string }
  | { readonly fault: FaultRule<OdooPlace, OdooFault> }
  | { readonly tickMs: number };

/** How the answer is compared before ids and times are made alike. */
export interface Comparison {
  /** The result is one id or a list of ids. */
  readonly ids?: boolean;
  /** Numbers depend on what else is in the database. */
  readonly numbers?: boolean;
  /** Lists of ids are sets. */
  readonly sortedIds?: boolean;
}

/** One captured exchange. */
export interface FixtureExchange extends Comparison {
  readonly title: string;
  readonly request?: FixtureRequest;
  readonly before?: readonly FixtureStep[];
  /** Where the result, or a part of it, is kept for later requests: a name, or names with paths into the result. */
  readonly save?: string | Readonly<Record<string, string>>;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** The part of a body that the capture shows before it breaks off. */
  readonly matches?: JsonObject;
  readonly result?: Json;
  readonly noResult?: boolean;
  readonly error?: { readonly name: string; readonly message?: string };
  readonly fault?: { readonly faultCode: number; readonly faultString?: string };
  readonly field?: FieldExpectation;
  /** All required fields of a model; compared for those the fake plays. */
  readonly requiredFields?: readonly string[];
  /** The webhooks Odoo sends during the request. */
  readonly deliveries?: readonly FixtureDelivery[];
  /** A record, and whether the request stamps it. */
  readonly bumps?: { readonly record: readonly [model: string, id: Json]; readonly bumped: boolean };
  /** Fields that are equal in all records of the result. */
  readonly distinct?: readonly string[];
  readonly notReplayed?: string;
  /** Why this request is here although no answer to it was captured; it is sent, and not counted. */
  readonly auxiliary?: string;
  /** Why the request is thought to be this one. */
  readonly guess?: string;
  readonly note?: string;
}

/** One field as `fields_get` tells it. */
export interface FieldExpectation {
  readonly name: string;
  readonly type: string;
  readonly values?: readonly string[];
  readonly readonly: boolean;
  readonly store: boolean;
}

/** One webhook as the receiver saw it. */
export interface FixtureDelivery {
  readonly line?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Json;
}

/** Exchanges that were captured in a row on one server. */
export interface FixtureSection {
  readonly version: OdooVersion;
  readonly section: string;
  readonly setup: readonly FixtureStep[];
  readonly exchanges: readonly FixtureExchange[];
}

/** Reads all fixtures, in the order of their file names. */
export function readFixtures(): readonly FixtureSection[] {
  const folder = path.join(import.meta.dirname, '..', 'wire');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  // The fixtures are ours; a wrong one fails its own replay.
  return files.sort().map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as FixtureSection);
}
