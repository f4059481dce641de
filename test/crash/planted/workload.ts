import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type JsonObject, toJsonText } from '#flow/json.ts';
import { admitWorkspace } from '#runtime/deployments/deployments.ts';
import type { LiveFlow } from '#runtime/engine/context.ts';
import type { Sandbox } from '#runtime/engine/ports.ts';
import { readWorkspace } from '#runtime/workspace/workspace.ts';
import { checkHistory, type Report } from '#test/history/check-history.ts';
import { readStoreEvidence } from '#test/history/evidence.ts';
import { nodeAt } from '#test/history/facts.ts';
import { beginHistory, type History } from '#test/history/history.ts';
import { copyWorkspace } from '../copy-workspace.ts';
import { crashExpectations } from '../rig.ts';
import { beginLife, type Life, type Plant } from './life.ts';
import { createTarget, type Target } from './target.ts';

/** A text that counts as secret in this workload. */
export const secret = 'sk_live_51-a-secret-of-the-planted-workload';

/** Longer than the first life, so that the pause is over only in the second. */
const pauseMs = 700;
const quietLimitMs = 6_000;

/** The two versions of the flows, compiled. */
export type Versions = { readonly before: readonly LiveFlow[]; readonly after: readonly LiveFlow[] };

/** Compiles the flows of the crash workspace twice: as they are, and as the version after. */
export async function compileVersions(): Promise<Versions> {
  const compile = async (version: string): Promise<readonly LiveFlow[]> => {
    const directory = await mkdtemp(join(tmpdir(), 'penstock-planted-flows-'));
    const folder = join(directory, 'workspace');
    await copyWorkspace(folder, [
      ['1.0.0', version],
      ['for: 1s', `for: ${pauseMs}ms`],
      ['first: 50ms', 'first: 10ms'],
      ['max: 400ms', 'max: 40ms'],
    ]);
    const admission = admitWorkspace(await readWorkspace(folder), (text) =>
      createHash('sha256').update(text).digest('hex'),
    );
    await rm(directory, { recursive: true });
    if (admission.refused.length > 0) throw new Error(`Flows are refused: ${JSON.stringify(admission.refused)}`);
    return admission.admitted;
  };
  return { before: await compile('1.0.0'), after: await compile('1.1.0') };
}

/** A history, systems to call, and lives of an engine over one data directory. */
export type Bench = {
  readonly history: History;
  readonly target: Target;
  readonly begin: (flows: readonly LiveFlow[]) => Promise<Life>;
};

/**
 * Runs one short workload over three lives of an engine with a mistake in it: the first is dropped at its busiest, the
 * second loses its disk, the third brings everything to its end. Then the checker looks.
 */
