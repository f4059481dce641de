import type { Server } from 'node:http';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import type { Call } from '#api/call.ts';
import { calls } from '#api/calls.ts';
import { type Result, refuse, succeed } from '#flow/problem.ts';
import { createBodyReader } from '../access/read-body.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Access } from '../access/tokens.ts';
import type { Clock, Ids, Log } from '../engine/ports.ts';
import { type DesignerFiles, sendDesigner } from './designer-files.ts';
import type { ApiHandlers } from './handlers.ts';
import { createHttpServer, type Receive, type Tls } from './http-server.ts';
import { type ServerLimits, serverLimits } from './limits.ts';
import { type AnyHandler, mountCalls } from './mount-calls.ts';
import { createOriginGuard, loopbackHosts, type OriginGuard } from './origin-guard.ts';
import { protect, replyProblem } from './replies.ts';

/** What the server is built from. */
export type ServerOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on; default 127.0.0.1. Beyond loopback only with TLS and a configured token. */
  readonly host?: string;
  /** Names with port under which clients reach a server beyond loopback, such as `penstock.example:7331`. */
  readonly names?: readonly string[];
  readonly tls?: Tls;
  readonly handlers: ApiHandlers;
  readonly receiveWebhook: Receive;
  readonly access: Access;
  /** Sessions of pages; without them only tokens count. */
  readonly sessions?: Sessions;
  /** The designer's files, served at every address that is neither the API nor a webhook; none by default. */
  readonly designer?: DesignerFiles;
  /** True when nobody configured a token and this start made its own. */
  readonly isTokenGenerated: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly limits?: Partial<ServerLimits>;
};

/** A server that listens. */
export type RunningServer = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  /** Every route of the API as the router knows it: `GET /api/runs/:id`. */
  readonly routes: readonly string[];
  /**
   * Stops listening, ends streams, lets requests under way finish, and cuts what is left after the grace.
   *
   * @param graceMs default 5,000
   */
  readonly close: (graceMs?: number) => Promise<void>;
};

const defaultGraceMs = 5_000;

