import { type Command, exitCodes, jsonOption } from '../command.ts';

/** `penstock git install`: Git merges and shows flows by what they mean. */
export const gitInstall: Command = {
  name: 'git install',
  group: 'workspace',
  summary: 'Let Git merge and show flows by what they mean.',
  operands: '[WORKSPACE]',
  takes: [0, 1],
  about:
    'Adds lines to .gitattributes of the workspace, which everybody shares, and settings to this clone of the repository,\nwhich everybody makes once. Other lines and settings stay. "git diff" then shows flows as sentences, and\n"git difftool -t penstock" shows what changed.',
  options: { uninstall: { kind: 'flag', help: 'Take the lines and settings back.' }, json: jsonOption },
  examples: [
    { command: 'penstock git install', says: 'Set up the repository around this folder.' },
    { command: 'penstock git install --uninstall', says: 'Leave it to Git again.' },
  ],
  exits: [0, 2, 78],
  run: async ({ operands, flag, terminal }) => {
    const { installGit, uninstallGit } = await import('../merge/git-settings.ts');
    const folder = operands[0] ?? '.';
    const done = flag('uninstall') ? await uninstallGit(folder) : await installGit(folder);
    if (flag('json')) await terminal.printJson({ done });
    else for (const line of done) await terminal.print(line);
    return exitCodes.fine;
  },
};

/** `penstock git textconv`: a flow as sentences, for `git diff`. */
export const gitTextconv: Command = {
  name: 'git textconv',
  group: 'workspace',
  summary: 'Show a flow as Git compares it: what it does, in numbered sentences.',
  operands: 'FILE',
  takes: [1, 1],
  about: 'Git calls this after "penstock git install". A file that cannot be read is shown as it is.',
  options: {},
  examples: [{ command: 'penstock git textconv flows/orders.flow.yaml', says: 'Show what Git would compare.' }],
  exits: [0, 2],
  run: async ({ operands, terminal }) => {
    const { outlineFile } = await import('../merge/outline.ts');
    await terminal.print(await outlineFile(operands[0] ?? ''));
    return exitCodes.fine;
  },
};
