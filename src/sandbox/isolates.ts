import type { CachedDataResult, Context, ExternalCopy, Isolate, Reference, Script } from 'isolated-vm';
import type { JsonText } from '#flow/json.ts';
import type { ExpressionResult } from '#flow/node-type/work.ts';
import {
  expressionFailure,
  type GuestLanguage,
  type GuestLimit,
  limitFailure,
  readReport,
  scriptFailure,
  scriptParseFailure,
} from './failures.ts';
import { expressionProgram } from './guest/expressions.ts';
import { scriptNames, scriptProgram } from './guest/scripts.ts';
import type { SandboxLimits } from './messages.ts';

/** The part of isolated-vm the child uses. */
export type Vm = typeof import('isolated-vm');

/** One expression to evaluate. Bindings are named without the dollar. */
export type ExpressionCall = {
  readonly source: string;
  /** Undefined means JSONata's undefined input. */
  readonly input: JsonText | undefined;
  readonly bindings: Readonly<Record<string, JsonText>>;
  /** Epoch milliseconds of `$now()` and `$millis()`. */
  readonly now: number;
  /** 32 bits; the same seed gives the same `$random()`. */
  readonly seed: number;
};

/** Evaluates user text of one program. Never throws for anything a guest does. */
export type Guest = {
  /** Forgets the texts of the item before; call once per item. */
  readonly begin: () => void;
  readonly evaluate: (call: ExpressionCall) => ExpressionResult;
  /** Runs a script in a fresh realm; `call.bindings` of other names than `scriptNames` are not seen. */
  readonly script: (call: ExpressionCall) => ExpressionResult;
};

/** The isolates of a child. */
export type Isolates = {
  /** The guest of a program, made on first use; the least recently used one makes room. */
  readonly guest: (program: string) => Guest;
};

type Cell = { readonly guest: Guest; readonly dispose: () => void };

/** Keeps one isolate per program, up to the limit, and makes a new one after a violation. */
export function createIsolates(vm: Vm, limits: SandboxLimits, jsonata: string): Isolates {
  const programs = compilePrograms(vm, expressionProgram(jsonata, limits), scriptProgram(limits));
  const cells = new Map<string, Cell>();
  let untilLook = 0;

  function disposeOldest(): void {
    // A map keeps the order of insertion, so the first key is the least recently used.
    const [oldest] = cells;
    oldest?.[1].dispose();
    cells.delete(oldest?.[0] ?? '');
  }

  /** An isolate in use holds about 5 MB, so many honest programs would run into the limit meant for attacks. */
  function makeRoom(): void {
    untilLook = looksApart;
    for (let given = 0; given < 4 && cells.size > 1; given++) {
      if (process.memoryUsage.rss() < limits.residentMb * 1024 * 1024) return;
      disposeOldest();
    }
  }

  return {
    guest(program) {
      const kept = cells.get(program);
      const cell = kept ?? createCell(vm, limits, programs);
      cells.delete(program);
      cells.set(program, cell);
      if (cells.size > limits.isolates) disposeOldest();
      if (kept === undefined || --untilLook <= 0) makeRoom();
      return cell.guest;
    },
  };
}

/** Items between two looks at the memory, where no new program made one necessary. */
const looksApart = 100;

type Programs = {
  readonly expressions: string;
  readonly scripts: string;
  /** V8's own cache of our own program, made once per child; user text never gets one. */
  readonly cachedData: ExternalCopy<ArrayBuffer> | undefined;
};

function compilePrograms(vm: Vm, expressions: string, scripts: string): Programs {
  const isolate = new vm.Isolate({ memoryLimit: 64 });
  const script = isolate.compileScriptSync(expressions, { produceCachedData: true });
  script.runSync(isolate.createContextSync());
  // The types of isolated-vm leave out that the script itself carries its cache.
  const { cachedData } = script as Script & CachedDataResult;
  isolate.dispose();
  return { expressions, scripts, cachedData };
}

type Room = { readonly isolate: Isolate; readonly expressions: Script; scripts: Script | undefined };

type Realm = {
  readonly context: Context;
  readonly compile: Reference;
  readonly begin: Reference;
  readonly take: Reference;
  /** Ids of sources compiled here, or the failure of those that are no JSONata. */
  readonly compiled: Map<string, number | ExpressionResult>;
  uses: number;
};

type Argument = string | number | boolean | undefined;

