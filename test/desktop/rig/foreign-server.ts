import { once } from 'node:events';
import { createServer } from 'node:http';

/** A server that is none of ours, and what it was asked for. */
export type ForeignServer = AsyncDisposable & {
  readonly address: string;
  readonly asked: readonly string[];
};

/** Starts one on loopback; it answers everything with an empty page. */
export async function startForeignServer(): Promise<ForeignServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('The foreign server has no port.');
  return {
    address: `http://127.0.0.1:${at.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
