import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IncomingRequest, Signatures } from '#flow/node-type/work.ts';
import { type BodyReader, createBodyReader } from '../access/read-body.ts';
import { createTokenBucket, type TokenBucket } from '../access/token-bucket.ts';
import type { Engine } from '../engine/engine-port.ts';
import type { Clock, Ids, Log } from '../engine/ports.ts';
import type { RefusedCallCommand } from '../store/command.ts';
import { StoreUnavailable } from '../store/store.ts';
import { answerAccepted, answerProcessed, answerRefused, type HookAnswer, writeAnswer } from './answers.ts';
import { bodyKindOf, type WebhookEndpoint } from './endpoint.ts';
import { type HeaderLists, headerOf, isFromLoopback, listHeaders, splitTarget } from './incoming.ts';
import { limitLog } from './limit-log.ts';
import { createListeners, type HeardCall, type HeardOutcome, type Listeners } from './listeners.ts';
import { createRefusals } from './refusals.ts';

/** The door for webhooks. */
export type Ingress = {
  /** Puts a new set of endpoints in place of the old one, at once: a call meets the old set or the new, never a mix. */
  readonly mount: (endpoints: readonly WebhookEndpoint[]) => void;
  /** What is mounted now. */
  readonly endpoints: () => readonly WebhookEndpoint[];
  /**
   * Tells of the calls to an address until the returned function is called. Where nothing live is mounted there, calls
   * are verified by this endpoint, answered with 202, and start no run.
   */
  readonly listen: Listeners['add'];
  /** Takes one call from the first header to the last byte of the answer. Never rejects. */
  readonly receiveWebhook: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Calls since the start. */
  readonly counts: () => {
    readonly accepted: number;
    readonly duplicate: number;
    readonly refused: Readonly<Record<string, number>>;
  };
};

/** What the door needs of the rest of the runtime. */
export type IngressOptions = {
  readonly engine: Pick<Engine, 'acceptEvent' | 'awaitAnswer'>;
  readonly signatures: Signatures;
  /** Whether the runtime holds a secret of this name; without one, nobody is let in. */
  readonly hasSecret: (name: string) => boolean;
  /** Writes a refused call down; called at most about five times a second in a flood. */
  readonly recordRefused: (command: RefusedCallCommand) => Promise<unknown>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Memory that unfinished bodies of all senders may take together, in bytes; default 64 MB. */
  readonly bodyBudgetBytes?: number;
};

/** The options as the functions below use them. */
type Needs = IngressOptions & { readonly readBody: BodyReader };

const defaultBodyBudgetBytes = 64 * 1024 * 1024;

type Mounted = {
  readonly endpoint: WebhookEndpoint;
  readonly bucket: TokenBucket | undefined;
  /** Not live: verified and answered, and no run. */
  readonly isDraft?: true;
};

/** One lookup table, swapped as a whole. */
type Table = {
  readonly byAddress: ReadonlyMap<string, Mounted>;
  readonly byPath: ReadonlyMap<string, readonly Mounted[]>;
};

/** A call on its way in. */
type Arrival = {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: HeaderLists;
  readonly receivedAt: number;
};

/** Why a call was turned away; `log` is what operators see where it says more than the sender may know. */
type Refused = {
  readonly refused: { readonly code: string; readonly reason: string };
  readonly answer: HookAnswer;
  /** Absent where it was refused before its body was read. */
  readonly request?: IncomingRequest;
};

const retryMs = 5_000;

