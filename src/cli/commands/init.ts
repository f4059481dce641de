import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Command, exitCodes, jsonOption, Refused } from '../command.ts';
import { initFiles } from '../init-files.ts';
import { shortPath, statOf } from '../places.ts';

/** `penstock init`: a workspace to begin with. */
export const init: Command = {
  name: 'init',
  group: 'workspace',
  summary: 'Make a small workspace that checks and runs: webhook, map, branch, dead letter, milestone.',
  operands: 'FOLDER',
  takes: [1, 1],
  about: 'The folder is made where it is missing. One that holds something already is left alone, apart from .git.',
  options: { json: jsonOption },
  examples: [{ command: 'penstock init my-workspace', says: 'Begin.' }],
  exits: [0, 2, 78],
  run: async ({ operands, flag, terminal }) => {
    const [folder = ''] = operands;
    await requireEmpty(folder);
    for (const [path, text] of Object.entries(initFiles)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      // Exclusive: whatever appeared in between belongs to somebody.
      await writeFile(file, text, { flag: 'wx' });
    }
    const files = Object.keys(initFiles);
    if (flag('json')) await terminal.printJson({ folder, files });
    else {
      const flow = join(folder, 'flows', 'new-order.flow.yaml');
      const sample = join(folder, 'samples', 'order.json');
      await terminal.print(
        `Made ${shortPath(folder)} with ${files.length} files. Go on:\n  penstock check ${folder}\n  penstock run ${flow} --input ${sample}`,
      );
    }
    return exitCodes.fine;
  },
};

async function requireEmpty(folder: string): Promise<void> {
  const stat = statOf(folder);
  if (stat === undefined) return;
  if (!stat.isDirectory()) throw new Refused(exitCodes.usage, `${folder} is a file. Name a folder.`);
  const entries = (await readdir(folder)).filter((name) => name !== '.git');
  if (entries.length > 0)
    throw new Refused(exitCodes.usage, `${folder} is not empty (${entries[0] ?? ''}…). Name a new folder.`);
}
