// `npm run desktop [-- WORKSPACE]`: starts the desktop shell, or says how to get the Electron it needs.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findElectron } from './electron-binary.ts';

const checkout = join(import.meta.dirname, '..');
/** The exit code for "this machine lacks something". */
const notHere = 78;

function refuse(text: string): never {
  console.error(text);
  process.exit(notHere);
}

const { program, isThere } = findElectron(process.env);
if (!isThere) {
  refuse(
    [
      `There is no Electron at ${program}.`,
      'Its program is not part of the npm package. One of these helps:',
      '',
      '  npx install-electron                            fetches it once, about 120 MB',
      '  ELECTRON_OVERRIDE_DIST_PATH=FOLDER npm run desktop   takes an unpacked Electron 45',
      '  npm start                                       opens the same designer in a browser, without Electron',
    ].join('\n'),
  );
}
// Only now: nobody waits for a build to be told that there is nothing to start.
const built = spawnSync(process.execPath, [join(checkout, 'scripts', 'ensure-installed.mjs'), '--build'], {
  cwd: checkout,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

// Electron reads this as "be a plain Node", and would open no window.
const { ELECTRON_RUN_AS_NODE: _runAsNode, ...env } = process.env;
const child = spawn(program, [checkout, ...process.argv.slice(2)], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('error', (error) => refuse(`Electron at ${program} does not start: ${error.message}`));
child.on('exit', (code) => process.exit(code ?? 1));
