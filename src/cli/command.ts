import type { Terminal } from './terminal.ts';

/** What a command ends with; programs rely on these numbers. */
export const exitCodes = {
  fine: 0,
  findings: 1,
  usage: 2,
  waiting: 3,
  environment: 78,
} as const;

/** What each exit code means, for help and reference. */
export const exitCodeMeanings: Readonly<Record<number, string>> = {
  0: 'fine',
  1: 'findings, or what was asked for failed',
  2: 'wrong usage',
  3: 'the run still waits',
  70: 'the disk under the data directory broke',
  78: 'the surroundings do not fit: Node, files, address, lock, token',
};

/** One option of a command. */
export type OptionFacts = {
  readonly kind: 'text' | 'flag' | 'list';
  /** What stands for the value in the usage, such as `FILE`; only for texts and lists. */
  readonly value?: string;
  /** One sentence, with the default where there is one. */
  readonly help: string;
};

/** One command of the program; parsing, help and the reference page are derived from it. */
export type Command = {
  /** One or two words, such as `audit verify`. */
  readonly name: string;
  readonly group: 'workspace' | 'processes' | 'a running runtime';
  readonly summary: string;
  /** What follows the name, without options: `FLOW`, `PATH…`. */
  readonly operands: string;
  /** How many operands there may be: least and most. */
  readonly takes: readonly [least: number, most: number];
  /** A paragraph or two more, for `--help`. */
  readonly about?: string;
  readonly options: Readonly<Record<string, OptionFacts>>;
  readonly examples: readonly { readonly command: string; readonly says: string }[];
  /** Codes of `exitCodeMeanings` this command can end with. */
  readonly exits: readonly number[];
  /** Does the work, and gives the exit code. */
  readonly run: (call: CommandCall) => Promise<number>;
};

/** A command as somebody called it. */
export type CommandCall = {
  readonly operands: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  readonly list: (option: string) => readonly string[];
  readonly terminal: Terminal;
  /** The process environment, with what `--env-file` adds to it. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Ends a command with sentences and an exit code; the one way out that is not a return. */
export class Refused extends Error {
  readonly exitCode: number;
  readonly problems: readonly SaidProblem[];
  constructor(exitCode: number, ...problems: readonly (string | SaidProblem)[]) {
    const said = problems.map((problem) => (typeof problem === 'string' ? { message: problem } : problem));
    super(said.map(({ message }) => message).join('\n'));
    this.name = 'Refused';
    this.exitCode = exitCode;
    this.problems = said;
  }
}

/** A problem as the program says it: with its place, where it has one. */
export type SaidProblem = {
  readonly message: string;
  readonly code?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
};

/** `--json`, which nearly every command has. */
export const jsonOption: OptionFacts = { kind: 'flag', help: 'Write JSON for programs instead of text for people.' };

/** Where a runtime is; the commands that speak to one share these. */
export const remoteOptions: Readonly<Record<string, OptionFacts>> = {
  url: { kind: 'text', value: 'URL', help: 'Address of the runtime. Default: PENSTOCK_URL.' },
  token: {
    kind: 'text',
    value: 'TOKEN',
    help: 'Bearer token. Default: PENSTOCK_TOKEN, which stays out of the process list.',
  },
  json: jsonOption,
};
