import { answerControl, isControl } from '../control.ts';
import { FaultBoard, type TransportFault, underFault } from '../faults.ts';
import { type Json, type JsonObject, parseJson } from '../json.ts';
import { Ledger } from '../ledger.ts';
import { type Answer, htmlAnswer, type LoopbackRequest, type Reply, startLoopback } from '../loopback.ts';
import { answerApi, isApi } from './api.ts';
import { answerByAddress } from './behaviours.ts';
import { hashBody, type RepeatMode, SaasState } from './effects.ts';
import { saasPage } from './page.ts';

/** Bodies above this size are in the ledger by hash and size only. */
const keptBodyBytes = 65_536;

/** One call the SaaS received. */
export interface SaasLedgerEntry {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** The idempotency key, or null when none was sent. */
  readonly key: string | null;
  readonly bodyHash: string;
  readonly sizeBytes: number;
  /** The body as JSON, as text when it is not JSON, null when it is empty or larger than 64 KiB. */
  readonly body: Json;
  /** True when the call changed something; false for reads, repeats, refusals, and when a fault kept it away. */
  readonly applied: boolean;
  /** The status that was answered, or would have been had the answer not been lost; null when nothing was done. */
  readonly status: number | null;
}

/** Where a fault can strike. */
export type SaasPlace = 'method' | 'path';

/** How to start the fake. */
export interface FakeSaasOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly now?: () => Date;
  /** Modes by beginning of the path; the longest beginning wins. */
  readonly modes?: Readonly<Record<string, RepeatMode>>;
  /** Wanted below `/v1`, as header `X-Api-Key`, query parameter `api_key` or bearer token; nothing is wanted without. */
  readonly apiKey?: string;
  /** A file of JSON lines that receives every ledger entry as it happens. */
  readonly ledgerFile?: string | undefined;
  /** How many ledger entries stay in memory; all of them by default. */
  readonly ledgerLimit?: number | undefined;
}

/** A running fake SaaS. */
export interface FakeSaas extends AsyncDisposable {
  readonly url: string;
  readonly faults: FaultBoard<SaasPlace, TransportFault>;
  /** Every call except the page at `/`, oldest first. */
  readonly ledger: readonly SaasLedgerEntry[];
  /** What a collection holds, such as `orders` or `things`. */
  list(collection: string): readonly JsonObject[];
  close(): Promise<void>;
}

const defaultModes: Readonly<Record<string, RepeatMode>> = {
  '/orders': 'idempotency-key',
  '/things': 'natural-key',
  '/echo': 'neither',
};

/** Starts a generic SaaS on 127.0.0.1 that remembers every effect. */
export async function startFakeSaas(options: FakeSaasOptions = {}): Promise<FakeSaas> {
  const ledger = new Ledger<SaasLedgerEntry>({ file: options.ledgerFile, limit: options.ledgerLimit });
  const state = new SaasState();
  const now = options.now ?? (() => new Date());
  const modes = { ...defaultModes, ...options.modes };
  const loopback = await startLoopback({
    ...(options.port === undefined ? {} : { port: options.port }),
    now,
    answer: (request, signal) =>
      answerRequest({ request, signal, state, ledger, faults, modes, now, apiKey: options.apiKey }),
  });
  const faults = new FaultBoard<SaasPlace, TransportFault>(loopback);
  const close = async (): Promise<void> => {
    await loopback.close();
    ledger.close();
  };
  return {
    url: loopback.url,
    faults,
    get ledger() {
      return ledger.entries;
    },
    list: (collection) => state.list(collection),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Exchange {
  readonly request: LoopbackRequest;
  readonly signal: AbortSignal;
  readonly state: SaasState;
  readonly ledger: Ledger<SaasLedgerEntry>;
  readonly faults: FaultBoard<SaasPlace, TransportFault>;
  readonly modes: Readonly<Record<string, RepeatMode>>;
  readonly now: () => Date;
  readonly apiKey: string | undefined;
}

async function answerRequest(exchange: Exchange): Promise<Reply> {
  const { request, state, ledger, faults } = exchange;
  if (isControl(request)) {
    const answer = answerControl(request, {
      faults,
      ledger: () => ledger.entries,
      records: (table) => state.list(table),
    });
    return { kind: 'answer', answer };
  }
  if (request.path === '/') return { kind: 'answer', answer: htmlAnswer(200, saasPage(state, ledger.entries)) };
  return underFault({
    fault: faults.take({ method: request.method, path: request.path }),
    signal: exchange.signal,
    apply: () => answerCall(exchange),
    skip: () => note(exchange, { applied: false, status: null }),
  });
}

async function answerCall(exchange: Exchange): Promise<Answer> {
  const { request, state } = exchange;
  if (isApi(request)) {
    const effect = answerApi(request, state, exchange.apiKey);
    note(exchange, { applied: effect.applied, status: effect.answer.status });
    return effect.answer;
  }
  const byAddress = await answerByAddress(request, exchange.signal);
  const effect =
    byAddress === undefined ? state.apply(request, modeOf(exchange)) : { applied: false, answer: byAddress };
  note(exchange, { applied: effect.applied, status: effect.answer.status });
  return effect.answer;
}

function modeOf(exchange: Exchange): RepeatMode {
  const matching = Object.keys(exchange.modes).filter((beginning) => exchange.request.path.startsWith(beginning));
  const [longest] = matching.sort((left, right) => right.length - left.length);
  return longest === undefined ? 'neither' : (exchange.modes[longest] ?? 'neither');
}

/** Writes the call into the ledger before its answer leaves, so that an effect is on record even when the answer is lost. */
function note(exchange: Exchange, end: Pick<SaasLedgerEntry, 'applied' | 'status'>): void {
  const { request, ledger, now } = exchange;
  const key = request.headers['idempotency-key'];
  ledger.append((seq) => ({
    seq,
    at: now().toISOString(),
    method: request.method,
    path: request.path,
    key: typeof key === 'string' ? key : null,
    bodyHash: hashBody(request.body),
    sizeBytes: request.body.length,
    body: keptBody(request.body),
    ...end,
  }));
}

function keptBody(body: Buffer): Json {
  if (body.length === 0 || body.length > keptBodyBytes) return null;
  const text = body.toString('utf8');
  return parseJson(text) ?? text;
}
