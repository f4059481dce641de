// Not the package's front door, as in connector.ts.
import Agent from 'undici/lib/dispatcher/agent.js';
import { type Failure, invalid, permanent, refusedByPolicy, transient } from '#flow/failure.ts';
import type { Egress, EgressRequest, EgressResponse, EgressResult } from '#flow/node-type/egress.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import type { Clock, Log } from '#runtime/engine/ports.ts';
import { createAddressGuard } from './address-guard.ts';
import { readBody, unpack } from './answer.ts';
import { type Circuit, createCircuit, type Health } from './circuit.ts';
import { guardedConnector, type Resolver, systemResolver } from './connector.ts';
import { type Breakdown, type ExchangeResult, exchange, type WireRequest } from './exchange.ts';
import { createLine, type Line } from './line.ts';
import { failureOfBreakdown, failureOfStatus } from './outcome.ts';
import { completeBody, completeHeaders, completeUrl, refusalOf, type SecretSource } from './request.ts';
import { followRedirect, joinPath, parseTarget, type Target } from './target.ts';

/** Whether a connection takes work now. */
export type Gate =
  | { readonly open: true }
  /** `untilMs`: epoch milliseconds at which to look again. */
  | { readonly open: false; readonly why: string; readonly untilMs: number };

/** What one environment may reach: every connection behind its own guard, circuit and line. */
export type EgressRoom = {
  /** The way out for one connection. One that the environment does not know refuses every request. */
  readonly forConnection: (id: string) => Egress;
  readonly gate: (id: string) => Gate;
  /** How long the target remembers keys, and how long a request may be in flight there, in milliseconds. */
  readonly memory: (id: string) => { readonly keyKeptForMs: number | undefined; readonly maxRequestTimeMs: number };
  /** State of every circuit, for metrics and the connections page. */
  readonly circuits: () => readonly { readonly connection: string; readonly state: 'closed' | 'open' | 'half-open' }[];
  /** Cuts what is in flight and closes all sockets. */
  readonly close: () => Promise<void>;
};

/** How much, and how long, by default. */
const limits = { bodyBytes: 10_000_000, headerBytes: 16_384, headerCount: 200, connectMs: 10_000, idleMs: 60_000 };

const maxRedirects = 5;

/** Longest a request may be in flight where its connection is not known. */
const unknownRequestTimeMs = 120_000;

type Lane = {
  readonly connection: Connection;
  readonly target: Target;
  readonly agent: Agent;
  readonly circuit: Circuit;
  readonly line: Line;
};

type Ports = { readonly secrets: SecretSource; readonly clock: Clock; readonly log: Log };

/**
 * Opens the way out of the runtime for one environment.
 *
 * @param parts.resolver resolves names; the operating system's by default
 */
export function createEgress(parts: {
  readonly connections: readonly Connection[];
  readonly environment: Environment;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly resolver?: Resolver;
}): EgressRoom {
  const { connections, environment, secrets, clock, log } = parts;
  const connect = guardedConnector({
    guard: createAddressGuard(environment.egress.allowPrivate),
    resolver: parts.resolver ?? systemResolver,
    timeoutMs: limits.connectMs,
  });
  const lanes = new Map<string, Lane>();
  for (const connection of connections) {
    const binding = Object.hasOwn(environment.connections, connection.id) ? environment.connections[connection.id] : {};
    const target = parseTarget(connection, binding?.url);
    if (target === undefined) continue;
    lanes.set(connection.id, {
      connection,
      target,
      agent: new Agent({
        connect,
        allowH2: false,
        connections: connection.limits.concurrency,
        pipelining: 1,
        maxHeaderSize: limits.headerBytes,
        headersTimeout: connection.maxRequestTimeMs,
        bodyTimeout: Math.min(limits.idleMs, connection.maxRequestTimeMs),
      }),
      circuit: createCircuit(connection.breaker, clock.mono),
      line: createLine(connection.limits, clock),
    });
  }

  return {
    forConnection: (id) => {
      const lane = lanes.get(id);
      return { send: (request) => (lane === undefined ? notBound(id) : send(lane, request, { secrets, clock, log })) };
    },
    gate: (id) => {
      const waitMs = lanes.get(id)?.circuit.waitMs() ?? 0;
      if (waitMs === 0) return { open: true };
      return { open: false, why: `The system behind "${id}" keeps failing.`, untilMs: clock.now() + Math.ceil(waitMs) };
    },
    memory: (id) => {
      const connection = lanes.get(id)?.connection;
      return {
        keyKeptForMs: connection?.idempotency?.keptForMs,
        maxRequestTimeMs: connection?.maxRequestTimeMs ?? unknownRequestTimeMs,
      };
    },
    circuits: () => [...lanes].map(([connection, lane]) => ({ connection, state: lane.circuit.state() })),
    close: async () => {
      await Promise.all([...lanes.values()].map((lane) => lane.agent.destroy()));
    },
  };
}

