import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { LoadOrder, LoadReport } from './load.ts';
import type { Peer, PeerName } from './peers.ts';
import { type CpuSeconds, cpuOf, pssOf, type Running, startNode, writtenBytes } from './processes.ts';
import { expectedAnswer, idPlaceholder, requestBody, type Workload } from './workloads.ts';

/** One burst against one peer. Times in milliseconds, CPU in microseconds per run. */
export type Burst = {
  readonly peer: PeerName;
  readonly workload: Workload;
  readonly concurrency: number;
  readonly done: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMicros: {
    readonly all: number;
    readonly main: number;
    readonly threads: number;
    readonly children: number;
  };
  readonly writtenBytesEach: number;
};

/** The process that makes the load, and the next number no request has had. */
export type LoadMaker = { readonly running: Running; number: number };

/** Starts the load generator. */
export function startLoadMaker(scratch: string): LoadMaker {
  const load = fileURLToPath(new URL('./load.ts', import.meta.url));
  return { running: startNode([load], join(scratch, 'load.log')), number: 1 };
}

/** How long or how much. */
export type BurstLength = { readonly warmMs: number; readonly measureMs?: number; readonly count?: number };

/** Runs one burst. Throws when any answer was not a 200: a fast refusal is no result. */
export async function measureBurst(
  maker: LoadMaker,
  peer: Peer,
  cell: { readonly workload: Workload; readonly concurrency: number },
  length: BurstLength,
): Promise<Burst> {
  const { child } = maker.running;
  const order: LoadOrder = {
    port: peer.port,
    path: peer.path(cell.workload),
    headers: peer.headers,
    body: requestBody(cell.workload),
    placeholder: idPlaceholder,
    firstNumber: maker.number,
    concurrency: cell.concurrency,
    ...length,
  };
  child.send({ kind: 'order', order });
  await nextMessage(maker.running);
  const cpuBefore = cpuOf(peer.running.pid);
  const writtenBefore = writtenBytes(peer.running.pid);
  child.send({ kind: 'begin' });
  const { report } = await nextMessage(maker.running);
  if (report === undefined) throw new Error('The load generator said nothing of the burst.');
  const cpu = cpuOf(peer.running.pid);
  maker.number = report.nextNumber;
  const strange = Object.keys(report.statuses).filter((status) => status !== '200');
  if (strange.length > 0) throw new Error(`${peer.name} ${cell.workload}: ${JSON.stringify(report.statuses)}`);
  return {
    peer: peer.name,
    ...cell,
    done: report.done,
    perSecond: (report.done * 1_000) / report.elapsedMs,
    p50Ms: report.p50Ms,
    p99Ms: report.p99Ms,
    cpuMicros: perRun(cpuBefore, cpu, report.done),
    writtenBytesEach: (writtenBytes(peer.running.pid) - writtenBefore) / report.done,
  };
}

function perRun(before: CpuSeconds, after: CpuSeconds, runs: number): Burst['cpuMicros'] {
  const each = (part: keyof CpuSeconds) => ((after[part] - before[part]) * 1e6) / runs;
  return { all: each('all'), main: each('main'), threads: each('threads'), children: each('children') };
}

async function nextMessage(running: Running): Promise<{ kind: string; report?: LoadReport }> {
  return await new Promise((resolve, reject) => {
    const fail = () => reject(new Error('The load generator ended.'));
    running.child.once('exit', fail);
    running.child.once('message', (message) => {
      running.child.off('exit', fail);
      // The generator is a file of this folder.
      resolve(message as { kind: string; report?: LoadReport });
    });
  });
}

type Answer = { readonly status: number; readonly text: string };

/** Sends one request with a number of its own. */
export async function sendOne(peer: Peer, workload: Workload, number: number): Promise<Answer> {
  const body = requestBody(workload).replace(idPlaceholder, `evt_${String(number).padStart(10, '0')}`);
  const headers = Object.fromEntries(peer.headers.map((line) => line.split(': ', 2)));
  return await new Promise((resolve, reject) => {
    const call = request(
      {
        port: peer.port,
        host: '127.0.0.1',
        path: peer.path(workload),
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** Milliseconds from the start of the process to its first 2xx, asked for every few milliseconds. */
export async function untilServing(peer: Peer, startedAt: number, number: () => number): Promise<number> {
  for (;;) {
    try {
      const answer = await sendOne(peer, 'w2', number());
      if (answer.status >= 200 && answer.status < 300) return performance.now() - startedAt;
    } catch {
      // Nobody listens yet.
    }
    if (peer.running.child.exitCode !== null) throw new Error(`${peer.name} ended before it served.`);
    if (performance.now() - startedAt > 60_000) throw new Error(`${peer.name} did not serve within a minute.`);
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** Holds a peer to the right answers. */
export async function checkAnswers(peer: Peer, number: () => number): Promise<void> {
  for (const workload of ['w1', 'w2', 'w3'] as const) {
    const { status, text } = await sendOne(peer, workload, number());
    if (status === 200 && isDeepStrictEqual(JSON.parse(text), expectedAnswer(workload))) continue;
    throw new Error(`${peer.name} answers ${workload} with ${status} ${text.slice(0, 300)}`);
  }
}

/** Memory of a peer and its children, in megabytes. */
export function megabytesOf(peer: Peer): number {
  return pssOf(peer.running.pid) / 1_048_576;
}
