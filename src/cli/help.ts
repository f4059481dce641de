import { type Command, exitCodeMeanings, type OptionFacts } from './command.ts';
import { commonOptions } from './read-arguments.ts';
import { layOut } from './terminal.ts';

const groups: readonly Command['group'][] = ['workspace', 'processes', 'a running runtime'];

/** The words over a group of commands. */
const groupTitles: Readonly<Record<Command['group'], string>> = {
  workspace: 'Files of a workspace',
  processes: 'Processes and data directories',
  'a running runtime': 'A running runtime',
};

/** What `penstock --help` says. */
export function describeProgram(commands: readonly Command[]): string {
  const sections = groups.map((group) => {
    const rows = commands
      .filter((command) => command.group === group)
      .map(({ name, summary }) => [`  ${name}`, summary]);
    return `${groupTitles[group]}:\n${layOut(rows)}`;
  });
  return [
    'penstock: flows between SaaS systems and Odoo, drawn, checked and run.',
    'Usage: penstock COMMAND [OPTIONS]',
    ...sections,
    'Run "penstock COMMAND --help" for options and examples. "penstock demo" shows everything in one minute.',
  ].join('\n\n');
}

/** What `penstock COMMAND --help` says. */
export function describeCommand(command: Command): string {
  const options = Object.entries({ ...command.options, ...commonOptions }).map(([name, facts]) => [
    `  ${spellOption(name, facts)}`,
    facts.help,
  ]);
  const examples = command.examples.map(({ command: line, says }) => `  ${line}\n      ${says}`);
  const exits = command.exits.map((code) => [`  ${code}`, exitCodeMeanings[code] ?? '']);
  return [
    `penstock ${command.name}: ${lowerFirst(command.summary)}`,
    `Usage: ${usageOf(command)}`,
    ...(command.about === undefined ? [] : [command.about]),
    `Options:\n${layOut(options)}`,
    `Examples:\n${examples.join('\n')}`,
    `Exit codes:\n${layOut(exits)}`,
  ].join('\n\n');
}

/** The reference page of the command line, in Markdown. */
export function printReference(commands: readonly Command[]): string {
  const head = `<!-- Written by "npm run generate" from src/cli/commands.ts and the commands it names. Edit those, not this page. -->

# Command line

Every command takes \`--help\` and \`--env-file FILE\`. Text is for people and may change; \`--json\` is for programs and
does not. Refusals go to standard error as sentences; with \`--json\`, standard output holds
\`{"problems":[{"message",…}]}\` as well.

| Exit code | Meaning |
|---|---|
${Object.entries(exitCodeMeanings)
  .map(([code, meaning]) => `| ${code} | ${meaning} |`)
  .join('\n')}
`;
  const sections = groups.map((group) => {
    const own = commands.filter((command) => command.group === group).map(referenceOf);
    return `## ${groupTitles[group]}\n\n${own.join('\n')}`;
  });
  return `${head}\n${sections.join('\n')}`;
}

function referenceOf(command: Command): string {
  const rows = Object.entries(command.options).map(
    ([name, facts]) => `| \`${spellOption(name, facts)}\` | ${escapeMarkdown(facts.help)} |`,
  );
  const options = rows.length === 0 ? '' : `| Option | |\n|---|---|\n${rows.join('\n')}\n\n`;
  const about = command.about === undefined ? '' : `${escapeMarkdown(command.about)}\n\n`;
  const examples = command.examples.map(({ command: line, says }) => `# ${says}\n${line}`).join('\n');
  return `### penstock ${command.name}

${command.summary}

\`${usageOf(command)}\`

${about}${options}\`\`\`sh
${examples}
\`\`\`

Exit codes: ${command.exits.join(', ')}.
`;
}

/** Keeps `<NAME>` from being taken for HTML, and `|` for the end of a cell. */
function escapeMarkdown(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('|', '\\|');
}

function usageOf(command: Command): string {
  const operands = command.operands === '' ? '' : ` ${command.operands}`;
  return `penstock ${command.name}${operands} [OPTIONS]`;
}

function spellOption(name: string, facts: OptionFacts): string {
  return facts.kind === 'flag' ? `--${name}` : `--${name} ${facts.value ?? 'VALUE'}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
