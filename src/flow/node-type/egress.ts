import type { Failure } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Connection } from '../workspace/connection.ts';
import type { FailureFact } from './manifest.ts';

/** A hole in a body that egress fills with the connection's own secret, after the client has let go of it. */
export type SecretSlot = {
  /** Name of the secret; any other than the connection's own is refused. */
  readonly secret: string;
  /** `json`: written as a JSON string, quotes included. */
  readonly as: 'json';
};

/** One request of a connection client. It can name a path, never a host. */
export type EgressRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Joined to the base url of the connection; starts with `/`, without query, fragment, `..` or backslash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Parts of the body in order; the whole is sent with its length. */
  readonly body?: readonly (string | SecretSlot)[];
  /** What this request is part of, held against the connection's allowed operations. */
  readonly operation?: string;
  /** How it is authenticated: as the connection says (default), as a bearer token, or not at all. */
  readonly auth?: 'declared' | 'bearer' | 'none';
  /** Sent in the header that the connection names for it, where it names one. */
  readonly idempotencyKey?: string;
  /** Aborts at the step's timeout (with a reason named `TimeoutError`), at a cancel and at shutdown. */
  readonly signal: AbortSignal;
  /** How the answer's body is read; a body that is no JSON comes as text under `json`. */
  readonly expect: 'json' | 'text' | 'bytes';
};

/** The body of an answer, as it was asked for. */
export type EgressBody =
  | { readonly as: 'json'; readonly json: Json }
  | { readonly as: 'text'; readonly text: string }
  | { readonly as: 'bytes'; readonly bytes: Uint8Array };

/** An answer that arrived whole. Header names are lower case; repeated headers are joined by `, `. */
export type EgressResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: EgressBody;
};

/**
 * How a request ended. A status of 400 and above is a failure that still carries its response, so that a client
 * which knows the system better may say something more exact.
 */
export type EgressResult =
  | { readonly ok: true; readonly response: EgressResponse }
  | { readonly ok: false; readonly failure: Failure; readonly response?: EgressResponse };

/** The only way out of the runtime, bound to one connection. Never rejects. */
export type Egress = { readonly send: (request: EgressRequest) => Promise<EgressResult> };

/** What a connection client is made of. One client serves a connection for as long as its environment stands. */
export type ClientParts = {
  readonly connection: Connection;
  /** What the environment says about the connection: `url`, `database` and other keys of its kind. */
  readonly binding: JsonObject;
  readonly egress: Egress;
  /** SHA-256 as 64 hex digits. */
  readonly hash: (text: string) => string;
};

/** Makes the client of one connection kind. */
export type CreateClient<Client> = (parts: ClientParts) => Client;

/** Failures that any connection may end with. */
export const egressFailures: readonly FailureFact[] = [
  {
    code: 'egress/not-allowed',
    kind: 'policy',
    title: 'The connection does not allow this request.',
    help: 'Its method, operation, host, header or secret is not among those the connection declares. Have an architect widen `allow:` or `hosts:` in the connection file, or change the step.',
  },
  {
    code: 'egress/address-refused',
    kind: 'policy',
    title: 'The address is private or reserved.',
    help: 'An operator may open a private range for this environment under `egress: allowPrivate:`, as CIDR.',
  },
  {
    code: 'egress/not-bound',
    kind: 'policy',
    title: 'The environment does not say where the connection leads.',
    help: 'Give the connection a `url` (http or https) in the environment file.',
  },
  {
    code: 'egress/secret-missing',
    kind: 'policy',
    title: 'The secret of the connection has no value here.',
    help: 'Set it with `penstock secrets set`, or as an environment variable PENSTOCK_SECRET_<NAME>.',
  },
  {
    code: 'egress/circuit-open',
    kind: 'transient',
    title: 'The connection is paused because its system keeps failing.',
    help: 'Nothing was sent. Work resumes by itself when a probe succeeds.',
  },
  {
    code: 'egress/cancelled',
    kind: 'cancelled',
    title: 'The request was stopped before an answer arrived.',
    help: 'The run was cancelled or the runtime is shutting down.',
  },
  {
    code: 'http/unreachable',
    kind: 'transient',
    title: 'The system could not be reached.',
    help: 'Nothing was sent: its name did not resolve, or it refused the connection or did not take it in time.',
  },
  {
    code: 'http/certificate-refused',
    kind: 'permanent',
    title: "The system's certificate was not accepted.",
    help: 'Nothing was sent. Renew the certificate, or make its issuer known to the runtime with NODE_EXTRA_CA_CERTS.',
  },
  {
    code: 'http/interrupted',
    kind: 'transient',
    title: 'The connection broke before the whole answer arrived.',
    help: 'The request may have taken effect.',
  },
  {
    code: 'http/timed-out',
    kind: 'timeout',
    title: 'No answer arrived in time.',
    help: 'Once the request has left it may have taken effect.',
  },
  {
    code: 'http/busy',
    kind: 'transient',
    title: 'The system asks to try again later.',
    help: 'It answered 408, 425, 429 or 503; its Retry-After is honoured up to 24 hours.',
  },
  {
    code: 'http/server-failed',
    kind: 'transient',
    title: 'The system failed while it handled the request.',
    help: 'It answered with a status of 500 or above; except for 501 and 505 the request may have taken effect.',
  },
  {
    code: 'http/unauthorised',
    kind: 'permanent',
    title: 'The system did not accept the credentials, or they lack a right.',
    help: 'It answered 401 or 403. Check the secret, its expiry and the rights of its user.',
  },
  {
    code: 'http/rejected',
    kind: 'permanent',
    title: 'The system refused the request.',
    help: 'It answered with a status from 400 to 499; the same request would meet the same answer.',
  },
  {
    code: 'http/redirected',
    kind: 'permanent',
    title: 'The system redirects the request to a place that is not followed.',
    help: 'Only GET and HEAD follow redirects, at most five, and only to hosts the connection declares.',
  },
  {
    code: 'http/too-large',
    kind: 'permanent',
    title: 'The answer is larger than the runtime accepts.',
    help: 'At most 10 MB, packed or unpacked, 200 headers and 16 KB of them. Ask the system for smaller pages.',
  },
  {
    code: 'http/unreadable',
    kind: 'permanent',
    title: 'The answer cannot be read.',
    help: 'It is packed in an unknown way, breaks the protocol, is nested too deeply, or holds integers beyond 2^53.',
  },
  {
    code: 'http/bad-request',
    kind: 'validation',
    title: 'The request cannot be sent as it is.',
    help: 'Its path, a header or the query holds characters that have no place there.',
  },
];