/**
 * Starts the API and the webhook door on one port.
 *
 * @returns problems when the address is not one this server may listen on, or is taken
 */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer>> {
  const host = options.host ?? '127.0.0.1';
  const exposed = judgeExposure(host, options);
  if (exposed !== undefined) return refuse({ code: 'server/exposed', message: exposed });
  const limits = { ...serverLimits, ...options.limits };
  const open = new Set<() => void>();
  const routes: string[] = [];
  // The guard needs the port, which is known only once the server listens; until then nobody is let in.
  let guard: OriginGuard = createOriginGuard([], 'http');
  const { app, server } = createApp(options, limits);
  app.addHook('onRoute', (route) => {
    routes.push(`${String(route.method)} ${route.url}`);
  });
  app.addHook('onRequest', (request, reply, done) => {
    protect(reply);
    const isPage = options.designer !== undefined && !request.url.startsWith('/api/');
    const refusal = guard(request.headers, isPage);
    if (refusal === undefined) done();
    else replyProblem(reply, { ...refusal, close: true });
  });
  const handlers = new Map(Object.entries(options.handlers));
  const handlerOf = (id: string): AnyHandler => {
    const handler = handlers.get(id);
    if (handler === undefined) throw new Error(`The API call "${id}" has no handler.`);
    // `ApiHandlers` was built against the same table, row by row; the loop over rows cannot show that to the compiler.
    return handler as AnyHandler;
  };
  const rows: readonly Call[] = calls;
  const readBody = createBodyReader(limits.bodyBudgetBytes);
  const { access, sessions, clock } = options;
  mountCalls(app, rows, handlerOf, { access, sessions, clock, limits, open, readBody });
  const port = await listen(app, server, { host, port: options.port });
  if (typeof port === 'string') return refuse({ code: 'server/cannot-listen', message: port });
  guard = createOriginGuard([...loopbackHosts(port), ...(options.names ?? [])], options.tls ? 'https' : 'http');
  const close = (graceMs = defaultGraceMs): Promise<void> =>
    closeServer({ app, server, open, graceMs, clock: options.clock });
  const url = `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return succeed({ url, port, routes, close, [Symbol.asyncDispose]: () => close() });
}

/** Why this server may not listen there; undefined when it may. */
function judgeExposure(host: string, options: ServerOptions): string | undefined {
  if (host === '127.0.0.1' || host === '::1' || host === 'localhost') return undefined;
  const missing = [
    ...(options.tls === undefined ? ['a TLS certificate'] : []),
    ...(options.isTokenGenerated ? ['a configured token (PENSTOCK_TOKEN)'] : []),
    ...((options.names ?? []).length === 0 ? ['the names clients reach it by'] : []),
  ];
  if (missing.length === 0) return undefined;
  return `The server does not listen on ${host} without ${missing.join(', ')}. Add what is missing, or listen on 127.0.0.1 behind a proxy that brings its own.`;
}

function createApp(
  options: ServerOptions,
  limits: ServerLimits,
): { readonly app: FastifyInstance; readonly server: Server } {
  const { ids, log } = options;
  const made: Server[] = [];
  const app = fastify({
    logger: false,
    exposeHeadRoutes: false,
    forceCloseConnections: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true },
    serverFactory: (handler) => {
      const server = createHttpServer({ handler, receiveWebhook: options.receiveWebhook, limits, tls: options.tls });
      made.push(server);
      return server;
    },
    frameworkErrors: (_error, _request, reply) => replyProblem(reply, malformed),
  });
  const [server] = made;
  if (server === undefined) throw new Error('The framework made no server.');
  // Bodies are read by one reader of ours, after the caller is known and with the limit in force.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  app.setNotFoundHandler((request, reply) => {
    const isSent = options.designer !== undefined && sendDesigner(options.designer, request, reply);
    return isSent ? reply : replyProblem(reply, nothingHere);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return replyProblem(reply, { ...malformed, status });
    const reference = ids.next('ref');
    log.error('server.broke', { reference, route: request.routeOptions.url ?? '', why: error.stack ?? error.message });
    const detail = `The log of the runtime tells more under ${reference}.`;
    return replyProblem(reply, { status: 500, code: 'server/broke', title: 'Something broke here', detail });
  });
  return { app, server };
}

const malformed = {
  status: 400,
  code: 'server/malformed',
  title: 'The request cannot be read',
  detail: 'Its address or its headers are not written as HTTP demands.',
  close: true,
} as const;

const nothingHere = {
  status: 404,
  code: 'server/no-such-address',
  title: 'Nothing here',
  detail: 'The API document at /api/openapi.json lists every address.',
  close: true,
} as const;

/** Listens; gives the port, or a sentence for an address that cannot be had. */
async function listen(
  app: FastifyInstance,
  server: Server,
  at: { readonly host: string; readonly port: number },
): Promise<number | string> {
  await app.ready();
  try {
    await app.listen(at);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return `Port ${at.port} on ${at.host} is taken by another program. Choose another port.`;
    if (code === 'EACCES') return `This user may not listen on port ${at.port}. Choose a port above 1023.`;
    if (code === 'EADDRNOTAVAIL') return `This machine has no address ${at.host}. Choose another one.`;
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens without a port.');
  return address.port;
}

async function closeServer(parts: {
  readonly app: FastifyInstance;
  readonly server: Server;
  readonly open: ReadonlySet<() => void>;
  readonly graceMs: number;
  readonly clock: Clock;
}): Promise<void> {
  const { app, server, open, graceMs, clock } = parts;
  for (const end of open) end();
  const withdraw = clock.after(graceMs, () => server.closeAllConnections());
  const closed = app.close();
  server.closeIdleConnections();
  await closed;
  withdraw();
}
