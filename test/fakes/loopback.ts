import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request as a fake sees it, with the whole body read. */
export interface LoopbackRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Headers as they were sent, in order and with their letters. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** One HTTP answer. `Content-Length` and `Date` are added. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What goes back over the socket: an answer, or one of the ways in which no whole answer arrives. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'truncated'; readonly answer: Answer; readonly sizeBytes: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' };

/** How a fake answers. The signal aborts when the server closes, so that delays do not outlive it. */
export type AnswerRequest = (request: LoopbackRequest, signal: AbortSignal) => Promise<Reply>;

/** A running server on 127.0.0.1. */
export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Stops listening and cuts every connection; whoever connects now is refused. The port stays ours by number only. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on 127.0.0.1.
 *
 * @param port 0, the default, takes any free port
 * @param now the clock behind the `Date` header; remote clocks are one of the things a client must not trust
 */
export async function startLoopback(options: {
  readonly answer: AnswerRequest;
  readonly port?: number;
  readonly now?: () => Date;
}): Promise<Loopback> {
  const closing = new AbortController();
  const now = options.now ?? (() => new Date());
  const server = createServer((incoming, outgoing) => {
    serve({ incoming, outgoing, answer: options.answer, signal: closing.signal, now }).catch((error: unknown) => {
      // A broken fake must be loud: the stack travels to the test that called it.
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
      console.error('a fake server failed', error);
    });
  });
  server.keepAliveTimeout = 60_000;
  let port = options.port ?? 0;
  const up = async (): Promise<void> => {
    if (server.listening) return;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await down();
  };
  await up();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback server has no port');
  port = address.port;
  return { url: `http://127.0.0.1:${port}`, port, up, down, close, [Symbol.asyncDispose]: close };
}

async function serve(exchange: {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly answer: AnswerRequest;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}): Promise<void> {
  const { incoming, outgoing } = exchange;
  const body = await readBody(incoming);
  if (body === undefined) return;
  const address = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const reply = await exchange.answer(
    {
      method: incoming.method ?? 'GET',
      path: address.pathname,
      query: address.searchParams,
      headers: incoming.headers,
      rawHeaders: pairs(incoming.rawHeaders),
      body,
    },
    exchange.signal,
  );
  if (reply.kind === 'silence') return;
  if (reply.kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { status, headers = {}, body: content = '' } = reply.answer;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  outgoing.writeHead(status, { Date: exchange.now().toUTCString(), ...headers, 'Content-Length': bytes.length });
  if (reply.kind === 'answer') {
    outgoing.end(incoming.method === 'HEAD' ? undefined : bytes);
    return;
  }
  outgoing.write(bytes.subarray(0, reply.sizeBytes), () => incoming.socket.resetAndDestroy());
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []));
}

/** Reads the whole body, or returns undefined when the caller left before it was complete. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body: toText(value) };
}

/** An answer with an HTML body. */
export function htmlAnswer(status: number, html: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body: html };
}

function toText(value: unknown): string {
  return JSON.stringify(value);
}
