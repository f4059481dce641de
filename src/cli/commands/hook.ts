import { type Command, exitCodes, jsonOption } from '../command.ts';

/** `penstock hook install`: unsound flows do not get committed. */
export const hookInstall: Command = {
  name: 'hook install',
  group: 'workspace',
  summary: 'Let Git check the flows of every commit, and refuse one with errors.',
  operands: '[DIR]',
  takes: [0, 1],
  about:
    'Writes .git/hooks/pre-commit of the repository DIR stands in. A hook somebody else wrote is left alone. Only flows that are\npart of the commit are checked, in the light of the workspace as it stands in the folder.',
  options: { json: jsonOption },
  examples: [{ command: 'penstock hook install', says: 'Check every commit from now on.' }],
  exits: [0, 2, 78],
  run: async (call) => {
    const { installHook } = await import('../install-hook.ts');
    const file = await installHook(call.operands[0] ?? '.');
    if (call.flag('json')) await call.terminal.printJson({ hook: file });
    else await call.terminal.print(`wrote ${file}`);
    return exitCodes.fine;
  },
};
