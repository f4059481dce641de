import { createInterface } from 'node:readline';
import { readJson } from '#flow/contract/read-json.ts';
import { isJsonObject, type Json, type JsonObject, type JsonText, toJsonText } from '#flow/json.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { readNamed } from '../places.ts';

/** Evaluations under way at once; more only pile up in memory. */
const mostInFlight = 64;
/** Lines after which it is worth starting more sandbox children. */
const manyLines = 200;

type Evaluator = ReturnType<Awaited<typeof import('#runtime/direct-eval.ts')>['startEvaluator']>;
type Ask = Parameters<Evaluator['evaluate']>[0];
type Answer =
  | { readonly ok: true; readonly text?: JsonText }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly detail: Json };

/** `penstock eval`: an expression in the real sandbox. */
export const evalCommand: Command = {
  name: 'eval',
  group: 'workspace',
  summary: 'Evaluate JSONata expressions in the sandbox flows run in.',
  operands: '[EXPR]',
  takes: [0, 1],
  about:
    'With --jsonl, every line of standard input is { "id", "expr", "input", "bindings" }, and every line of output is\n{ "id", "ok": true, "value" } or { "id", "ok": false, "failure": { "code", "message", "detail" } }, in the same order. A result that\nis undefined has no "value". Bindings are named without the dollar: { "vars": { … } } is read as $vars.',
  options: {
    input: {
      kind: 'text',
      value: 'FILE',
      help: 'JSON the expression reads as $; - is standard input. Default: nothing.',
    },
    bind: { kind: 'list', value: 'NAME=JSON', help: 'A variable, such as vars={"limit":10}. May be repeated.' },
    jsonl: { kind: 'flag', help: 'Evaluate a stream of lines from standard input.' },
    json: jsonOption,
  },
  examples: [
    { command: "penstock eval '$sum(items.(qty * price))' --input samples/order.json", says: 'Add up an order.' },
    {
      command: `echo '{"id":1,"expr":"a + $b","input":{"a":1},"bindings":{"b":2}}' | penstock eval --jsonl`,
      says: 'Evaluate many expressions from a program.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [expression] = call.operands;
    if (call.flag('jsonl') === (expression !== undefined)) {
      throw new Refused(exitCodes.usage, 'Give either one expression or --jsonl. See "penstock eval --help".');
    }
    const { startEvaluator } = await import('#runtime/direct-eval.ts');
    const evaluator = startEvaluator();
    try {
      return expression === undefined
        ? await evaluateLines(call, evaluator)
        : await evaluateOne(call, evaluator, expression);
    } finally {
      await evaluator.close();
    }
  },
};

async function evaluateOne(call: CommandCall, evaluator: Evaluator, expression: string): Promise<number> {
  const file = call.text('input');
  const text = file === undefined ? undefined : file === '-' ? await call.terminal.readInput() : await readNamed(file);
  const input = text === undefined ? undefined : toJsonText(readValue(text, file ?? 'The input'));
  const answer = await ask(evaluator, {
    expression,
    input,
    bindings: Object.fromEntries(call.list('bind').map(readBinding)),
  });
  if (call.flag('json')) {
    await call.terminal.print(printAnswer(undefined, answer));
  } else if (answer.ok) {
    if (answer.text === undefined) call.terminal.note('The expression gives nothing (undefined).');
    // Our own sandbox gave the text, and it is JSON.
    else await call.terminal.print(JSON.stringify(JSON.parse(answer.text), undefined, 2));
  } else {
    call.terminal.note(
      `${answer.code}: ${answer.message}${answer.detail === null ? '' : `\n${JSON.stringify(answer.detail)}`}`,
    );
  }
  return answer.ok ? exitCodes.fine : exitCodes.findings;
}

function readBinding(text: string): readonly [string, JsonText] {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  if (!isBindingName(name))
    throw new Refused(exitCodes.usage, `--bind ${text}: write it as NAME=JSON, the name without a dollar.`);
  return [name, toJsonText(readValue(text.slice(at + 1), `--bind ${name}`))];
}

function isBindingName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) && name !== '__proto__';
}

