import { type Command, exitCodes, jsonOption } from '../command.ts';

/** `penstock merge`: three versions of a file become one, by what they mean. */
export const merge: Command = {
  name: 'merge',
  group: 'workspace',
  summary: 'Merge two versions of a flow or workspace file by what they mean.',
  operands: 'BASE OURS THEIRS',
  takes: [3, 3],
  about:
    'Steps are compared by id, whoever renamed or moved them; configs by field, edges as sets. The result is written to OURS.\nWhere both sides changed the same thing, both versions stay in the file between the marks of Git, and each conflict is\nsaid in a sentence. A file that cannot be read is merged as text. "penstock git install" lets Git call this by itself.',
  options: {
    path: { kind: 'text', value: 'PATH', help: 'What the files are versions of. Default: OURS.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock merge base.flow.yaml mine.flow.yaml theirs.flow.yaml', says: 'Bring theirs into mine.' },
  ],
  exits: [0, 1, 2],
  run: async ({ operands, text, flag, terminal }) => {
    const { mergeFiles } = await import('../merge/merge-file.ts');
    const [base = '', ours = '', theirs = ''] = operands;
    const path = text('path') ?? ours;
    const { isSettled, conflicts, asText } = await mergeFiles({ base, ours, theirs, path });
    if (flag('json')) await terminal.printJson({ path, settled: isSettled, conflicts, asText });
    else {
      for (const { sentence } of conflicts) await terminal.print(`${path}: ${sentence}`);
      for (const line of asText) terminal.note(line);
    }
    return isSettled ? exitCodes.fine : exitCodes.findings;
  },
};
