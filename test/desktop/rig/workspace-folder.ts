import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { initFiles } from '#cli/init-files.ts';

/** A folder for one test: workspaces in it, and what the shell keeps. */
export type Ground = AsyncDisposable & {
  readonly folder: string;
  /** Makes a small workspace of this name and gives its folder. */
  readonly makeWorkspace: (name: string) => Promise<string>;
};

/** Makes an empty ground; `await using` removes it. */
export async function makeGround(): Promise<Ground> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'penstock-desktop-')));
  return {
    folder,
    makeWorkspace: async (name) => {
      const workspace = join(folder, name);
      await writeWorkspace(workspace);
      return workspace;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Fills a folder with the workspace `penstock init` makes. */
export async function writeWorkspace(workspace: string): Promise<void> {
  for (const [path, text] of Object.entries(initFiles)) {
    const file = join(workspace, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