function readValue(text: string, what: string): Json {
  const read = readJson(text);
  if (read.ok) return read.value;
  throw new Refused(exitCodes.usage, { code: read.refusal.code, message: `${what}: ${read.refusal.reason}` });
}

/** Reads lines as they come, keeps a bounded number under way, and answers in the order of the lines. */
async function evaluateLines(call: CommandCall, evaluator: Evaluator): Promise<number> {
  const underWay: Promise<string>[] = [];
  let makeRoom = (): void => undefined;
  let saying: Promise<void> | undefined;
  // Runs beside the reading, because a program may want one answer before it writes its next line.
  const sayAnswers = async (): Promise<void> => {
    for (let first = underWay[0]; first !== undefined; first = underWay[0]) {
      await call.terminal.print(await first);
      underWay.shift();
      makeRoom();
    }
    saying = undefined;
  };
  let lines = 0;
  for await (const line of createInterface({ input: call.terminal.input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (call.terminal.isClosed()) break;
    if (line.trim() === '') continue;
    lines += 1;
    if (lines === manyLines) evaluator.grow();
    underWay.push(evaluateLine(evaluator, line));
    saying ??= sayAnswers();
    if (underWay.length >= mostInFlight) {
      await new Promise<void>((resolve) => {
        makeRoom = resolve;
      });
    }
  }
  await saying;
  return exitCodes.fine;
}

async function evaluateLine(evaluator: Evaluator, line: string): Promise<string> {
  const read = readLine(line);
  if (!read.ok) return printAnswer(read.id, { ok: false, code: read.code, message: read.message, detail: null });
  return printAnswer(read.id, await ask(evaluator, read.ask));
}

type ReadLine =
  | { readonly ok: true; readonly id: Json; readonly ask: Ask }
  | { readonly ok: false; readonly id: Json; readonly code: string; readonly message: string };

function readLine(line: string): ReadLine {
  const read = readJson(line, { depth: 70, values: 400_000 });
  if (!read.ok) return { ok: false, id: idOf(line), code: read.refusal.code, message: read.refusal.reason };
  if (!isJsonObject(read.value))
    return badLine(null, 'A line must be an object { "id", "expr", "input", "bindings" }.');
  const { id = null, expr, input, bindings = {} } = read.value;
  if (typeof expr !== 'string') return badLine(id, 'The line needs "expr", an expression as text.');
  if (!isJsonObject(bindings)) return badLine(id, 'The "bindings" must be an object of values by name.');
  const bad = Object.keys(bindings).find((name) => !isBindingName(name));
  if (bad !== undefined)
    return badLine(
      id,
      `"${bad.slice(0, 64)}" cannot name a binding: use letters, digits and underscores, without the dollar.`,
    );
  return {
    ok: true,
    id,
    ask: { expression: expr, input: input === undefined ? undefined : toJsonText(input), bindings: textsOf(bindings) },
  };
}

function textsOf(bindings: JsonObject): Readonly<Record<string, JsonText>> {
  return Object.fromEntries(Object.entries(bindings).map(([name, value]) => [name, toJsonText(value)]));
}

function badLine(id: Json, message: string): ReadLine {
  return { ok: false, id, code: 'eval/bad-line', message };
}

/** The id of a line that is refused as a whole, so that its sender can tell which one it was. */
function idOf(line: string): Json {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) && (typeof value.id === 'string' || typeof value.id === 'number') ? value.id : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function ask(evaluator: Evaluator, evaluation: Ask): Promise<Answer> {
  const result = await evaluator.evaluate(evaluation);
  if (result.ok) return result;
  const { code, title, detail } = result.failure;
  return { ok: false, code, message: title, detail: detail ?? null };
}

function printAnswer(id: Json | undefined, answer: Answer): string {
  const head = id === undefined ? '' : `"id":${JSON.stringify(id)},`;
  if (!answer.ok) {
    const { code, message, detail } = answer;
    return `{${head}"ok":false,"failure":${JSON.stringify({ code, message, detail })}}`;
  }
  // The text is JSON already; parsing it once more would only round its numbers a second time.
  return `{${head}"ok":true${answer.text === undefined ? '' : `,"value":${answer.text}`}}`;
}
