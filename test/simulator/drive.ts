import type { Command, InvokeCommand, ResolveCommand } from '#flow/interpret/command.ts';
import { type Entry, entryKey } from '#flow/interpret/entry.ts';
import { stepPath } from '#flow/interpret/path.ts';
import { advanceSegment } from '#flow/interpret/segment.ts';
import { emptyState, fold, type State } from '#flow/interpret/state.ts';
import { fromJsonText, isJsonObject, type Json, type JsonText, toJsonText } from '#flow/json.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { Draw } from './draw.ts';
import { oneIn } from './draw.ts';
import {
  answerEffect,
  failureOfPure,
  itemsOf,
  outputOfMerge,
  outputOfPure,
  portsOfBranch,
  type World,
} from './world.ts';

/** What may be done next: commit entries, answer an effect, lose the memory. */
export type Act = { readonly name: string; readonly entries: readonly Entry[]; readonly crash?: true };

/** Where one simulated run stands. */
export type Drive = {
  readonly plan: Plan;
  readonly world: World;
  readonly draw: Draw;
  readonly journal: Entry[];
  readonly keys: Set<string>;
  state: State;
  now: number;
  /** Attempts that have left and not come back, by path. */
  readonly inFlight: Map<string, InvokeCommand | ResolveCommand>;
  cancels: number;
};

/** Begins a run. */
export function beginDrive(plan: Plan, world: World, draw: Draw): Drive {
  const drive: Drive = {
    plan,
    world,
    draw,
    journal: [],
    keys: new Set(),
    state: emptyState(),
    now: 1_000,
    inFlight: new Map(),
    cancels: 0,
  };
  const triggers = plan.root.order.filter((id) => plan.nodes[id]?.kind === 'trigger');
  const empty = toJsonText({});
  commit(drive, [
    {
      kind: 'started',
      at: drive.now,
      trigger: triggers[draw(triggers.length)] ?? '',
      input: toJsonText({ event: 1 }),
      event: empty,
      run: empty,
      vars: empty,
      seed: 1,
    },
  ]);
  return drive;
}

/** Commits entries as the store does: the first of a key stays, later ones are not even written. */
export function commit(drive: Drive, entries: readonly Entry[]): void {
  drive.now += 1;
  for (const entry of entries) {
    if (drive.keys.has(entryKey(entry))) continue;
    drive.keys.add(entryKey(entry));
    drive.journal.push(entry);
    fold(drive.plan, drive.state, entry);
  }
}

/** The memory is gone; the journal is read again, in any order. */
export function crash(drive: Drive): void {
  drive.inFlight.clear();
  drive.state = refold(drive.plan, shuffle(drive.journal, drive.draw));
}

/** Folds a journal from nothing. */
export function refold(plan: Plan, journal: readonly Entry[]): State {
  const state = emptyState();
  for (const entry of journal) fold(plan, state, entry);
  return state;
}

/** A random order of a list. */
export function shuffle<T>(list: readonly T[], draw: Draw): T[] {
  const left = [...list];
  const shuffled: T[] = [];
  while (left.length > 0) shuffled.push(...left.splice(draw(left.length), 1));
  return shuffled;
}

/** Everything that could happen next: what the commands ask for, what is in flight, what people and time do. */
export function possibleActs(drive: Drive, commands: readonly Command[]): readonly (() => Act)[] {
  const acts: (() => Act)[] = [];
  for (const command of commands) {
    const act = actOf(drive, command);
    if (act !== undefined) acts.push(act);
  }
  for (const command of drive.inFlight.values()) acts.push(() => answer(drive, command));
  return acts;
}

/** Things that happen now and then: a crash, a cancel, an answer or a signal nobody waits for any more. */
export function unaskedAct(drive: Drive): Act | undefined {
  const { draw } = drive;
  const choice = draw(40);
  if (choice === 39) return { name: 'crash', entries: [], crash: true };
  if (choice === 38 && drive.cancels < 2 && draw(4) === 0) {
    drive.cancels += 1;
    const abandon = oneIn(draw, 3) ? { abandon: true as const } : {};
    return { name: 'cancel', entries: [{ kind: 'cancel', at: drive.now, by: 'ann', reason: 'stop', ...abandon }] };
  }
  if (choice === 37) {
    const waits = drive.journal.filter((entry) => entry.kind === 'waiting');
    const wait = waits[draw(Math.max(1, waits.length))];
    if (wait === undefined) return undefined;
    return { name: 'signal', entries: [settleWait(drive, wait.path, 'late signal')] };
  }
  return undefined;
}

