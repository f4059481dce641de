import type { Failure } from '../failure.ts';
import type { Json, JsonObject, JsonText } from '../json.ts';

/** How a pure node ends: on one or several ports, or with a failure. */
export type PureResult =
  /** `output` is absent where the node passes its input on; `learned` is then what `$steps.<id>` shows. */
  | { readonly ok: true; readonly ports: readonly string[]; readonly output?: JsonText; readonly learned?: JsonText }
  | { readonly ok: false; readonly failure: Failure };

/** What an expression gave: JSON text, nothing (JSONata's undefined), or a failure. */
export type ExpressionResult =
  | { readonly ok: true; readonly text: JsonText | undefined }
  | { readonly ok: false; readonly failure: Failure };

/** One pure node being evaluated, in the sandbox child. */
export type PureStep = {
  readonly id: string;
  readonly config: JsonObject;
  /** The node's input, as text; parse it only where the host must look inside. */
  readonly input: JsonText;
  /** Inputs by source node id, in the order of the edges, for nodes that join. */
  readonly inputs: readonly { readonly from: string; readonly input: JsonText }[];
  /** Evaluates the expression at a config path, such as `cases.0.when`, in the isolate; bindings join `$steps` and the rest. */
  readonly expression: (configPath: string, bindings?: Readonly<Record<string, JsonText>>) => ExpressionResult;
  /** Runs the script at a config path in a fresh context of the isolate. */
  readonly script: (configPath: string) => ExpressionResult;
  /** The JSON Schema of a contract this flow names, or undefined. */
  readonly contract: (name: string) => JsonObject | undefined;
};

/** The work of a pure node type; synchronous, deterministic, without ports of its own. */
export type Evaluate = (step: PureStep) => PureResult;

/** One effect about to be attempted. */
export type EffectStep = {
  readonly id: string;
  /** Config with every expression, text and computed field replaced by its value. */
  readonly config: JsonObject;
  readonly input: Json;
  /** The idempotency key of this effect: the same across attempts, resumes and replays. */
  readonly key: string;
  /** The value of the node's own `key:` expression, where it has one; targets with natural keys build ids from it. */
  readonly businessKey: string | undefined;
  readonly flow: string;
  /** First id the node ever had, so that names in target systems survive renames. */
  readonly firstId: string;
  /** Attempt number from 1. */
  readonly attempt: number;
  /** True when an earlier attempt may have taken effect. */
  readonly repeated: boolean;
};

/** How an attempt ends. There is no third way. */
export type EffectResult =
  | { readonly ok: true; readonly port: string; readonly result: Json }
  | { readonly ok: false; readonly failure: Failure };

/** What effect work may use. Closed: a new member needs a decision record. */
export type NodeContext = {
  readonly step: EffectStep;
  readonly clock: { readonly now: () => number };
  readonly log: { readonly info: (event: string, facts: JsonObject) => void };
  /** Aborts at the step's timeout, at a cancel and at shutdown. */
  readonly signal: AbortSignal;
  /** The client of a connection the environment declares; the type parameter is that kind's client type. */
  readonly connection: <Client>(name: string) => Client;
};

/** The work of an effect node type. */
export type Execute = (context: NodeContext) => Promise<EffectResult>;

/** A webhook as it came in, before anything was believed. Header names are lower case. */
export type IncomingRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Every header with every value it was sent with; a second value of a signature header is an attack. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
  readonly receivedAt: number;
  /** True when the sender is on this machine's loopback. */
  readonly loopback: boolean;
};

/** Answers whether bytes were signed with one of the named secrets; the asker never sees a secret. */
export type Signatures = {
  readonly matches: (request: {
    readonly secrets: readonly string[];
    readonly scheme: SecretScheme;
    /** The exact bytes the sender signed. */
    readonly signed: Uint8Array;
    /** Candidate signatures from the request. */
    readonly candidates: readonly string[];
  }) => boolean;
  /** Compares a presented token, or `user:password`, with the named secrets in constant time. */
  readonly isToken: (secrets: readonly string[], presented: string) => boolean;
};

/** How signature text and secret text become bytes. */
export type SecretScheme = {
  readonly algorithm: 'hmac-sha256' | 'ed25519';
  readonly encoding: 'hex' | 'base64';
  /** `standard-webhooks` secrets are `whsec_` + base64 and are decoded first. */
  readonly secretForm: 'text' | 'whsec';
};

/** What verification says: let in, a handshake to answer without a run, or refused with a reason for the list. */
export type Verdict =
  | { readonly verdict: 'accept' }
  | { readonly verdict: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  | {
      readonly verdict: 'refuse';
      readonly status: 400 | 401 | 405 | 415;
      readonly code: string;
      readonly reason: string;
    };

/** What a push trigger hands to the engine: `$trigger`, whose `body` becomes `$`. */
export type TriggerEvent = {
  readonly body: JsonText;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

/** The work of a push trigger: both functions are pure over what they are handed. */
export type PushTrigger = {
  readonly verify: (config: JsonObject, request: IncomingRequest, signatures: Signatures) => Verdict;
  readonly toEvent: (
    config: JsonObject,
    request: IncomingRequest,
  ) =>
    | { readonly ok: true; readonly event: TriggerEvent }
    | { readonly ok: false; readonly status: 400 | 413 | 415 | 422; readonly code: string; readonly reason: string };
};

/** The work of a clock trigger: the next tick strictly after an instant, in epoch milliseconds, or none. */
export type ClockTrigger = { readonly nextTick: (config: JsonObject, afterMs: number) => number | undefined };

/** What the work of a polling trigger may use: as effects have it, without a step. */
export type PollContext = Pick<NodeContext, 'clock' | 'log' | 'signal' | 'connection'>;

/** One thing a poll found. */
export type PolledEvent = {
  /** Recognises it when it is found again; the same text every time. */
  readonly key: string;
  /** Events of one lane start their runs one after the other; absent where their order does not matter. */
  readonly lane?: string;
  readonly body: JsonText;
};

/** What one look came to, in order; `more` asks for the next look at once. */
export type PollResult =
  | {
      readonly ok: true;
      readonly events: readonly PolledEvent[];
      /** Where the next look begins, once all of these events are taken in. */
      readonly cursor: Json;
      readonly more: boolean;
    }
  | { readonly ok: false; readonly failure: Failure };

/** The work of a polling trigger: looks once, at a bounded page, from where the last look ended. */
export type PollTrigger = {
  /** Milliseconds between two looks. */
  readonly everyMs: (config: JsonObject) => number;
  /** Never rejects for what the other system does; `cursor` is undefined at the very first look. */
  readonly poll: (config: JsonObject, cursor: Json | undefined, context: PollContext) => Promise<PollResult>;
};
