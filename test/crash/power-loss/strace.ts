import { spawnSync } from 'node:child_process';

/** The tracer, or why there is none; a test that cannot run says so in its name. */
export type Strace = { readonly command: string; readonly missing: string | undefined };

const packageManager = 'apt-get';

/** Finds strace, and fetches it with the package manager where that is allowed and quick. */
export function findStrace(): Strace {
  const command = 'strace';
  if (process.platform !== 'linux') return { command, missing: `not run: ${process.platform} has no strace` };
  if (!works(command) && process.getuid?.() === 0) {
    spawnSync(packageManager, ['install', '-y', '--no-install-recommends', 'strace'], {
      timeout: 60_000,
      stdio: 'ignore',
    });
  }
  if (!works(command)) return { command, missing: 'not run: strace is not installed, and cannot be here' };
  const traced = spawnSync(command, ['-e', 'trace=none', 'true'], { timeout: 10_000 });
  return {
    command,
    missing: traced.status === 0 ? undefined : 'not run: this machine does not let processes be traced',
  };
}

function works(command: string): boolean {
  return spawnSync(command, ['-V'], { timeout: 10_000 }).status === 0;
}