function actOf(drive: Drive, command: Command): (() => Act) | undefined {
  const { now } = drive;
  switch (command.do) {
    case 'evaluate':
      return () => ({ name: `evaluate ${command.frame}`, entries: evaluate(drive, command) });
    case 'perform':
      return () => ({
        name: `perform ${command.path}`,
        entries: [perform(drive, command)],
      });
    case 'begin-wait':
      return () => ({ name: `begin ${command.path}`, entries: [beginWait(command, now)] });
    case 'await':
      return () => ({
        name: `settle ${command.path}`,
        entries: [anotherTurn(drive, command) ?? settleWait(drive, command.path, 'bob')],
      });
    case 'open':
      return () => ({ name: `open ${command.path}`, entries: [openScope(drive, command)] });
    case 'close':
      return () => ({
        name: `close ${command.frame}`,
        entries: [{ kind: 'closing', frame: command.frame, at: now, cause: command.cause }],
      });
    case 'close-frame': {
      const { do: _do, ...facts } = command;
      return () => ({ name: `end ${command.frame}`, entries: [{ kind: 'scope-closed', at: now, ...facts }] });
    }
    case 'fold-page': {
      const { do: _do, ...facts } = command;
      return () => ({ name: `fold ${command.path}`, entries: [{ kind: 'page-folded', at: now, ...facts }] });
    }
    case 'end':
      return () => ({ name: `reach ${command.path}`, entries: reachEnd(command, now) });
    case 'finish': {
      const { do: _do, setAside: _setAside, degraded, ...facts } = command;
      const tag = degraded ? { degraded: true as const } : {};
      return () => ({ name: 'finish', entries: [{ kind: 'finished', at: now, ...facts, ...tag }] });
    }
    case 'doubt':
      return () => ({ name: `doubt ${command.path}`, entries: [settleDoubt(drive, command)] });
    case 'invoke':
    case 'resolve':
      return drive.inFlight.has(command.path) ? undefined : () => send(drive, command);
  }
}

function evaluate(drive: Drive, command: Extract<Command, { do: 'evaluate' }>): readonly Entry[] {
  const { plan, world, now } = drive;
  const { do: _do, undoPath, ...ask } = command;
  const trigger = command.frame === '' && drive.state.started ? { trigger: drive.state.started.trigger } : {};
  const pathOf = (node: PlanNode) => undoPath ?? stepPath(command.frame, node.id);
  const { settled, prepared } = advanceSegment(
    plan,
    { ...ask, ...trigger },
    {
      evaluate: (node, step) => {
        const failure = failureOfPure(world, pathOf(node), 'evaluate');
        if (failure !== undefined) return { ok: false, failure };
        if (node.type === 'branch') return { ok: true, ports: portsOfBranch(world, pathOf(node), node.config) };
        const output = node.joins
          ? outputOfMerge(step.inputs.map(({ from, input }) => ({ from, data: fromJsonText(input) })))
          : outputOfPure(node.id, fromJsonText(step.input));
        return { ok: true, ports: ['done'], output: toJsonText(output) };
      },
      prepare: (node, step) => {
        const failure = failureOfPure(world, pathOf(node), 'prepare');
        return failure === undefined ? { config: step.input } : { failure };
      },
    },
  );
  return [
    ...settled.map(
      ({ id, ...step }): Entry => ({ kind: 'settled', path: stepPath(command.frame, id), at: now, ...step }),
    ),
    ...prepared.map(({ id, config, key, failure }): Entry => {
      const path = undoPath ?? stepPath(command.frame, id);
      if (failure !== undefined) return { kind: 'settled', path, at: now, ports: [], failure };
      return { kind: 'prepared', path, config, ...(key === undefined ? {} : { key }) };
    }),
  ];
}

/** What only the store knows comes out one way or another, and is not asked again. */
function perform(drive: Drive, { path, node }: Extract<Command, { do: 'perform' }>): Entry {
  const settled = { kind: 'settled', path, at: drive.now } as const;
  if (node.type !== 'dedupe') return { ...settled, ports: [node.ports[0] ?? 'done'] };
  const failure = { code: 'dedupe/no-key', kind: 'validation', title: 'The key gave nothing.' } as const;
  if (oneIn(drive.draw, 8)) return { ...settled, ports: [], failure };
  const isRepeat = oneIn(drive.draw, 2);
  return { ...settled, ports: [isRepeat ? 'duplicate' : 'unique'], learned: toJsonText({ duplicate: isRepeat }) };
}

/** A turn that was missed, for a standstill of the process, is given out anew. */
function anotherTurn(drive: Drive, { path, node }: Extract<Command, { do: 'await' }>): Entry | undefined {
  if (node.type !== 'throttle' || !oneIn(drive.draw, 3)) return undefined;
  const before = drive.journal.filter((entry) => entry.kind === 'waiting' && entry.path === path).length;
  return { kind: 'waiting', path, at: drive.now, dueAt: drive.now + 1_000, duePort: 'out', turn: before + 1 };
}

function beginWait(command: Extract<Command, { do: 'begin-wait' }>, now: number): Entry {
  const { path, node } = command;
  if (node.type === 'wait' || node.type === 'throttle')
    return { kind: 'waiting', path, at: now, dueAt: now + 3_600_000, duePort: 'out' };
  const due = node.config.due === undefined ? {} : { dueAt: now + 86_400_000, duePort: 'expired' };
  return { kind: 'waiting', path, at: now, ...due };
}

