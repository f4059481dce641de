import type { Database } from 'better-sqlite3';
import { toJsonText } from '#flow/json.ts';
import type { Change } from '../change.ts';
import type { NewRun, RunState } from '../command.ts';
import { isFinal } from '../command.ts';
import { CHAIN_START, hashFrame } from './audit-chain.ts';
import type { CoveredFrame } from './audit-writer.ts';
import { countMove, type WriterMemory } from './memory.ts';
import type { Words } from './words.ts';

/** A run as the writer sees it while it carries out one command. */
export type OpenRun = {
  readonly id: number;
  readonly publicId: string;
  readonly flow: number;
  state: RunState;
  seq: number;
  /** Hash of the newest frame, hex. */
  head: string;
  /** Whether timers or a place in a lane have to be looked for when the run ends. */
  hasTimers: boolean;
  hasPlace: boolean;
};

/** Writes run rows and journal frames. */
export type RunWriter = {
  readonly find: (publicId: string) => OpenRun | undefined;
  readonly findById: (id: number) => OpenRun | undefined;
  /** Inserts a run with its first frame. */
  readonly insert: (birth: Birth) => { readonly run: OpenRun; readonly frame: CoveredFrame };
  /** Adds a frame to the journal; the run row follows with `advance`. */
  readonly addFrame: (run: OpenRun, frame: string) => CoveredFrame;
  /** Notes that the newest frame stands for all before it. */
  readonly noteSnapshot: (run: OpenRun) => void;
  /** Writes seq and head of the run row, and what a run change says. */
  readonly advance: (run: OpenRun, change: RunChange | undefined) => void;
  /** Moves a run to a state without a frame. */
  readonly moveTo: (run: OpenRun, state: RunState, endedAt: number | undefined) => void;
};

/** What a run begins with. */
export type Birth = {
  readonly run: NewRun;
  readonly state: RunState;
  readonly waitingFor: string | undefined;
  readonly frame: string;
};

/** The change that moves the run row. */
export type RunChange = Extract<Change, { kind: 'run' }>;

type RunColumns = Omit<OpenRun, 'hasTimers' | 'hasPlace'> & { hasTimers: number; hasPlace: number };

const COLUMNS = `select id, public_id as publicId, flow, state, seq, head,
  exists (select 1 from timers where run = runs.id) as hasTimers,
  exists (select 1 from lane_places where run = runs.id) as hasPlace from runs`;

/** Prepares the statements that write runs. */
export function createRunWriter(db: Database, memory: WriterMemory, words: Words): RunWriter {
  const byPublicId = db.prepare<[string], RunColumns>(`${COLUMNS} where public_id = ?`);
  const byId = db.prepare<[number], RunColumns>(`${COLUMNS} where id = ?`);
  const insertRun = db.prepare(
    `insert into runs (public_id, source, flow, state, seq, head, accepted_at, ended_at, waiting_for, business_key, again, origin, parent)
     values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertFrame = db.prepare<[number, number, string, string]>(
    'insert into journal (run, seq, hash, frame) values (?, ?, ?, ?)',
  );
  const advanceSeq = db.prepare<[number, string, number]>('update runs set seq = ?, head = ? where id = ?');
  const advanceState = db.prepare<[number, string, RunState, string | null, number | null, number, number]>(
    `update runs set seq = ?, head = ?, state = ?, waiting_for = ?, ended_at = coalesce(?, ended_at),
     degraded = max(degraded, ?) where id = ?`,
  );
  const setKey = db.prepare<[string, number]>('update runs set business_key = ? where id = ?');
  const setState = db.prepare<[RunState, number | null, number]>(
    'update runs set state = ?, waiting_for = null, ended_at = coalesce(?, ended_at) where id = ?',
  );
  const putResult = db.prepare<[number, string | null, string | null]>(
    'insert or replace into run_results (run, output, failure) values (?, ?, ?)',
  );
  const putSnapshot = db.prepare<[number, number]>('insert or replace into snapshots (run, seq) values (?, ?)');
  const dropTimers = db.prepare<[number]>('delete from timers where run = ?');

  function insert({ run, state, waitingFor, frame }: Birth): ReturnType<RunWriter['insert']> {
    const flow = words.idOf(run.flow);
    const text = frame.toWellFormed();
    const hash = hashFrame(run.id, 1, text, CHAIN_START);
    const { lastInsertRowid } = insertRun.run(
      run.id,
      words.sourceOf(run),
      flow,
      state,
      hash,
      run.acceptedAt,
      isFinal(state) ? run.acceptedAt : null,
      waitingFor ?? null,
      run.key ?? null,
      run.again ? 1 : 0,
      run.origin === run.id ? null : run.origin,
      run.parent ?? null,
    );
    const id = Number(lastInsertRowid);
    insertFrame.run(id, 1, hash, text);
    countMove(memory, undefined, state);
    return {
      run: { id, publicId: run.id, flow, state, seq: 1, head: hash, hasTimers: false, hasPlace: false },
      frame: { run: id, publicId: run.id, seq: 1, hash },
    };
  }

  function addFrame(run: OpenRun, frame: string): CoveredFrame {
    const text = frame.toWellFormed();
    const seq = run.seq + 1;
    const hash = hashFrame(run.publicId, seq, text, run.head);
    insertFrame.run(run.id, seq, hash, text);
    run.seq = seq;
    run.head = hash;
    return { run: run.id, publicId: run.publicId, seq, hash };
  }

  function advance(run: OpenRun, change: RunChange | undefined): void {
    // Final states never change: a late entry is kept in the journal, the row stays as it ended. A run that was over in
    // the commit that accepted it is just being written: its row still lacks when and how it ended.
    if (change === undefined || (isFinal(run.state) && run.seq > 1)) {
      advanceSeq.run(run.seq, run.head, run.id);
      return;
    }
    const { state, waitingFor, endedAt, degraded } = change;
    advanceState.run(run.seq, run.head, state, waitingFor ?? null, endedAt ?? null, degraded ? 1 : 0, run.id);
    if (change.key !== undefined) setKey.run(change.key, run.id);
    if (change.output !== undefined || change.failure !== undefined) {
      // A failure is plain data, so its serialised form is JSON.
      const failure = change.failure === undefined ? null : toJsonText({ ...change.failure });
      putResult.run(run.id, change.output ?? null, failure);
    }
    countMove(memory, run.state, state);
    run.state = state;
    if (isFinal(state) && run.hasTimers) dropTimers.run(run.id);
  }

  function moveTo(run: OpenRun, state: RunState, endedAt: number | undefined): void {
    setState.run(state, endedAt ?? null, run.id);
    countMove(memory, run.state, state);
    run.state = state;
    if (isFinal(state) && run.hasTimers) dropTimers.run(run.id);
  }

  return {
    find: (publicId) => openRun(byPublicId.get(publicId)),
    findById: (id) => openRun(byId.get(id)),
    insert,
    addFrame,
    noteSnapshot: (run) => void putSnapshot.run(run.id, run.seq),
    advance,
    moveTo,
  };
}

function openRun(row: RunColumns | undefined): OpenRun | undefined {
  if (row === undefined) return undefined;
  return { ...row, hasTimers: row.hasTimers === 1, hasPlace: row.hasPlace === 1 };
}
