import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { FaultRule, TransportFault } from '#test/fakes/faults.ts';
import type { SaasLedgerEntry, SaasPlace } from '#test/fakes/saas/fake-saas.ts';
import type { TargetCall, TargetMode } from '#test/history/evidence.ts';
import { firstLine } from './first-line.ts';

/** The fake SaaS as a process that outlives every runtime. */
export type SaasProcess = AsyncDisposable & {
  readonly url: string;
  readonly inject: (rule: FaultRule<SaasPlace, TransportFault>) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** Everything it received, read from its ledger file. */
  readonly calls: () => readonly TargetCall[];
};

const entry = new URL('../fakes/saas/main.ts', import.meta.url).pathname;

/** Starts the fake; it ends with its standard input, and so with this process at the latest. */
export async function startSaas(ledgerFile: string): Promise<SaasProcess> {
  const child = spawn(process.execPath, [entry, '--port', '0', '--ledger', ledgerFile], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { url } = await firstLine<{ readonly url: string }>(child, 10_000);
  const steer = async (method: string, body?: unknown): Promise<void> => {
    const answer = await fetch(`${url}/__fake__/faults`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`The fake SaaS answered ${answer.status}.`);
    await answer.arrayBuffer();
  };
  return {
    url,
    inject: (rule) => steer('POST', rule),
    clearFaults: () => steer('DELETE'),
    calls: () => readCalls(ledgerFile),
    [Symbol.asyncDispose]: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await gone;
}

function readCalls(file: string): readonly TargetCall[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  // The fake mirrors its ledger entries, one a line.
  return lines.map((line) => toCall(JSON.parse(line) as SaasLedgerEntry));
}

type SentBody = { readonly event: string; readonly step: string; readonly version: string };

function toCall(entry: SaasLedgerEntry): TargetCall {
  // Every flow of the crash workspace sends these three members.
  const body = entry.body as SentBody;
  const mode: TargetMode = entry.path.startsWith('/orders') ? 'keyed' : 'neither';
  return {
    seq: entry.seq,
    at: Date.parse(entry.at),
    event: body.event,
    step: body.step,
    version: body.version,
    key: entry.key,
    applied: entry.applied,
    mode: entry.path.startsWith('/status') ? 'natural' : mode,
    connection: mode === 'neither' && entry.path.startsWith('/notes') ? 'saas-plain' : 'saas',
    failed: entry.status === null || entry.status >= 500,
  };
}
