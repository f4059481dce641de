import { createHash } from 'node:crypto';
import type { Flow } from '#flow/flow.ts';
import type { Command } from '#flow/interpret/command.ts';
import { decide } from '#flow/interpret/decide.ts';
import { type Entry, entryKey } from '#flow/interpret/entry.ts';
import { isInside } from '#flow/interpret/path.ts';
import { canonicalJson, fromJsonText, type Json, type JsonText } from '#flow/json.ts';
import { compilePlan } from '#flow/plan/compile.ts';
import type { Plan } from '#flow/plan/plan.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { type Draw, oneIn } from './draw.ts';
import { beginDrive, commit, crash, type Drive, possibleActs, refold, shuffle, unaskedAct } from './drive.ts';
import type { Expectation } from './reference/facts.ts';
import { judge, nameCause, type Picture } from './reference/judge.ts';
import { modelOf, type ReferenceNode } from './reference/model.ts';
import { outputOfMerge, outputOfPure, type World } from './world.ts';

/** How a simulated run went. */
export type Simulated = {
  readonly problem: string | undefined;
  readonly state: string;
  readonly journal: readonly Entry[];
  /** What was done, in order, for people. */
  readonly acts: readonly string[];
  readonly steps: Picture['steps'];
};

/** Acts after which a run that has not ended is taken to go round in circles. */
const mostActs = 4_000;

/** Runs a flow in a world, in an order the draw picks, and compares every moment with the reference. */
export function simulate(flow: Flow, world: World, draw: Draw): Simulated {
  const plan = compilePlan(flow, { catalogue: nodeCatalogue, contracts: new Map(), sha256 });
  const root = modelOf(flow);
  const drive = beginDrive(plan, world, draw);
  const acts: string[] = [];
  const asked = new Map<string, string>();
  let problem: string | undefined;
  while (problem === undefined && drive.state.finished === undefined) {
    const commands = decide(plan, drive.state);
    const picture = judge(root, drive.journal);
    problem = compareCommands({ drive, commands, picture, asked });
    const act = problem === undefined ? nextAct(drive, commands) : undefined;
    if (act === undefined) {
      problem ??= 'The run stands still: nothing is asked for and nothing is in flight.';
      break;
    }
    acts.push(act.name);
    problem = act.entries.map((entry) => judgeEntry(plan, drive, picture, entry)).find((said) => said !== undefined);
    if (act.crash === true) crash(drive);
    commit(drive, act.entries);
    if (acts.length > mostActs) problem = 'The run never ends.';
  }
  problem ??= compareOrders(drive) ?? compareEnd(drive, root);
  const { steps } = judge(root, drive.journal);
  return { problem, state: drive.state.finished?.state ?? 'open', journal: drive.journal, acts, steps };
}

function nextAct(drive: Drive, commands: readonly Command[]) {
  const unasked = unaskedAct(drive);
  if (unasked !== undefined) return unasked;
  const possible = possibleActs(drive, commands);
  return possible[drive.draw(Math.max(1, possible.length))]?.();
}

type Moment = {
  readonly drive: Drive;
  readonly commands: readonly Command[];
  readonly picture: Picture;
  /** Inputs of attempts asked for so far, by path and attempt. */
  readonly asked: Map<string, string>;
};

/** Commands must be owed, everything owed must be asked for, and asking again must not change what is asked. */
function compareCommands({ drive, commands, picture, asked }: Moment): string | undefined {
  for (const command of commands) {
    const problem = judgeCommand(drive, picture, command) ?? judgeInput(command, asked);
    if (problem !== undefined) return problem;
  }
  const covered = new Set(commands.flatMap(coveredBy));
  const isEnding = commands.some((command) => command.do === 'end' || command.do === 'close');
  for (const key of picture.moves.keys()) {
    if (isEnding || covered.has(key) || covered.has(`evaluate ${frameOf(key)}`)) continue;
    return `The reference expects ${key}, and nothing asks for it.`;
  }
  return oneIn(drive.draw, 4) ? compareOrders(drive) : undefined;
}

/** What of the reference's list a command takes care of. */
function coveredBy(command: Command): readonly string[] {
  switch (command.do) {
    case 'evaluate':
      return command.undoPath === undefined ? [`evaluate ${command.frame}`] : [`attempted:${command.undoPath}@1`];
    case 'perform':
    case 'end':
      return [`settled:${command.path}`];
    case 'begin-wait':
      return [`waiting:${command.path}`];
    case 'open':
      if (command.attempt === undefined) return [`opened:${command.path}`];
      return [
        command.schedule
          ? `scope-attempt:${command.path}@${command.attempt - 1}`
          : `opened:${command.path}#${command.attempt}`,
      ];
    case 'close':
      return [`closing:${command.frame}`];
    case 'close-frame':
      return [`scope-closed:${command.frame}`];
    case 'fold-page':
      return [`page-folded:${command.path}@${command.page}`];
    case 'finish':
      return ['finished'];
    case 'invoke':
    case 'resolve':
      return [`attempted:${command.path}@${command.attempt}`];
    case 'await':
    case 'doubt':
      return [];
  }
}

