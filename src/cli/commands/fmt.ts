import { type Command, exitCodes, jsonOption } from '../command.ts';
import { shortPath } from '../places.ts';

/** `penstock fmt`: the one canonical spelling of every file. */
export const fmt: Command = {
  name: 'fmt',
  group: 'workspace',
  summary: 'Write flow and workspace files in their one canonical form.',
  operands: 'PATH…',
  takes: [1, 1_000],
  about:
    'Meaning and comments are kept. Flows, connections, environments and penstock.yaml have such a form; JSON files are left\nas they are. A file that cannot be read is left alone and reported.',
  options: {
    check: { kind: 'flag', help: 'Write nothing; only say which files would change.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock fmt my-workspace', says: 'Put every file of a workspace in order.' },
    { command: 'penstock fmt --check my-workspace', says: 'Ask in a pipeline whether somebody forgot to.' },
  ],
  exits: [0, 1, 2],
  run: async ({ operands, flag, terminal }) => {
    const { formatFile, formattableFiles } = await import('../format-files.ts');
    const files = (await Promise.all(operands.map(formattableFiles))).flat();
    const results: Awaited<ReturnType<typeof formatFile>>[] = [];
    for (const file of [...new Set(files)]) results.push(await formatFile(file, flag('check')));
    const refused = results.filter(({ problems }) => problems.length > 0);
    for (const { file, problems } of refused) {
      for (const { line = 1, column = 1, message } of problems)
        terminal.note(`${shortPath(file)}:${line}:${column}: ${message}`);
    }
    const changed = results.filter((result) => result.changed).map(({ file }) => shortPath(file));
    if (flag('json')) await terminal.printJson({ changed, refused: refused.map(({ file }) => shortPath(file)) });
    else {
      for (const file of changed) await terminal.print(flag('check') ? `would change ${file}` : `wrote ${file}`);
      if (changed.length === 0)
        terminal.note(`${results.length - refused.length} of ${results.length} files are in their canonical form.`);
    }
    return refused.length > 0 || (flag('check') && changed.length > 0) ? exitCodes.findings : exitCodes.fine;
  },
};
