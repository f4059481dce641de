import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exitCodes, Refused } from './command.ts';
import { shortPath, statOf } from './places.ts';

const mark = '# Written by "penstock hook install".';

/** Writes the hook of the repository around a folder; one that somebody else wrote is left alone. */
export async function installHook(folder: string): Promise<string> {
  const repository = findRepository(folder);
  const file = join(repository, '.git', 'hooks', 'pre-commit');
  if (existsSync(file) && !(await readFile(file, 'utf8')).includes(mark))
    throw new Refused(
      exitCodes.environment,
      `${shortPath(file)} is somebody else's hook. Call "penstock check" from it: ${checkLine}`,
    );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, hookText());
  await chmod(file, 0o755);
  return shortPath(file);
}

function findRepository(folder: string): string {
  let here = resolve(folder);
  while (statOf(join(here, '.git'))?.isDirectory() !== true) {
    const above = dirname(here);
    if (above === here) throw new Refused(exitCodes.usage, `${folder} stands in no Git repository.`);
    here = above;
  }
  return here;
}

const checkLine = `git diff --cached --name-only --diff-filter=ACMR -z -- '*.flow.yaml' ':!templates/**' ':!**/templates/**' | xargs -0 penstock check`;

function hookText(): string {
  const program = [process.execPath, process.argv[1] ?? 'penstock'].map(quote).join(' ');
  return `#!/bin/sh
${mark}
# Refuses a commit whose flows have errors; "git commit --no-verify" goes past it.
cd "$(git rev-parse --show-toplevel)" || exit 1
git diff --cached --quiet --diff-filter=ACMR -- '*.flow.yaml' && exit 0
${checkLine.replace('xargs -0 penstock', `xargs -0 ${program}`)}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
