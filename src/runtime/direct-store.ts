import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Problem, type Result, refuse } from '#flow/problem.ts';
import type { ChildFacts } from '#sandbox/messages.ts';
import { readCheckpoints } from './audit/checkpoints.ts';
import { describeVerdict } from './audit/verify-audit.ts';
import { entryUrl } from './entries.ts';
import { createMachineClock } from './machine/clock.ts';
import { readPlan } from './runs/runs.ts';
import { createSandboxPool } from './sandbox-pool/sandbox-pool.ts';
import { createSecrets } from './secrets/secrets.ts';
import type { AuditFact } from './store/change.ts';
import type { RunState } from './store/command.ts';
import type { AuditCheckpoint, AuditVerdict, StoreFacts } from './store/row.ts';
import { dataDirectory } from './store/sqlite/data-directory.ts';
import { openStore } from './store/sqlite/open.ts';
import { startReadPool } from './store/sqlite/read-pool.ts';
import type { ReadName } from './store/sqlite/reads.ts';
import type { StoreReads } from './store/store.ts';

/** What a verification of a data directory found. */
export type StoredAudit = {
  readonly verdict: AuditVerdict;
  /** Checkpoints the chain was held against: those of the directory, and those handed in. */
  readonly checkpoints: number;
  readonly sentence: string;
};

/**
 * Verifies the audit log of a data directory without its runtime; the database is opened for reading only, so a
 * runtime may be at work beside it.
 *
 * @param outside checkpoints kept somewhere else, which nobody on this machine could rewrite
 */
export async function verifyStoredAudit(
  directory: string,
  outside: readonly AuditCheckpoint[],
): Promise<Result<StoredAudit>> {
  const missing = missingDatabase(directory);
  if (missing !== undefined) return refuse(missing);
  const { checkpoints, unreadable } = await readCheckpoints(directory);
  const all = [...checkpoints, ...outside];
  const verdict = await readFrom(directory, (reads) => reads.verifyAudit(all));
  return { ok: true, value: { verdict, checkpoints: all.length, sentence: describeVerdict(verdict, unreadable) } };
}

/** Names of the secrets a data directory holds, sorted; never their values. */
export async function listStoredSecrets(directory: string): Promise<Result<readonly string[]>> {
  const missing = missingDatabase(directory);
  if (missing !== undefined) return refuse(missing);
  const secrets = await readFrom(directory, (reads) => reads.listSecrets());
  return { ok: true, value: secrets.map(({ name }) => name) };
}

/**
 * Seals a secret into a data directory whose runtime is stopped.
 *
 * @throws StoreLocked while a runtime holds the directory: it would not notice the new value
 */
export async function storeSecret(secret: {
  readonly directory: string;
  readonly name: string;
  readonly value: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Result<void>> {
  const { directory, name, value, env } = secret;
  const { now } = createMachineClock();
  await using store = await openStore({ directory, now, ballastBytes: 0 });
  const sealed = {
    read: () => store.listSecrets(),
    write: async (key: string, text: string): Promise<void> => {
      await store.commit({ kind: 'put-secret', name: key, sealed: text, by: 'command-line', at: now() });
    },
  };
  const secrets = await createSecrets({ store: sealed, kekFile: join(directory, 'key'), env });
  return secrets.ok ? await secrets.value.put(name, value) : secrets;
}

/**
 * Appends entries to the audit log of a data directory whose runtime is stopped.
 *
 * @throws StoreLocked while a runtime holds the directory
 */
export async function recordAudit(directory: string, entries: readonly AuditFact[]): Promise<void> {
  const { now } = createMachineClock();
  await using store = await openStore({ directory, now, ballastBytes: 0 });
  for (const entry of entries) await store.commit({ kind: 'audit', entry });
}

/** What a data directory holds, read beside its runtime where one is at work. */
export type DirectoryFacts = {
  readonly facts: StoreFacts;
  /** Node types with their major version that open runs need, with the number of those runs. */
  readonly nodeTypes: ReadonlyMap<string, number>;
  /** Open runs whose plan the store does not know. */
  readonly withoutPlan: number;
};

/** Reads what `doctor` tells about a data directory. */
export async function examineDirectory(directory: string): Promise<Result<DirectoryFacts>> {
  const missing = missingDatabase(directory);
  if (missing !== undefined) return refuse(missing);
  return await readFrom(directory, async (reads) => {
    const plans = await openPlans(reads);
    const nodeTypes = new Map<string, number>();
    let withoutPlan = 0;
    for (const [hash, runs] of plans) {
      const plan = await readPlan(reads, hash);
      if (plan === undefined) withoutPlan += runs;
      const types = new Set(Object.values(plan?.nodes ?? {}).map(({ type, major }) => `${type}@${major}`));
      for (const type of types) nodeTypes.set(type, (nodeTypes.get(type) ?? 0) + runs);
    }
    return { ok: true, value: { facts: await reads.facts(), nodeTypes, withoutPlan } };
  });
}

const openStates: readonly RunState[] = ['accepted', 'running', 'waiting', 'closing'];

/** Plans of runs that are not over, with the number of those runs. */
async function openPlans(reads: Pick<DirectReads, 'listRuns'>): Promise<ReadonlyMap<string, number>> {
  const plans = new Map<string, number>();
  for (const state of openStates) {
    let cursor: string | undefined;
    do {
      const page = await reads.listRuns({ state, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
      for (const { plan } of page.rows) plans.set(plan, (plans.get(plan) ?? 0) + 1);
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return plans;
}

/** How this release opens a database on this machine, read back from one made for the purpose. */
export async function probeStore(): Promise<StoreFacts> {
  const directory = await mkdtemp(join(tmpdir(), 'penstock-doctor-'));
  try {
    await using store = await openStore({ directory, now: Date.now, ballastBytes: 0 });
    return await store.facts();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Starts one sandbox child, lets it try its walls, and ends it.
 *
 * @throws when no child can be started on this machine
 */
export async function probeSandbox(): Promise<ChildFacts> {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const pool = createSandboxPool({ entry: entryUrl('sandbox-child'), clock: createMachineClock(), log: quiet });
  try {
    return await pool.facts();
  } finally {
    await pool.close();
  }
}

function missingDatabase(directory: string): Problem | undefined {
  if (existsSync(dataDirectory(directory).database)) return undefined;
  return {
    code: 'store/no-database',
    message: `${directory} holds no database. Name the data directory a runtime was started with.`,
  };
}

type DirectReads = Pick<StoreReads, 'verifyAudit' | 'listSecrets' | 'listRuns' | 'loadPlan' | 'facts'>;

async function readFrom<T>(directory: string, use: (reads: DirectReads) => Promise<T>): Promise<T> {
  const pool = startReadPool({
    entry: entryUrl('store-reader'),
    path: dataDirectory(directory).database,
    deadlineMs: Number.POSITIVE_INFINITY,
  });
  const read = <Name extends ReadName>(name: Name): StoreReads[Name] =>
    // The reader thread runs the very function of this name, so its answer has that function's type.
    ((...args: Parameters<StoreReads[Name]>) => pool.read(name, args)) as unknown as StoreReads[Name];
  const reads: DirectReads = {
    verifyAudit: read('verifyAudit'),
    listSecrets: read('listSecrets'),
    listRuns: read('listRuns'),
    loadPlan: read('loadPlan'),
    facts: read('facts'),
  };
  try {
    return await use(reads);
  } finally {
    await pool.close();
  }
}