async function notBound(id: string): Promise<EgressResult> {
  return refused(refusedByPolicy('egress/not-bound', `The environment gives the connection "${id}" no usable url.`));
}

function refused(failure: Failure): EgressResult {
  return { ok: false, failure };
}

/** Waits for a place, asks the circuit, sends, and tells the circuit what was learned. */
async function send(lane: Lane, request: EgressRequest, ports: Ports): Promise<EgressResult> {
  const { connection, circuit, line } = lane;
  const refusal = refusalOf(request, connection);
  if (refusal !== undefined) return refused(refusal);
  const url = joinPath(lane.target, request.path, request.query);
  if (url === undefined) {
    return refused(
      invalid('http/bad-request', 'The path must start with "/" and stay below the address of the connection.'),
    );
  }
  if (circuit.waitMs() > 0) return refused(paused(connection, circuit.waitMs()));
  const leave = await line.enter(request.signal);
  if (leave === undefined) {
    return refused(failureOfBreakdown({ why: 'aborted', hasLeft: false, signal: request.signal }));
  }
  try {
    const admitted = circuit.admit();
    if (!admitted.ok) return refused(paused(connection, admitted.waitMs));
    const startedAt = ports.clock.mono();
    const stateBefore = circuit.state();
    const { result, health } = await carryOut(lane, request, url, ports);
    admitted.admission.settle(health);
    report(lane, { request, result, durationMs: ports.clock.mono() - startedAt, stateBefore }, ports.log);
    return result;
  } finally {
    leave();
  }
}

function paused(connection: Connection, waitMs: number): Failure {
  const title = `The connection "${connection.id}" is paused because its system keeps failing; nothing was sent.`;
  return transient('egress/circuit-open', title, { retryAfterMs: Math.ceil(waitMs) });
}

function report(
  lane: Lane,
  sent: {
    readonly request: EgressRequest;
    readonly result: EgressResult;
    readonly durationMs: number;
    readonly stateBefore: string;
  },
  log: Log,
): void {
  const { request, result, stateBefore } = sent;
  const status = result.response?.status;
  // Paths and queries may name people; they stay out of the log.
  log.info('egress.sent', {
    connection: lane.connection.id,
    method: request.method,
    ...(request.operation === undefined ? {} : { operation: request.operation }),
    ...(status === undefined ? {} : { status }),
    ...(result.ok ? {} : { code: result.failure.code }),
    durationMs: Math.round(sent.durationMs),
  });
  const state = lane.circuit.state();
  if (state !== stateBefore) log.warn('egress.circuit', { connection: lane.connection.id, state });
}

type Carried = { readonly result: EgressResult; readonly health: Health };

