import { connect, type Socket } from 'node:net';

// The load generator: a process of its own, plain sockets, one request at a time on each, the same for every peer.
// A client library would cost more CPU than some of the servers measured.

/** One burst. */
export type LoadOrder = {
  readonly port: number;
  readonly path: string;
  readonly headers: readonly string[];
  /** Body with `placeholder` in it, which is overwritten by a number that no other request has. */
  readonly body: string;
  readonly placeholder: string;
  readonly firstNumber: number;
  readonly concurrency: number;
  readonly warmMs: number;
  /** Ends after this time or this many requests, whichever is given. */
  readonly measureMs?: number;
  readonly count?: number;
};

/** What came of it; times in milliseconds. */
export type LoadReport = {
  readonly done: number;
  readonly elapsedMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly nextNumber: number;
};

type Burst = { number: number; isOver: boolean; latencies: number[]; statuses: Record<string, number>; left: number };

async function carryOut(order: LoadOrder): Promise<void> {
  const burst: Burst = {
    number: order.firstNumber,
    isOver: false,
    latencies: [],
    statuses: {},
    left: Number.POSITIVE_INFINITY,
  };
  const sockets = await Promise.all(Array.from({ length: order.concurrency }, () => open(order.port)));
  if (order.warmMs > 0) await drive(order, burst, sockets, order.warmMs);
  burst.latencies = [];
  burst.statuses = {};
  await say({ kind: 'warm' });
  await new Promise<void>((resolve) => process.once('message', () => resolve()));
  burst.left = order.count ?? Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  await drive(order, burst, sockets, order.measureMs ?? 120_000);
  const elapsedMs = performance.now() - startedAt;
  for (const socket of sockets) socket.destroy();
  await say({ kind: 'done', report: summarise(burst, elapsedMs) });
}

function summarise(burst: Burst, elapsedMs: number): LoadReport {
  const sorted = Float64Array.from(burst.latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    done: sorted.length,
    elapsedMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    statuses: burst.statuses,
    nextNumber: burst.number,
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}

async function drive(order: LoadOrder, burst: Burst, sockets: readonly Socket[], limitMs: number): Promise<void> {
  burst.isOver = false;
  const timer = setTimeout(() => {
    burst.isOver = true;
  }, limitMs);
  await Promise.all(sockets.map((socket) => driveOne(order, burst, socket)));
  clearTimeout(timer);
}

/** Sends until the burst is over. A sender writes only after the answer, so its one buffer can be used again. */
function driveOne(order: LoadOrder, burst: Burst, socket: Socket): Promise<void> {
  const bytes = Buffer.from(
    [
      `POST ${order.path} HTTP/1.1`,
      `Host: 127.0.0.1:${order.port}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(order.body)}`,
      ...order.headers,
      '',
      order.body,
    ].join('\r\n'),
  );
  const place = bytes.indexOf(order.placeholder) + order.placeholder.length - 10;
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    let answer = '';
    const next = (): void => {
      if (burst.isOver || burst.left <= 0) {
        socket.removeAllListeners('data');
        resolve();
        return;
      }
      burst.left -= 1;
      bytes.write(String(burst.number++).padStart(10, '0'), place, 10, 'latin1');
      sentAt = performance.now();
      socket.write(bytes);
    };
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const status = statusWhenWhole(answer);
      if (status === undefined) return;
      answer = '';
      burst.latencies.push(performance.now() - sentAt);
      burst.statuses[status] = (burst.statuses[status] ?? 0) + 1;
      next();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`The server closed the connection: ${answer.slice(0, 200)}`)));
    next();
  });
}

function statusWhenWhole(answer: string): string | undefined {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = answer.slice(0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without Content-Length: ${head}`);
  return answer.length - headEnd - 4 >= Number(length) ? head.slice(9, 12) : undefined;
}

function say(message: { readonly kind: 'warm' } | { readonly kind: 'done'; readonly report: LoadReport }) {
  return new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

if (import.meta.main) {
  // Whoever starts this file sends orders and, between, the word to begin.
  process.on('message', (message: { kind: string; order?: LoadOrder }) => {
    if (message.order === undefined) return;
    carryOut(message.order).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
  });
}
