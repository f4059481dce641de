import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The Node the runtime runs on: the one that came with the package, else the one `PENSTOCK_NODE` names, else `node` of
 * the search path, which the launcher judges. Never Electron's own: the isolates have no build for it.
 */
export function findNode(packageFolder: string, env: NodeJS.ProcessEnv): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const { resolve } = createRequire(join(packageFolder, 'package.json'));
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      const program = join(dirname(resolve(`${name}/package.json`)), 'bin', file);
      if (existsSync(program)) return program;
    } catch {
      // Not installed for this platform; the next name, or what the machine has.
    }
  }
  const named = env.PENSTOCK_NODE;
  return named && existsSync(named) ? named : file;
}