/** Makes the door; nothing is mounted yet. */
export function createIngress(options: IngressOptions): Ingress {
  const { clock, ids } = options;
  const log = limitLog(options.log, clock);
  const readBody = createBodyReader(options.bodyBudgetBytes ?? defaultBodyBudgetBytes);
  const needs: Needs = { ...options, log, readBody };
  const refusals = createRefusals({ record: options.recordRefused, clock, log });
  const listeners = createListeners();
  const totals = { accepted: 0, duplicate: 0 };
  let mounted: readonly WebhookEndpoint[] = [];
  let table: Table = { byAddress: new Map(), byPath: new Map() };

  const take = async (arrival: Arrival, response: ServerResponse): Promise<HookAnswer> => {
    const found = findMounted(table, arrival, listeners);
    const outcome = 'refused' in found ? found : await admit(found, arrival, needs, response);
    if (!('refused' in found)) listeners.tell(found.endpoint, heardCall(arrival, outcome));
    if (!('refused' in outcome)) {
      if (outcome.kind) totals[outcome.kind] += 1;
      return outcome.answer;
    }
    refusals.note({
      path: arrival.path,
      method: arrival.method,
      status: outcome.answer.status,
      code: outcome.refused.code,
      reason: outcome.refused.reason,
      sizeBytes: Number(headerOf(arrival.headers, 'content-length') ?? 0) || 0,
    });
    return outcome.answer;
  };

  return {
    mount: (endpoints) => {
      table = buildTable(endpoints, table, clock);
      mounted = endpoints;
    },
    endpoints: () => mounted,
    listen: listeners.add,
    receiveWebhook: async (request, response) => {
      const arrival: Arrival = {
        request,
        method: request.method ?? '',
        ...splitTarget(request.url ?? ''),
        headers: listHeaders(request.rawHeaders),
        receivedAt: clock.now(),
      };
      try {
        writeAnswer(response, await take(arrival, response));
      } catch (error) {
        const reference = ids.next('ref');
        log.error('ingress.broke', { reference, path: arrival.path, why: errorText(error) });
        if (response.headersSent) response.destroy();
        else writeAnswer(response, { ...brokenAnswer(reference), close: true });
      }
    },
    counts: () => ({ ...totals, refused: refusals.counts() }),
  };
}

