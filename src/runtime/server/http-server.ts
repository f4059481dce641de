import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerLimits } from './limits.ts';

// Importing this module by name would load Node's whole HTTP client with it, a sixth of the time to start.
const { createServer } = process.getBuiltinModule('node:http');
const { createServer: createTlsServer } = process.getBuiltinModule('node:https');

/** Takes one request from its headers to the end of the answer; never rejects. */
export type Receive = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Certificate and key, both PEM. */
export type Tls = { readonly cert: string; readonly key: string };

/**
 * Makes the HTTP server with its limits. Webhooks leave here for the ingress before any framework sees them, so that
 * the most exposed path has the least code; everything else goes to `handler`.
 */
export function createHttpServer(options: {
  readonly handler: RequestListener;
  readonly receiveWebhook: Receive;
  readonly limits: ServerLimits;
  readonly tls: Tls | undefined;
}): Server {
  const { handler, limits, tls, receiveWebhook } = options;
  const settings = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.headerBytes,
  };
  const listener: RequestListener = (request, response) => {
    if (request.rawHeaders.length > limits.headers * 2) return refuseHeaders(response);
    const url = request.url ?? '';
    if (url.startsWith('/hooks/')) void receiveWebhook(request, response);
    else handler(request, response);
  };
  const server =
    tls === undefined ? createServer(settings, listener) : createTlsServer({ ...settings, ...tls }, listener);
  // Node would silently drop what is above its own count, and a dropped header could be the second signature.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.sockets;
  // Whoever asks before sending gets the answer first; readers of bodies say "continue" themselves.
  server.on('checkContinue', listener);
  server.on('clientError', answerClientError);
  return server;
}

function refuseHeaders(response: ServerResponse): void {
  response.writeHead(431, { Connection: 'close', 'Content-Length': '0' });
  response.end();
}

const clientErrors: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
]);

/** A request that is none: one line back, without a word about why, and the connection ends. */
function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = clientErrors.get(error.code ?? '') ?? '400 Bad Request';
  if (socket.writable) socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroy();
}
