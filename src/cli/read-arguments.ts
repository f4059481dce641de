import { parseArgs } from 'node:util';
import { didYouMean } from '#flow/text/nearest-name.ts';
import { type Command, exitCodes, type OptionFacts, Refused } from './command.ts';

/** Options every command has. */
export const commonOptions: Readonly<Record<string, OptionFacts>> = {
  'env-file': {
    kind: 'text',
    value: 'FILE',
    help: 'Read more environment variables from this file; the process environment wins.',
  },
  help: { kind: 'flag', help: 'Show this help.' },
};

/** A command line as read: which command, and with what. */
export type ReadArguments = {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly wantsHelp: boolean;
};

/** Finds the command of a command line: the longest name that fits its first words. */
export function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly rest: readonly string[] } {
  const byLength = [...commands].sort((one, other) => other.name.length - one.name.length);
  for (const command of byLength) {
    const name = command.name.split(' ');
    if (name.every((word, at) => words[at] === word)) return { command, rest: words.slice(name.length) };
  }
  throw new Refused(exitCodes.usage, unknownCommand(words, commands));
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): string {
  const [first = ''] = words;
  const family = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (family.length > 0) {
    return `"${first}" needs one word more: ${family.map((name) => `penstock ${name}`).join(', ')}.`;
  }
  const names = [...commands.map(({ name }) => name), 'help'];
  return `There is no command "${first}".${didYouMean(first, names)} Run "penstock --help" for all of them.`;
}

/** Reads what follows the name of a command. */
export function readArguments(command: Command, args: readonly string[]): ReadArguments {
  const known: Readonly<Record<string, OptionFacts>> = { ...command.options, ...commonOptions };
  const options = Object.fromEntries(
    Object.entries(known).map(([name, facts]) => [
      name,
      { type: facts.kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  // Not strict, because its refusals name no neighbour and no command; every token is judged below.
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...options, h: { type: 'boolean', multiple: true } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const name = token.name === 'h' ? 'help' : token.name;
    const given = readOption(command, known, { name, rawName: token.rawName, value: token.value });
    values.set(name, [...(values.get(name) ?? []), given]);
  }
  const wantsHelp = values.has('help');
  if (!wantsHelp) checkOperands(command, operands);
  return { command, operands, values, wantsHelp };
}

function readOption(
  command: Command,
  known: Readonly<Record<string, OptionFacts>>,
  given: { readonly name: string; readonly rawName: string; readonly value: string | undefined },
): string {
  const facts = Object.hasOwn(known, given.name) ? known[given.name] : undefined;
  if (facts === undefined) {
    const near = didYouMean(given.name, Object.keys(known)).replace(/`(.+)`/, '`--$1`');
    throw new Refused(
      exitCodes.usage,
      `"penstock ${command.name}" has no option ${given.rawName}.${near} See "penstock ${command.name} --help".`,
    );
  }
  if (facts.kind === 'flag') {
    if (given.value !== undefined)
      throw new Refused(exitCodes.usage, `--${given.name} takes no value; leave out "${given.value}".`);
    return 'true';
  }
  if (given.value === undefined)
    throw new Refused(exitCodes.usage, `--${given.name} needs a value: --${given.name} ${facts.value ?? 'VALUE'}.`);
  return given.value;
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const [least, most] = command.takes;
  const usage = `penstock ${command.name}${command.operands === '' ? '' : ` ${command.operands}`}`;
  if (operands.length < least)
    throw new Refused(
      exitCodes.usage,
      `Something is missing. Write it as: ${usage}. See "penstock ${command.name} --help".`,
    );
  if (operands.length > most) {
    throw new Refused(
      exitCodes.usage,
      `"${operands[most] ?? ''}" is one word too many. Write it as: ${usage}. See "penstock ${command.name} --help".`,
    );
  }
}