function createCell(vm: Vm, limits: SandboxLimits, programs: Programs): Cell {
  const timeout = { timeout: limits.isolateMs };
  let room: Room | undefined;
  let realm: Realm | undefined;
  let held: JsonText[] = [];
  let isFresh = true;

  function openRoom(): Room {
    if (room !== undefined) return room;
    const isolate = new vm.Isolate({ memoryLimit: limits.isolateMb });
    const { cachedData } = programs;
    const expressions = isolate.compileScriptSync(programs.expressions, cachedData === undefined ? {} : { cachedData });
    room = { isolate, expressions, scripts: undefined };
    return room;
  }

  function openRealm(): Realm {
    if (realm !== undefined && realm.uses < limits.contextUses) return realm;
    closeRealm();
    const { isolate, expressions } = openRoom();
    const context = isolate.createContextSync();
    const functions = expressions.runSync(context, { reference: true });
    const reference = (at: number): Reference => functions.getSync(at, { reference: true });
    realm = { context, compile: reference(0), begin: reference(1), take: reference(2), compiled: new Map(), uses: 0 };
    functions.release();
    return realm;
  }

  function closeRealm(): void {
    realm?.context.release();
    forget();
  }

  function forget(): void {
    realm = undefined;
    isFresh = true;
    held = [];
  }

  function compile(open: Realm, source: string): number | ExpressionResult {
    const known = open.compiled.get(source);
    if (known !== undefined) return known;
    const id = open.compiled.size;
    const said = text(open.compile.applySync(undefined, [id, source], timeout));
    const outcome = said === 'u' ? id : readOutcome('expression', said);
    open.compiled.set(source, outcome);
    return outcome;
  }

  /** Appends the slot of a text, and the text itself where the guest has not got it yet. */
  function pass(args: Argument[], value: JsonText): void {
    const slot = held.indexOf(value);
    args.push(slot < 0 ? held.push(value) - 1 : slot, slot < 0 ? value : undefined);
  }

  function evaluate(call: ExpressionCall): ExpressionResult {
    const bound = Object.entries(call.bindings).filter(([name]) => call.source.includes(`$${name}`));
    const refused = refuseTexts('expression', limits, [call.input, ...bound.map(([, value]) => value)], held);
    if (refused !== undefined) return refused;
    const open = openRealm();
    const id = compile(open, call.source);
    if (typeof id !== 'number') return id;
    const args: Argument[] = [id, call.now, call.seed, isFresh];
    if (call.input === undefined) args.push(-1, undefined);
    else pass(args, call.input);
    for (const [name, value] of bound) {
      args.push(name);
      pass(args, value);
    }
    isFresh = false;
    open.uses += 1;
    const said: unknown = open.begin.applySync(undefined, args, timeout) ?? open.take.applySync(undefined, [], timeout);
    const result = readOutcome('expression', text(said));
    // A thrown error may have left anything behind; a new realm costs a few milliseconds.
    if (!result.ok) closeRealm();
    return result;
  }

  function script(call: ExpressionCall): ExpressionResult {
    const texts = scriptNames.map((name) => (name === 'input' ? call.input : call.bindings[name]));
    const refused = refuseTexts('script', limits, texts, []);
    if (refused !== undefined) return refused;
    const open = openRoom();
    open.scripts ??= open.isolate.compileScriptSync(programs.scripts);
    const context = open.isolate.createContextSync();
    const run = open.scripts.runSync(context, { reference: true });
    const said = run.applySync(undefined, [call.source, call.now, call.seed, ...texts], timeout);
    context.release();
    return readOutcome('script', text(said));
  }

  /** Turns what isolated-vm throws into a failure. The isolate is not trusted again after that. */
  function guarded(language: GuestLanguage, work: () => ExpressionResult): ExpressionResult {
    try {
      return work();
    } catch (error) {
      const isDisposed = room?.isolate.isDisposed === true;
      dispose();
      // isolated-vm has no codes: a dead isolate is its memory limit, and a timeout is known by this sentence.
      if (isDisposed) return refuse(language, 'memory');
      const isTimeout = error instanceof Error && error.message === 'Script execution timed out.';
      return refuse(language, isTimeout ? 'timeout' : 'isolate');
    }
  }

  function dispose(): void {
    if (room?.isolate.isDisposed === false) room.isolate.dispose();
    room = undefined;
    forget();
  }

  return {
    dispose,
    guest: {
      begin() {
        held = [];
        isFresh = true;
      },
      evaluate: (call) => guarded('expression', () => evaluate(call)),
      script: (call) => guarded('script', () => script(call)),
    },
  };
}

function text(said: unknown): string {
  return typeof said === 'string' ? said : 'p';
}

function refuse(language: GuestLanguage, limit: GuestLimit): ExpressionResult {
  return { ok: false, failure: limitFailure(language, limit) };
}

/** Looks at texts the guest has not got yet: their length, and whole numbers that JavaScript would round. */
function refuseTexts(
  language: GuestLanguage,
  limits: SandboxLimits,
  texts: readonly (JsonText | undefined)[],
  known: readonly JsonText[],
): ExpressionResult | undefined {
  for (const candidate of texts) {
    if (candidate === undefined || known.includes(candidate)) continue;
    if (candidate.length > limits.textUnits) return refuse(language, 'input-large');
    if (holdsRoundedInteger(candidate)) return refuse(language, 'input-integer');
  }
  return undefined;
}

/** True when a JSON text holds a whole number that a double cannot tell from its neighbours. */
export function holdsRoundedInteger(json: string): boolean {
  if (!/\d{16}/.test(json)) return false;
  const withoutStrings = json.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const integers = withoutStrings.match(/(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g) ?? [];
  return integers.some((digits) => !Number.isSafeInteger(Number(digits)));
}

const reasons: Readonly<Record<string, GuestLimit>> = {
  large: 'large',
  deep: 'deep',
  'not-json': 'not-json',
  'not-finite': 'not-finite',
  key: 'key',
};

/** Reads the tagged text a guest program answers with. */
function readOutcome(language: GuestLanguage, said: string): ExpressionResult {
  // The guest's serialiser wrote what follows the tag, so it is JSON; the parent checks it again.
  if (said.startsWith('v')) return { ok: true, text: said.slice(1) as JsonText };
  if (said === 'u') return { ok: true, text: undefined };
  if (said.startsWith('r')) return refuse(language, reasons[said.slice(1)] ?? 'not-json');
  if (said.startsWith('sf')) return { ok: false, failure: scriptParseFailure(readReport(said.slice(2))) };
  if (!said.startsWith('f')) return refuse(language, 'pending');
  const report = readReport(said.slice(1));
  return { ok: false, failure: language === 'script' ? scriptFailure(report) : expressionFailure(report) };
}
