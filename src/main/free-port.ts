import { once } from 'node:events';
import { createServer } from 'node:net';

/** The wanted port of loopback where nobody listens on it, else 0, which takes any. */
export async function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  const server = createServer();
  try {
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return wanted;
  } catch {
    return 0;
  } finally {
    server.close();
  }
}
