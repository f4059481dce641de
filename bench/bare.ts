import { Agent, request as callOut, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stepCount } from './workloads.ts';

// What Node itself can do: the same work by hand, in memory, with nothing written down. A ceiling, not a product.

type Order = {
  readonly number: string;
  readonly currency: string;
  readonly customer: { readonly name: string };
  readonly items: readonly { readonly sku: string; readonly qty: number; readonly price: number }[];
};

const stubPort = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function mapOrder(order: Order): { readonly text: string; readonly total: number } {
  const total = order.items.reduce((sum, { qty, price }) => sum + qty * price, 0);
  const lines = order.items.map(({ sku, qty, price }) => ({ sku, quantity: qty, price }));
  const { number: reference, currency, customer } = order;
  return { text: JSON.stringify({ reference, customer: customer.name, currency, lines, total }), total };
}

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function callStub(text: string, done: () => void): void {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const call = callOut(
    { port: stubPort, host: '127.0.0.1', path: '/orders', method: 'POST', agent, headers },
    (reply) => {
      reply.resume();
      reply.on('end', done);
    },
  );
  call.end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    if (request.url === '/w3') {
      // The generator of this folder wrote it.
      let value = JSON.parse(text) as { n: number };
      for (let at = 0; at < stepCount; at += 1) value = { n: value.n + 1 };
      return answer(response, JSON.stringify(value));
    }
    // As above.
    const mapped = mapOrder(JSON.parse(text) as Order);
    if (request.url === '/w1' && mapped.total > 500) callStub(mapped.text, () => answer(response, mapped.text));
    else answer(response, mapped.text);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  // Listening on an address of the machine gives an object.
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