/** Fills in the secrets, exchanges, and follows redirects where that is safe. */
async function carryOut(lane: Lane, request: EgressRequest, first: URL, ports: Ports): Promise<Carried> {
  const headers = completeHeaders(request, lane.connection, ports.secrets);
  if (!headers.ok) return { result: refused(headers.failure), health: 'unknown' };
  const body = completeBody(request, lane.connection, ports.secrets);
  if (!body.ok) return { result: refused(body.failure), health: 'unknown' };
  // Another origin is never given the key, and the same one is given it again.
  const keyed = (url: URL) => completeUrl(url, request, { connection: lane.connection, secrets: ports.secrets });
  const address = keyed(first);
  if (!address.ok) return { result: refused(address.failure), health: 'unknown' };
  const isSafe = request.method === 'GET' || request.method === 'HEAD';

  let wire: WireRequest = { url: address.value, method: request.method, headers: headers.value, body: body.value };
  for (let hops = 0; ; hops += 1) {
    const answer = await exchange({
      dispatcher: lane.agent,
      request: wire,
      limits: {
        bodyBytes: limits.bodyBytes,
        headerCount: limits.headerCount,
        totalMs: lane.connection.maxRequestTimeMs,
      },
      clock: ports.clock,
      signal: request.signal,
    });
    const location = answer.arrived && isRedirect(answer.status) ? answer.headers.location : undefined;
    if (location === undefined || !isSafe) return conclude(answer, request, ports.clock.now());
    const next = hops < maxRedirects ? followRedirect(lane.target, wire.url, location) : undefined;
    if (next === undefined) return { result: refused(astray(hops)), health: 'healthy' };
    const again = next.origin === first.origin ? keyed(next) : undefined;
    wire =
      again?.ok === true
        ? { ...wire, url: again.value, headers: headers.value }
        : { ...wire, url: next, headers: bareHeaders(headers.value) };
  }
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function astray(hops: number): Failure {
  return hops >= maxRedirects
    ? permanent('http/redirected', `The system redirected the request more than ${maxRedirects} times.`)
    : refusedByPolicy('egress/not-allowed', 'The system redirects to a host the connection does not declare.');
}

/** What another origin may see: nothing that says who we are or what we hold. */
function bareHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['accept', 'accept-encoding', 'accept-language', 'user-agent'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => kept.includes(name)));
}

/** Reads the answer and says what it means, for the step and for the circuit. */
async function conclude(answer: ExchangeResult, request: EgressRequest, nowMs: number): Promise<Carried> {
  if (!answer.arrived) {
    const failure = failureOfBreakdown({ why: answer.why, hasLeft: answer.hasLeft, signal: request.signal });
    return { result: refused(failure), health: healthOf(answer.why, failure) };
  }
  const { status, headers } = answer;
  const failure = failureOfStatus({ status, retryAfter: headers['retry-after'], nowMs });
  // 503 is worth another try, and a system that answers nothing else is down: both are true.
  const health = failure?.code === 'http/server-failed' || status === 503 ? 'failing' : 'healthy';
  const unpacked = await unpack(answer.bytes, headers['content-encoding'], limits.bodyBytes);
  const body = unpacked.ok ? readBody(unpacked.value, request.expect, headers['content-type']) : unpacked;
  if (!body.ok) return { result: refused(failure ?? unread(body.why)), health };
  const response: EgressResponse = { status, headers, body: body.value };
  return { result: failure === undefined ? { ok: true, response } : { ok: false, failure, response }, health };
}

/** The system did what was asked and said so in a way we cannot read: it must not be asked again blindly. */
function unread(why: 'too-large' | 'unreadable'): Failure {
  return why === 'too-large'
    ? permanent('http/too-large', 'The answer is larger than the runtime accepts.', { unknown: true })
    : permanent('http/unreadable', 'The answer cannot be read.', { unknown: true });
}

function healthOf(why: Breakdown, failure: Failure): Health {
  if (why === 'unreachable' || why === 'interrupted' || why === 'late') return 'failing';
  // A step that ran into its own time limit met a slow system; a cancelled one says nothing about it.
  return why === 'aborted' && failure.kind === 'timeout' && failure.unknown === true ? 'failing' : 'unknown';
}