export async function runWorkload(plant: Plant, versions: Versions, sandbox: Sandbox): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'penstock-planted-'));
  const log: string[] = [];
  const history = beginHistory();
  const target = createTarget(history);
  const parts = { directory, target, sandbox, plant, writeLog: (line: string) => void log.push(line) };
  const bench: Bench = { history, target, begin: (flows) => beginLife({ ...parts, flows }) };
  try {
    await firstLife(bench, versions);
    await secondLife(bench, versions);
    const last = await lastLife(bench, versions);
    const stored = await readStoreEvidence(last.store);
    await last.drop();
    const texts = [
      { place: 'the log', text: log.join('\n') },
      { place: 'the database', text: await readFile(join(directory, 'penstock.db'), 'latin1') },
    ];
    const expected = { ...crashExpectations, pauses: [{ step: 'send_approved', forMs: pauseMs }], secrets: [secret] };
    return checkHistory({ ...stored, history: history.entries, calls: target.calls, texts }, expected);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Events of every kind at once, two of them twice; the engine is gone the moment the last one is acknowledged. */
async function firstLife(bench: Bench, versions: Versions): Promise<void> {
  const { faults } = bench.target;
  faults.set('p2/send_order', ['lose']);
  faults.set('f1/send_note', ['lose']);
  faults.set('f2/send_note', ['busy', 'busy', 'busy', 'busy', 'busy', 'busy']);
  const life = await bench.begin(versions.before);
  await Promise.all([
    send(bench, life, 'parallel', 'p1'),
    send(bench, life, 'parallel', 'p1'),
    send(bench, life, 'parallel', 'p2'),
    send(bench, life, 'parallel', 'p3'),
    send(bench, life, 'fragile', 'f1'),
    send(bench, life, 'fragile', 'f2'),
    send(bench, life, 'approved', 'a1'),
    send(bench, life, 'approved', 'a2'),
    send(bench, life, 'all-or-undo', 's1'),
    send(bench, life, 'all-or-undo', 's2'),
  ]);
  for (const event of ['l1', 'l2', 'l3', 'l4', 'l5']) await send(bench, life, 'in-order', event);
  await life.drop();
}

/** People decide; one run is replayed; then the disk fails under one more event. */
async function secondLife(bench: Bench, versions: Versions): Promise<void> {
  const life = await bench.begin(versions.after);
  await bringToRest(bench, life);
  const { rows } = await life.store.listRuns({ key: 'p1', limit: 1 });
  for (const { id } of rows) await life.engine.replay({ run: id, by: 'ann', reason: 'once more' });
  await bringToRest(bench, life);
  life.breakDisk();
  await send(bench, life, 'parallel', 'd1');
  await life.drop();
}

/** What nobody acknowledged is sent again, and everything comes to its end. */
async function lastLife(bench: Bench, versions: Versions): Promise<Life> {
  const life = await bench.begin(versions.after);
  const acknowledged = new Set(
    bench.history.entries.filter(({ f, type }) => f === 'accept' && type === 'ok').map(({ key }) => key),
  );
  if (!acknowledged.has('d1')) await send(bench, life, 'parallel', 'd1');
  await bringToRest(bench, life);
  return life;
}

/** Sends one event and notes what the sender learns. */
export async function send({ history }: Bench, life: Life, flow: string, id: string): Promise<void> {
  const lane = flow === 'in-order' ? { lane: 'customer-1' } : {};
  const note = (type: 'invoke' | 'ok' | 'fail' | 'info', value: JsonObject) =>
    history.note({ proc: 'sender', f: 'accept', type, key: id, value });
  note('invoke', { flow, ...lane });
  const text = toJsonText({ id, customer: 'customer-1', amount: 5, charge: id === 's1' ? '422' : '200' });
  try {
    const outcome = await life.engine.acceptEvent({
      flow,
      triggerNode: 'received',
      event: { body: text, headers: {}, query: {} },
      receivedAt: Date.now(),
      bodyHash: createHash('sha256').update(text).digest('hex'),
      actor: 'sender:received',
    });
    if (outcome.kind === 'refused') note('fail', { why: outcome.code });
    else note('ok', { run: outcome.run });
  } catch (error) {
    note('info', { why: error instanceof Error ? error.name : 'unknown' });
  }
}

/** Acts as the people would, until no run is open; a mistake may keep that from ever happening, so there is a limit. */
export async function bringToRest(bench: Bench, life: Life): Promise<void> {
  const untilMs = performance.now() + quietLimitMs;
  while (performance.now() < untilMs && !life.isOver()) {
    await decideAll(bench, life);
    await settleAll(bench, life);
    const { runs } = await life.store.facts();
    const open = ['accepted', 'running', 'waiting', 'closing'].reduce((sum, state) => sum + (runs[state] ?? 0), 0);
    if (open === 0) return;
    await pause(10);
  }
}

async function decideAll({ history }: Bench, life: Life): Promise<void> {
  const { rows } = await life.store.listApprovals({ state: 'open', limit: 10 });
  for (const { id, run, shownHash } of rows) {
    const key = (await life.store.loadRun(run))?.row.key;
    const decision = key === 'a2' ? 'rejected' : 'approved';
    const value = { decision, run };
    // The second one is looked at after the first is decided, as one person does.
    if (key === 'a2' && rows.length > 1) continue;
    history.note({ proc: 'ann', f: 'decide', type: 'invoke', key: id, value });
    const outcome = await life.engine.decideApproval({ approval: id, decision, by: 'ann', shownHash });
    history.note({ proc: 'ann', f: 'decide', type: outcome.kind === 'done' ? 'ok' : 'fail', key: id, value });
  }
}

async function settleAll({ history, target }: Bench, life: Life): Promise<void> {
  const { rows } = await life.store.listDoubts(10);
  for (const { run, path } of rows) {
    const event = (await life.store.loadRun(run))?.row.key;
    const happened = target.calls.some((call) => call.applied && call.event === event && call.step === nodeAt(path));
    const resolution = happened ? 'happened' : 'send';
    history.note({ proc: 'ann', f: 'settle', type: 'invoke', key: `${run}:${path}`, value: { resolution } });
    await life.engine.settleDoubt({ run, path, resolution, by: 'ann', reason: 'looked it up' });
  }
}
