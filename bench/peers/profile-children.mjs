// Loaded before the product where a profile was asked for: its sandbox children then write one too. They end by a
// signal and see no folder, so the walls that would be in the way are left out here, and only here.
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

const spawn = childProcess.spawn;
const hook = fileURLToPath(new URL('./profile-child.cjs', import.meta.url));
childProcess.spawn = (file, args, options) => {
  const own = args.filter((argument) => !argument.startsWith('--permission') && !argument.startsWith('--allow-'));
  return spawn(file, ['--require', hook, ...own], { ...options, env: { BENCH_PROFILE: process.env.BENCH_PROFILE } });
};
syncBuiltinESMExports();