/** A command is owed when the reference knows the move it makes. */
function judgeCommand(drive: Drive, picture: Picture, command: Command): string | undefined {
  if (command.do === 'invoke') {
    const closing = [...drive.state.frames].find(
      ([frame, facts]) => facts.closing !== undefined && (frame === '' || isInside(command.path, frame)),
    );
    const isUndo = command.path.includes('~');
    if (closing !== undefined && !isUndo && command.node.effect === 'write') {
      return `A write is asked for at ${command.path} although "${closing[0]}" is closing.`;
    }
  }
  if (command.do === 'evaluate' || command.do === 'await' || command.do === 'doubt') return undefined;
  const [key] = coveredBy(command);
  if (key === undefined) return undefined;
  const expected = picture.moves.get(key);
  if (expected === undefined) return `${key} is asked for, and the reference does not expect it.`;
  if (!('input' in command) || (expected.input === undefined && expected.inputs === undefined)) return undefined;
  // An end takes its first delivery; where several are there already, any of them is.
  const right = expected.inputs?.map(({ data }) => canonicalJson(data)) ?? [canonicalJson(expected.input ?? null)];
  if (right.includes(canonical(command.input))) return undefined;
  return `${key} gets ${command.input}, and the reference expects ${right.join(' or ')}.`;
}

function judgeInput(command: Command, asked: Map<string, string>): string | undefined {
  if (command.do !== 'invoke' && command.do !== 'resolve') return undefined;
  const key = `${command.path}@${command.attempt}`;
  const text = `${command.input} ${command.config} ${command.key}`;
  const before = asked.get(key) ?? text;
  asked.set(key, text);
  return before === text ? undefined : `${key} was asked for with ${before} and then with ${text}.`;
}

/** An entry must be a move the reference knows, say what the move must say, or come from outside. */
function judgeEntry(plan: Plan, drive: Drive, picture: Picture, entry: Entry): string | undefined {
  if (drive.keys.has(entryKey(entry))) return undefined;
  switch (entry.kind) {
    case 'settled':
      return judgeSettled(plan, picture, entry);
    case 'closing': {
      const expected = expectation(picture, `closing:${entry.frame}`);
      const cause = nameCause(entry.cause);
      const isEnd = entry.cause.by !== 'cancel' && plan.nodes[entry.cause.node]?.kind === 'end';
      if (isEnd || expected?.causes?.includes(cause)) return undefined;
      return `"${entry.frame}" closes because of ${cause}, and the reference knows ${expected?.causes?.join(', ') ?? 'no reason'}.`;
    }
    case 'scope-closed':
      return judgeOutcome(`scope-closed:${entry.frame}`, picture, {
        status: entry.status,
        output: entry.output,
        saga: entry.saga,
      });
    case 'finished': {
      if ((entry.degraded ?? false) !== picture.degraded) return `The run ends degraded: ${entry.degraded ?? false}.`;
      return judgeOutcome('finished', picture, { status: entry.state, output: entry.output, saga: undefined });
    }
    default:
      return undefined;
  }
}

function judgeSettled(plan: Plan, picture: Picture, entry: Extract<Entry, { kind: 'settled' }>): string | undefined {
  const node = plan.nodes[entry.path.slice(entry.path.lastIndexOf('/') + 1)];
  const expected = picture.moves.get(`settled:${entry.path}`);
  if (expected === undefined || node?.kind !== 'pure' || entry.output === undefined) return undefined;
  const right =
    expected.inputs === undefined ? outputOfPure(node.id, expected.input ?? null) : outputOfMerge(expected.inputs);
  if (canonical(entry.output) === canonicalJson(right)) return undefined;
  return `${entry.path} gives ${entry.output}, and the reference expects ${canonicalJson(right)}.`;
}

function judgeOutcome(
  key: string,
  picture: Picture,
  said: { readonly status: string; readonly output: JsonText | undefined; readonly saga: string | undefined },
): string | undefined {
  const expected = expectation(picture, key);
  if (expected === undefined) return `${key} is recorded, and the reference does not expect it.`;
  if (expected.status !== said.status) return `${key} says ${said.status}, and the reference ${expected.status}.`;
  if (expected.saga !== said.saga) return `${key} says ${said.saga}, and the reference ${expected.saga}.`;
  if (expected.outputs === undefined) return undefined;
  const right: Json = expected.outputs[0] ?? null;
  const output = said.output === undefined ? 'nothing' : canonical(said.output);
  return output === canonicalJson(right)
    ? undefined
    : `${key} gives ${output}, and the reference ${canonicalJson(right)}.`;
}

function expectation(picture: Picture, key: string): Expectation | undefined {
  return picture.moves.get(key);
}

/** The same set of entries in another order, some of them twice, asks for the same. */
function compareOrders(drive: Drive): string | undefined {
  const before = canonicalCommands(decide(drive.plan, drive.state));
  const doubled = [...drive.journal, ...drive.journal.filter(() => drive.draw(4) === 3)];
  const again = canonicalCommands(decide(drive.plan, refold(drive.plan, shuffle(doubled, drive.draw))));
  return before === again ? undefined : `Another order of the entries asks for something else:\n${before}\n${again}`;
}

function compareEnd(drive: Drive, root: readonly ReferenceNode[]): string | undefined {
  const commands = decide(drive.plan, drive.state);
  if (commands.length > 0) return `A finished run still asks for ${commands.map((command) => command.do).join(', ')}.`;
  const picture = judge(root, drive.journal);
  return picture.moves.size === 0 ? undefined : 'The reference expects more of a finished run.';
}

/** Commands as a set: the order in the list means nothing. */
export function canonicalCommands(commands: readonly Command[]): string {
  // Commands are plain data, so their text is JSON.
  const texts = commands.map((command) => canonicalJson(JSON.parse(JSON.stringify(withoutNode(command))) as Json));
  return texts.sort().join('\n');
}

function withoutNode(command: Command): object {
  return 'node' in command ? { ...command, node: command.node.id } : command;
}

function frameOf(key: string): string {
  const path = key.slice(key.indexOf(':') + 1);
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function canonical(text: JsonText): string {
  return canonicalJson(fromJsonText(text));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