function brokenAnswer(reference: string): HookAnswer {
  return answerRefused(
    500,
    'ingress/broke',
    `The log of the runtime tells more under ${reference}. Send the event again.`,
  );
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function buildTable(endpoints: readonly WebhookEndpoint[], before: Table, clock: Clock): Table {
  const byAddress = new Map<string, Mounted>();
  const byPath = new Map<string, Mounted[]>();
  for (const endpoint of endpoints) {
    const address = `${endpoint.method} ${endpoint.path}`;
    const entry = { endpoint, bucket: bucketFor(endpoint, before.byAddress.get(address), clock) };
    byAddress.set(address, entry);
    byPath.set(endpoint.path, [...(byPath.get(endpoint.path) ?? []), entry]);
  }
  return { byAddress, byPath };
}

/** A deployment that leaves the rate alone must not hand every sender a full bucket again. */
function bucketFor(endpoint: WebhookEndpoint, before: Mounted | undefined, clock: Clock): TokenBucket | undefined {
  const { rate } = endpoint;
  if (rate === undefined) return undefined;
  const old = before?.endpoint.rate;
  if (before?.bucket && old?.capacity === rate.capacity && old.perMs === rate.perMs) return before.bucket;
  return createTokenBucket({ ...rate, mono: clock.mono });
}

function findMounted(table: Table, arrival: Arrival, listeners: Listeners): Mounted | Refused {
  const exact = table.byAddress.get(`${arrival.method} ${arrival.path}`);
  if (exact !== undefined) return exact;
  const draft = listeners.draftAt(arrival.method, arrival.path);
  if (draft !== undefined) return { endpoint: draft, bucket: undefined, isDraft: true };
  const others = table.byPath.get(arrival.path);
  if (others === undefined) {
    return refuse(
      404,
      'ingress/no-endpoint',
      'No live flow listens at this address. Check the path and the deployment.',
      { close: true },
    );
  }
  // Handshakes come as GET where events come as POST; the trigger's own work tells the two apart.
  const shaking = others.find(({ endpoint }) => endpoint.handshakes);
  if (shaking !== undefined) return shaking;
  const allow = others.map(({ endpoint }) => endpoint.method).join(', ');
  return refuse(405, 'ingress/wrong-method', `This address takes ${allow}.`, { allow, close: true });
}

function refuse(
  status: number,
  code: string,
  reason: string,
  extra: Pick<HookAnswer, 'retryAfterMs' | 'allow' | 'close'> = {},
): Refused {
  return { refused: { code, reason }, answer: answerRefused(status, code, reason, extra) };
}

type Admitted = {
  readonly answer: HookAnswer;
  readonly kind?: 'accepted' | 'duplicate';
  readonly run?: string;
  readonly isHeard?: true;
  readonly request?: IncomingRequest;
};

/** What those who listen are told; made whether anybody does or not, because it costs nothing. */
function heardCall({ receivedAt, headers, query }: Arrival, outcome: Admitted | Refused): HeardCall {
  return { receivedAt, headers, query, request: outcome.request, outcome: heardOutcome(outcome) };
}

function heardOutcome(outcome: Admitted | Refused): HeardOutcome {
  const { status } = outcome.answer;
  if ('refused' in outcome) return { verdict: 'refused', status, ...outcome.refused };
  if (outcome.kind !== undefined) return { verdict: outcome.kind, status, run: outcome.run ?? '' };
  return { verdict: outcome.isHeard ? 'heard' : 'answered', status };
}

async function admit(
  { endpoint, bucket, isDraft }: Mounted,
  arrival: Arrival,
  needs: Needs,
  response: ServerResponse,
): Promise<Admitted | Refused> {
  const early = refuseEarly(endpoint, bucket, arrival, needs);
  if (early !== undefined) return early;
  if (headerOf(arrival.headers, 'expect') !== undefined) response.writeContinue();
  const body = await needs.readBody(arrival.request, headerOf(arrival.headers, 'content-length'), endpoint.limitBytes);
  if (!body.ok) return refuseBody(body.why, endpoint);
  const { method, query, headers, receivedAt, path } = arrival;
  const loopback = isFromLoopback(arrival.request, headers);
  // Handshake senders without signatures prove themselves in the body, which the trigger's own work looks at.
  if (endpoint.isOpen && !endpoint.handshakes && !loopback) {
    return refuse(401, 'ingress/open-endpoint', 'A trigger without proof of sender is let in from this machine only.');
  }
  const request: IncomingRequest = { method, path, query, headers, body: body.bytes, receivedAt, loopback };
  const verdict = endpoint.work.verify(endpoint.config, request, needs.signatures);
  if (verdict.verdict === 'refuse') return { ...refuse(verdict.status, verdict.code, verdict.reason), request };
  if (verdict.verdict === 'answer') return { answer: verdict, request };
  return { ...(isDraft ? hear(endpoint, request) : await accept(endpoint, request, needs)), request };
}

/** A draft's address: what the live one would refuse is refused, and nothing is started. */
function hear(endpoint: WebhookEndpoint, request: IncomingRequest): Admitted | Refused {
  const event = endpoint.work.toEvent(endpoint.config, request);
  if (!event.ok) return refuse(event.status, event.code, event.reason);
  return { isHeard: true, answer: { status: 202, contentType: 'application/json', body: '{"listening":true}' } };
}

/** Everything that can be refused before the first byte of the body is read. */
function refuseEarly(
  endpoint: WebhookEndpoint,
  bucket: TokenBucket | undefined,
  arrival: Arrival,
  needs: Needs,
): Refused | undefined {
  const waitMs = bucket?.take() ?? 0;
  if (waitMs > 0) {
    return refuse(429, 'ingress/too-many', 'This address was called too often. Wait as long as Retry-After says.', {
      retryAfterMs: waitMs,
      close: true,
    });
  }
  if (!endpoint.isOpen && !endpoint.secrets.some(needs.hasSecret)) {
    needs.log.error('ingress.no-secret', { flow: endpoint.flow, node: endpoint.node, secrets: endpoint.secrets });
    return close(
      refuse(401, 'ingress/no-secret', `None of the secrets ${endpoint.secrets.join(', ')} is stored. Store one.`),
    );
  }
  const length = headerOf(arrival.headers, 'content-length');
  if (length !== undefined && Number(length) > endpoint.limitBytes) return refuseTooLarge(endpoint);
  if (!isIdentity(headerOf(arrival.headers, 'content-encoding'))) {
    return close(refuse(415, 'ingress/encoded', 'Compressed bodies are not taken. Send the body as it is.'));
  }
  return endpoint.handshakes ? undefined : refuseKind(endpoint, arrival.headers);
}

/** An allow-list by what the sender announces: data is never read as another kind than it claims to be. */
function refuseKind(endpoint: WebhookEndpoint, headers: HeaderLists): Refused | undefined {
  const isEmpty = !headers.has('transfer-encoding') && Number(headerOf(headers, 'content-length') ?? 0) === 0;
  if (isEmpty) return undefined;
  const types = headers.get('content-type') ?? [];
  if (types.length > 1) return close(refuse(400, 'ingress/header-repeated', 'Content-Type is there more than once.'));
  const kind = bodyKindOf(types[0] ?? '');
  if (kind !== undefined && endpoint.bodies.includes(kind)) return undefined;
  return close(
    refuse(415, 'ingress/body-kind', `This address takes ${endpoint.bodies.join(', ')}. Send a matching Content-Type.`),
  );
}

function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || encoding.toLowerCase() === 'identity';
}

