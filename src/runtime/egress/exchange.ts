import type { Dispatcher } from 'undici';
import type { Clock } from '#runtime/engine/ports.ts';
import { AddressRefused } from './connector.ts';

/** How large an answer may be, and how long it may take. */
export type ExchangeLimits = {
  readonly bodyBytes: number;
  readonly headerCount: number;
  /** From the first attempt to connect until the last byte of the answer. */
  readonly totalMs: number;
};

/** One request, complete with its secrets, and nothing that could leak into a log. */
export type WireRequest = {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};

/** Why no whole answer arrived. */
export type Breakdown =
  | 'aborted'
  | 'address'
  | 'certificate'
  | 'unreachable'
  | 'interrupted'
  | 'late'
  | 'too-large'
  | 'protocol';

/** What came of it. */
export type ExchangeResult =
  | {
      readonly arrived: true;
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly bytes: Buffer;
    }
  /** `hasLeft`: bytes of the request may have reached the system. */
  | { readonly arrived: false; readonly why: Breakdown; readonly hasLeft: boolean };

/** The end of an exchange that egress itself brings about. */
class Stopped extends Error {
  readonly why: Breakdown;

  constructor(why: Breakdown) {
    super(why);
    this.why = why;
  }
}

/** Sends one request and reads one answer, headers and body, within the limits. Never rejects. */
export function exchange(parts: {
  readonly dispatcher: Dispatcher;
  readonly request: WireRequest;
  readonly limits: ExchangeLimits;
  readonly clock: Pick<Clock, 'after'>;
  readonly signal: AbortSignal;
}): Promise<ExchangeResult> {
  const { dispatcher, request, limits, clock, signal } = parts;
  return new Promise((resolve) => {
    let hasLeft = false;
    let controller: Dispatcher.DispatchController | undefined;
    let stopped: Stopped | undefined;
    const finish = (result: ExchangeResult): void => {
      withdrawTimer();
      signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const stop = (why: Breakdown): void => {
      stopped ??= new Stopped(why);
      controller?.abort(stopped);
      // While the connection is still being made there is nothing to abort yet, and nobody should wait for it.
      if (controller === undefined) finish({ arrived: false, why, hasLeft });
    };
    const abort = (): void => stop('aborted');
    const withdrawTimer = clock.after(limits.totalMs, () => stop(hasLeft ? 'late' : 'unreachable'));
    if (signal.aborted) {
      finish({ arrived: false, why: 'aborted', hasLeft });
      return;
    }
    signal.addEventListener('abort', abort, { once: true });

    const handler = readInto({
      limits,
      started: (given) => {
        controller = given;
        if (stopped !== undefined) given.abort(stopped);
        else hasLeft = true;
      },
      arrived: finish,
      broken: (error) => finish({ arrived: false, why: stopped?.why ?? breakdownOf(error, hasLeft), hasLeft }),
    });
    const { url, method, headers, body } = request;
    dispatcher.dispatch(
      { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body: body ?? null },
      handler,
    );
  });
}

function readInto(parts: {
  readonly limits: ExchangeLimits;
  readonly started: (controller: Dispatcher.DispatchController) => void;
  readonly arrived: (result: ExchangeResult) => void;
  readonly broken: (error: Error) => void;
}): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  let status = 0;
  let headers: Record<string, string> = {};
  return {
    onRequestStart: parts.started,
    onResponseStart: (controller, statusCode, given) => {
      status = statusCode;
      const count = Object.values(given).reduce((sum, value) => sum + (Array.isArray(value) ? value.length : 1), 0);
      if (count > parts.limits.headerCount) controller.abort(new Stopped('too-large'));
      headers = joinHeaders(given);
    },
    onResponseData: (controller, chunk) => {
      sizeBytes += chunk.length;
      if (sizeBytes > parts.limits.bodyBytes) controller.abort(new Stopped('too-large'));
      else chunks.push(chunk);
    },
    onResponseEnd: () => parts.arrived({ arrived: true, status, headers, bytes: Buffer.concat(chunks) }),
    onResponseError: (_controller, error) => parts.broken(error),
  };
}

function joinHeaders(given: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const pairs = Object.entries(given).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(pairs);
}

/** Names a foreign error. What cannot be named counts as interrupted: the careful reading. */
function breakdownOf(error: Error, hasLeft: boolean): Breakdown {
  if (error instanceof Stopped) return error.why;
  if (error instanceof AddressRefused) return 'address';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return 'too-large';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'late';
  if (code.startsWith('HPE_')) return 'protocol';
  if (hasLeft) return 'interrupted';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/.test(code)) return 'certificate';
  // Whatever went wrong while the connection was made, no byte of the request was written.
  return 'unreachable';
}