/** By the clock or by a person, as this world has it; every second time another way, so that races are lost too. */
function settleWait(drive: Drive, path: string, by: string): Entry {
  const node = drive.plan.nodes[path.slice(path.lastIndexOf('/') + 1)];
  const ports = node?.type === 'wait' || node?.type === 'throttle' ? ['out'] : ['approved', 'rejected', 'expired'];
  const port = ports[drive.draw(ports.length)] ?? 'out';
  return { kind: 'wait-settled', path, at: drive.now, port, by, learned: toJsonText({ by }) };
}

function openScope(drive: Drive, command: Extract<Command, { do: 'open' }>): Entry {
  const { path } = command;
  if (command.schedule) {
    return {
      kind: 'scope-attempt',
      path,
      attempt: (command.attempt ?? 2) - 1,
      at: drive.now,
      retryAt: drive.now + 500,
    };
  }
  if (command.attempt !== undefined) {
    drive.now = Math.max(drive.now, command.notBefore);
    return { kind: 'opened', path: `${path}#${command.attempt}`, at: drive.now };
  }
  // A share of the items says something only of a long list.
  const items = itemsOf(drive.world, path, command.node.config.errorThreshold === undefined ? 0 : 22);
  if (items !== undefined) return { kind: 'opened', path, at: drive.now, items };
  const failure = { code: 'each/key-repeated', kind: 'validation', title: 'Two items have one key.' } as const;
  return { kind: 'settled', path, at: drive.now, ports: [], failure };
}

function reachEnd(command: Extract<Command, { do: 'end' }>, at: number): readonly Entry[] {
  const { path, frame, node, cause } = command;
  const settled: Entry = { kind: 'settled', path, at, ports: [] };
  if (node.type === 'dead-letter') {
    const failure = cause === undefined ? {} : { failure: cause };
    return [settled, { kind: 'closing', frame, at, cause: { by: 'dead-letter', node: node.id, ...failure } }];
  }
  const kinds = ['transient', 'timeout', 'permanent'] as const;
  const kind = kinds.find((one) => one === node.config.kind) ?? 'permanent';
  const failure = { code: String(node.config.code), kind, title: 'Refused.' };
  return [settled, { kind: 'closing', frame, at, cause: { by: 'failure', failure, node: node.id } }];
}

function settleDoubt(drive: Drive, command: Extract<Command, { do: 'doubt' }>): Entry {
  const { path, attempt, node } = command;
  const facts = { kind: 'doubt-settled', path, attempt, at: drive.now, by: 'eve' } as const;
  const choice = drive.draw(3);
  if (choice === 1) return { ...facts, resolution: 'send' };
  if (choice === 2) return { ...facts, resolution: 'give-up' };
  const output = toJsonText({ happened: path });
  return { ...facts, resolution: 'happened', port: node.ports[0] ?? 'done', output };
}

/** Sends an attempt; a write's intent first. After a crash some writes are put in doubt instead. */
function send(drive: Drive, command: InvokeCommand | ResolveCommand): Act {
  const { path, attempt, node } = command;
  if (command.do === 'resolve' && node.safety === 'ask') {
    return { name: `doubt ${path}`, entries: [{ kind: 'attempted', path, attempt, at: drive.now, doubt: true }] };
  }
  drive.inFlight.set(path, command);
  if (command.do === 'resolve' || node.effect !== 'write') return { name: `send ${path}@${attempt}`, entries: [] };
  drive.now = Math.max(drive.now, command.notBefore);
  const intent: Entry = {
    kind: 'intended',
    path,
    attempt,
    at: drive.now,
    order: drive.state.nextOrder,
    key: path,
    generation: 1,
    requestHash: '',
    input: command.input,
  };
  return { name: `intend ${path}@${attempt}`, entries: [intent] };
}

/** The answer of an attempt in flight arrives. */
function answer(drive: Drive, command: InvokeCommand | ResolveCommand): Act {
  const { path, attempt, node, input } = command;
  drive.inFlight.delete(path);
  const facts = { kind: 'attempted', path, attempt, at: drive.now } as const;
  const name = `answer ${path}@${attempt}`;
  const result = answerEffect(drive.world, path, attempt, node.effect === 'write');
  if (result.ok) return { name, entries: [{ ...facts, port: 'done', ...carried(node, input, result.result) }] };
  const { failure } = result;
  if (failure.unknown && node.safety === 'ask') return { name, entries: [{ ...facts, failure, doubt: true }] };
  const mayPass = failure.kind === 'transient' || failure.kind === 'timeout';
  const again = mayPass && attempt < node.retry.attempts && node.safety !== 'ask';
  return { name, entries: [{ ...facts, failure, ...(again ? { retryAt: drive.now + 1_000 } : {}) }] };
}

/** The result, or under `into` the input with it. */
export function carried(node: PlanNode, input: JsonText, result: Json): { output: JsonText; learned?: JsonText } {
  if (node.into === undefined) return { output: toJsonText(result) };
  const base = fromJsonText(input);
  const fields = isJsonObject(base) ? base : {};
  return { output: toJsonText({ ...fields, [node.into]: result }), learned: toJsonText(result) };
}