function refuseBody(why: 'too-large' | 'gone' | 'crowded', endpoint: WebhookEndpoint): Refused {
  switch (why) {
    case 'too-large':
      return refuseTooLarge(endpoint);
    case 'gone':
      return refuse(400, 'ingress/cut-off', 'The sender left before the body was complete.');
    case 'crowded':
      return refuse(503, 'ingress/crowded', 'Too many bodies are arriving at once. Send it again later.', {
        retryAfterMs: retryMs,
        close: true,
      });
  }
}

function refuseTooLarge(endpoint: WebhookEndpoint): Refused {
  const limitText = `${Math.floor(endpoint.limitBytes / 1024)} KB`;
  return close(
    refuse(413, 'ingress/too-large', `This address takes bodies up to ${limitText}. Send less, or raise limits.body.`),
  );
}

/** The body is unread, so the connection cannot carry another request. */
function close(refused: Refused): Refused {
  return { ...refused, answer: { ...refused.answer, close: true } };
}

async function accept(endpoint: WebhookEndpoint, request: IncomingRequest, needs: Needs): Promise<Admitted | Refused> {
  const event = endpoint.work.toEvent(endpoint.config, request);
  if (!event.ok) return refuse(event.status, event.code, event.reason);
  const outcome = await acceptOrUnavailable(endpoint, request, event.event, needs);
  if (outcome.kind === 'refused') {
    const extra = outcome.status === 503 ? { retryAfterMs: outcome.retryAfterMs ?? retryMs } : {};
    return refuse(outcome.status, outcome.code, outcome.reason, extra);
  }
  if (endpoint.answer === 'accepted') {
    return { kind: outcome.kind, run: outcome.run, answer: answerAccepted(endpoint, outcome.kind, outcome.run) };
  }
  const answer = await needs.engine.awaitAnswer(outcome.run, endpoint.answerWithinMs);
  return { kind: outcome.kind, run: outcome.run, answer: answerProcessed(answer, outcome.run) };
}

type AcceptEvent = Engine['acceptEvent'];

/** A store that refuses is an expected outcome at the door: the sender keeps the event and tries again. */
async function acceptOrUnavailable(
  endpoint: WebhookEndpoint,
  request: IncomingRequest,
  event: Parameters<AcceptEvent>[0]['event'],
  needs: Needs,
): Promise<Awaited<ReturnType<AcceptEvent>>> {
  try {
    return await needs.engine.acceptEvent({
      flow: endpoint.flow,
      triggerNode: endpoint.node,
      event,
      receivedAt: request.receivedAt,
      bodyHash: hash('sha256', request.body),
      actor: `sender:${endpoint.node}`,
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    needs.log.error('ingress.store-unavailable', { reason: error.reason });
    return {
      kind: 'refused',
      status: 503,
      code: 'store/unavailable',
      reason: 'The store takes no events now. Send it again later.',
    };
  }
}
