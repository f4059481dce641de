import type { DataClass } from '../contract/field-classes.ts';
import type { JsonObject } from '../json.ts';
import type { ApiDocument } from '../openapi/document.ts';

/** How requests of a connection prove who sends them; secret values are named, never held. */
export type ConnectionAuth = {
  readonly scheme: 'api-key' | 'bearer' | 'basic' | 'none';
  /** Name of the secret; every scheme but `none` needs one. */
  readonly secret?: string;
  /** Header that carries the key under `api-key`; default `X-Api-Key`. */
  readonly header?: string;
  /** Query parameter that carries the key under `api-key` instead of a header. */
  readonly query?: string;
  /** User name under `basic`; without it the secret holds `user:password`. */
  readonly user?: string;
};

/** How much work a system takes from this runtime. */
export type ConnectionLimits = {
  /** Requests in flight at once, from 1. */
  readonly concurrency: number;
  /** Requests started per second; absent where nothing limits them. */
  readonly ratePerSecond?: number;
};

/** When work for a failing system stops, and for how long. */
export type BreakerPolicy = {
  /** Share of failures, 1 to 100, at which the circuit opens. */
  readonly failurePercent: number;
  /** How many of the latest requests are counted; the circuit never opens on fewer. */
  readonly of: number;
  /** Milliseconds until one request may probe whether the system is back. */
  readonly openForMs: number;
};

/** A configured way to reach a system, as `connections/<id>.yaml` says it; addresses come from the environment. */
export type Connection = {
  readonly id: string;
  /** Connection kind, such as `odoo` or `http`. */
  readonly kind: string;
  readonly name: string;
  /** Id of the system in `registry/systems.yaml`. */
  readonly system?: string;
  /** Data classes the system may hold; absent where nobody said. */
  readonly holds?: readonly DataClass[];
  readonly auth?: ConnectionAuth;
  /** Hosts it may reach beside the one of the environment's url: `name` or `name:port`. */
  readonly hosts?: readonly string[];
  /** What it may be used for; an absent list allows everything of its kind. */
  readonly allow?: { readonly operations?: readonly string[]; readonly methods?: readonly string[] };
  readonly limits: ConnectionLimits;
  readonly breaker: BreakerPolicy;
  /** How long a request may be in flight at the target, in milliseconds: after that it has happened, or never will. */
  readonly maxRequestTimeMs: number;
  /** How the target takes idempotency keys; absent where it takes none. */
  readonly idempotency?: {
    readonly header: string;
    /** How long the target remembers a key, in milliseconds. */
    readonly keptForMs: number;
  };
  /** Keys that only its kind knows. */
  readonly extra: JsonObject;
  /** The document beside its file, for kinds that read their operations from one; absent where it cannot be read. */
  readonly api?: ApiDocument;
};
