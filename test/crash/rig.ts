import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '#api/client.ts';
import { readCheckpoints } from '#runtime/audit/checkpoints.ts';
import { openStore } from '#runtime/store/sqlite/open.ts';
import type { Evidence, Expectations } from '#test/history/evidence.ts';
import { readStoreEvidence } from '#test/history/evidence.ts';
import { readHistory } from '#test/history/history.ts';
import { copyWorkspace } from './copy-workspace.ts';
import { type RuntimePlace, tokens } from './runtime-process.ts';
import type { SaasProcess } from './saas-process.ts';

/** Files of one kill loop, in a temporary directory. */
export type Rig = AsyncDisposable & {
  readonly place: RuntimePlace;
  readonly historyFile: string;
  readonly ledgerFile: string;
  /** Puts the workspace there, with the address of the fake SaaS and this version in every flow. */
  readonly writeWorkspace: (saasUrl: string, version: string) => Promise<void>;
};

/** What the flows of the crash workspace mean. */
export const crashExpectations: Expectations = {
  guarded: ['send_approved'],
  sagas: [
    {
      flow: 'all-or-undo',
      steps: [
        ['book_hotel', 'cancel_hotel'],
        ['book_car', 'cancel_car'],
      ],
    },
  ],
  lanes: [{ flow: 'in-order', step: 'send_in_order' }],
  pauses: [{ step: 'send_approved', forMs: 1_000 }],
  secrets: [tokens.sender, tokens.operator],
  allFinal: true,
};

/**
 * Makes the directory of a rig.
 *
 * @param entry the file that starts a runtime
 */
export async function createRig(entry: string): Promise<Rig> {
  const directory = await mkdtemp(join(tmpdir(), 'penstock-crash-'));
  const place = {
    entry,
    workspace: join(directory, 'workspace'),
    data: join(directory, 'data'),
    logFile: join(directory, 'log.jsonl'),
    cache: join(directory, 'compiled'),
  };
  return {
    place,
    historyFile: join(directory, 'history.jsonl'),
    ledgerFile: join(directory, 'ledger.jsonl'),
    writeWorkspace: (saasUrl, version) =>
      copyWorkspace(place.workspace, [
        ['http://127.0.0.1:9', saasUrl],
        ['1.0.0', version],
      ]),
    [Symbol.asyncDispose]: async () => {
      if (process.env.PENSTOCK_CRASH_KEEP === '1') console.info(`kept: ${directory}`);
      else await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until no run is under way, asking every tenth of a second.
 *
 * @throws after the limit in milliseconds, with what is left
 */
export async function untilQuiet(client: Client, limitMs: number): Promise<void> {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const answer = await client.send('runtime.get', {});
    if (!answer.ok) throw new Error(answer.problem.title);
    const { accepted = 0, running = 0, waiting = 0, closing = 0 } = answer.value.runs;
    if (accepted + running + waiting + closing === 0) return;
    if (performance.now() > untilMs)
      throw new Error(`Runs are left after ${limitMs} ms: ${await describeOpen(client)}`);
    await delay(100);
  }
}

/** What is left, told so that the log of a failed build is enough to find out why. */
async function describeOpen(client: Client): Promise<string> {
  const open: unknown[] = [];
  for (const state of ['accepted', 'running', 'waiting', 'closing'] as const) {
    const listed = await client.send('runs.list', { query: { state, limit: 5 } });
    for (const { id } of listed.ok ? listed.value.runs : []) {
      const found = await client.send('runs.get', { params: { id } });
      if (!found.ok) continue;
      const { flow, key, waitingFor, parent, steps } = found.value;
      const doing = steps.map(
        (step) => `${step.path}: ${step.state}, attempt ${step.attempts}, next ${step.nextAttemptAt}`,
      );
      open.push({ id, flow, key, state, waitingFor, parent, steps: doing });
    }
  }
  return JSON.stringify(open, undefined, 1);
}

/** Reads everything there is to check, from the files alone; the runtime must have ended. */
export async function gatherEvidence(rig: Rig, saas: SaasProcess): Promise<Evidence> {
  const { checkpoints } = await readCheckpoints(rig.place.data);
  await using store = await openStore({
    directory: rig.place.data,
    now: Date.now,
    synchronous: 'off',
    ballastBytes: 0,
  });
  const stored = await readStoreEvidence(store, checkpoints);
  const database = await readFile(join(rig.place.data, 'penstock.db'), 'latin1');
  return {
    ...stored,
    history: readHistory(rig.historyFile),
    calls: saas.calls(),
    texts: [
      { place: 'the log', text: await readFile(rig.place.logFile, 'utf8') },
      { place: 'the database', text: database },
      { place: 'what targets received', text: await readFile(rig.ledgerFile, 'utf8') },
    ],
  };
}
