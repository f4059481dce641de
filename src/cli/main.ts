import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { parseEnv } from 'node:util';
import { type Command, type CommandCall, exitCodes, Refused, type SaidProblem } from './command.ts';
import { commands } from './commands.ts';
import { describeCommand, describeProgram } from './help.ts';
import { findCommand, type ReadArguments, readArguments } from './read-arguments.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Commands whose runtime watches the launcher by itself, and drains before it ends. */
const watchedByRuntime: ReadonlySet<string> = new Set(['serve', 'studio', 'demo']);

async function main(args: readonly string[]): Promise<number> {
  const terminal = createTerminal({ input: process.stdin, output: process.stdout, errors: process.stderr });
  const wantsJson = args.includes('--json');
  try {
    return await runProgram(args, terminal);
  } catch (error) {
    const refused = asRefused(error);
    if (refused === undefined) throw error;
    for (const problem of refused.problems) terminal.note(sayProblem(problem));
    if (wantsJson) await terminal.printJson({ problems: refused.problems });
    return refused.exitCode;
  }
}

async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h') {
    await terminal.print(describeProgram(commands));
    return first === undefined ? exitCodes.usage : exitCodes.fine;
  }
  if (first === '--version') {
    await terminal.print(versionOf());
    return exitCodes.fine;
  }
  const words = first === 'help' ? [...args.slice(1), '--help'] : args;
  if (first === 'help' && args.length === 1) return await runProgram(['--help'], terminal);
  const { command, rest } = findCommand(words, commands);
  const read = readArguments(command, rest);
  if (read.wantsHelp) {
    await terminal.print(describeCommand(command));
    return exitCodes.fine;
  }
  if (!watchedByRuntime.has(command.name)) endWithLauncher();
  return await command.run(callOf(command, read, terminal));
}

function callOf(command: Command, read: ReadArguments, terminal: Terminal): CommandCall {
  const valuesOf = (option: string): readonly string[] => {
    const isKnown = Object.hasOwn(command.options, option);
    if (!isKnown) throw new Error(`"${command.name}" asks for --${option}, which its table does not name.`);
    return read.values.get(option) ?? [];
  };
  return {
    operands: read.operands,
    text: (option) => valuesOf(option).at(-1),
    flag: (option) => valuesOf(option).length > 0,
    list: valuesOf,
    terminal,
    env: environmentOf(read.values.get('env-file') ?? []),
  };
}

function environmentOf(files: readonly string[]): Readonly<Record<string, string | undefined>> {
  const added: Record<string, string | undefined> = {};
  for (const file of files) Object.assign(added, parseEnv(textOf(file)));
  return { ...added, ...process.env };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    throw new Refused(exitCodes.environment, `The environment file ${file} cannot be read: ${why}.`);
  }
}

/** Errors of the machine that are the operator's to mend come out as sentences, not as stack traces. */
function asRefused(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error;
  if (!(error instanceof Error)) return undefined;
  if (['StoreLocked', 'StoreCorrupt', 'StoreTooNew'].includes(error.name))
    return new Refused(exitCodes.environment, error.message);
  const code = 'code' in error ? String(error.code) : '';
  const isOfMachine = ['EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EISDIR', 'ENOENT', 'EMFILE'].includes(code);
  return isOfMachine ? new Refused(exitCodes.environment, `The machine refuses: ${error.message}.`) : undefined;
}

function sayProblem({ message, file, line, column }: SaidProblem): string {
  if (file === undefined) return message;
  return `${file}:${line ?? 1}:${column ?? 1}: ${message}`;
}

/** The launcher holds the other end of a pipe; when it is gone, nobody waits for this command any more. */
function endWithLauncher(): void {
  const descriptor = Number(process.env.PENSTOCK_LAUNCHER_FD ?? '');
  if (!Number.isInteger(descriptor) || descriptor < 3) return;
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.on('error', () => undefined);
  pipe.on('close', () => process.exit(1));
  pipe.resume();
  pipe.unref();
}

function versionOf(): string {
  for (const up of ['../', '../../']) {
    try {
      const facts: unknown = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8'));
      if (typeof facts === 'object' && facts !== null && 'version' in facts)
        return `penstock ${String(facts.version)}, Node ${process.version}`;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return `penstock, Node ${process.version}`;
}

process.exitCode = await main(process.argv.slice(2));
