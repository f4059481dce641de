import type { Failure } from '#flow/failure.ts';
import type { Json } from '#flow/json.ts';
import type { Egress, EgressRequest } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Clock, Effects, Hash, Ids, Log, Sandbox } from '../engine/ports.ts';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A request as it would leave, with the names of secrets in place of their values. */
export type DescribedRequest =
  | {
      readonly ok: true;
      /** Null where the environment does not say where the connection leads. */
      readonly url: string | null;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
    }
  | { readonly ok: false; readonly failure: Failure };

/** What trying and testing flows needs of the rest of the program. */
export type BenchNeeds = {
  readonly sandbox: Sandbox;
  /** The machine's clock, for how long a try really takes. */
  readonly clock: Clock;
  readonly hash: Hash;
  readonly log: Log;
  readonly ids: (now: () => number) => Ids;
  /** Opens a store nobody will open again. */
  readonly openStore: (now: () => number) => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>;
  /** Effects that really happen; absent where nothing may. */
  readonly realEffects?: (
    workspace: Workspace,
    environment: Environment,
  ) => { readonly effects: Effects; readonly close: () => Promise<void> };
  /** Effects whose requests go to another way out than the network. */
  readonly effectsOver: (
    workspace: Workspace,
    environment: Environment,
    egress: (connection: string) => Egress,
  ) => Effects;
  /** Works out what a request would be on the wire. */
  readonly describeRequest: (
    connection: Connection,
    environment: Environment,
    request: EgressRequest,
  ) => DescribedRequest;
  /** A JSON file of the workspace by its path; undefined where there is none. */
  readonly readSample: (path: string) => Promise<Json | undefined>;
};
