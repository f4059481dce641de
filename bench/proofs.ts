import { apiToken, type Peer } from './peers.ts';
import { commandOf, processTree } from './processes.ts';

/** What our side must have shown before a figure of it is printed. */
export type Proofs = {
  readonly synchronous: number;
  readonly sandboxChildren: number;
  readonly auditEntries: number;
  readonly runsReadBack: number;
  readonly runs: number;
};

const sample = 20;

/**
 * Looks behind the figures: full sync, a sandbox of its own process, an audit chain that holds, and runs that can be
 * read back.
 *
 * @throws when one of them is not so; nothing is printed then
 */
export async function proveGuarantees(peer: Peer): Promise<Proofs> {
  const runtime = await ask<{ store: { synchronous: number }; runs: Record<string, number> }>(peer, 'GET', 'runtime');
  insist(runtime.store.synchronous === 2, `the store runs with synchronous=${runtime.store.synchronous}, not 2`);
  const children = processTree(peer.running.pid).filter((pid) => commandOf(pid).includes('sandbox-child'));
  insist(children.length > 0 && !children.includes(peer.running.pid), 'no sandbox child process exists');
  const verdict = await ask<{ ok: boolean; entries?: number }>(peer, 'POST', 'audit/verify', {});
  insist(verdict.ok, `the audit does not verify: ${JSON.stringify(verdict)}`);
  const listed = await ask<{ runs: readonly { id: string }[] }>(peer, 'GET', `runs?limit=${sample}`);
  insist(listed.runs.length === sample, `${listed.runs.length} runs are listed, not ${sample}`);
  for (const { id } of listed.runs) {
    const run = await ask<{ state: string; steps: readonly unknown[]; input?: unknown }>(peer, 'GET', `runs/${id}`);
    insist(run.state === 'succeeded' && run.steps.length > 0, `run ${id} reads back as ${run.state}`);
  }
  return {
    synchronous: runtime.store.synchronous,
    sandboxChildren: children.length,
    auditEntries: verdict.entries ?? 0,
    runsReadBack: listed.runs.length,
    runs: Object.values(runtime.runs).reduce((sum, count) => sum + count, 0),
  };
}

function insist(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(`No figures, because ${otherwise}.`);
}

async function ask<Reply>(peer: Peer, method: string, path: string, body?: object): Promise<Reply> {
  const response = await fetch(`http://127.0.0.1:${peer.port}/api/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`No figures, because ${method} /api/${path} answers ${response.status}: ${text}`);
  // The calls are ours and tested elsewhere; a wrong shape fails the insistence above.
  return JSON.parse(text) as Reply;
}

/** Logical size of our database in bytes, with what its write-ahead log still holds. */
export async function databaseBytes(peer: Peer): Promise<number> {
  return (await ask<{ store: { sizeBytes: number } }>(peer, 'GET', 'runtime')).store.sizeBytes;
}
