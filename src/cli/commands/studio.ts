import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '#flow/workspace/environment.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { designerFolder, requireWorkspace, shortPath } from '../places.ts';
import { defaultPort, missingSecrets, portOf, type Runtime } from './serve.ts';

/** Folder in the workspace that keeps the studio's data; hidden, so that it is no part of the workspace. */
const dataFolder = '.penstock';

/** `penstock studio`: the designer on a workspace, with a runtime that follows every save. */
export const studio: Command = {
  name: 'studio',
  group: 'processes',
  summary: 'Open the designer on a workspace, with a runtime that follows every save.',
  operands: 'WORKSPACE',
  takes: [1, 1],
  about:
    'Listens on 127.0.0.1 only and prints an address that signs one browser in, once and within ten minutes. Sound flows are live at\nonce after a save or a change on disk; flows with errors are listed and keep their last sound version. Only environments with\n"purpose: dev" or "purpose: test" are served.',
  options: {
    env: { kind: 'text', value: 'NAME', help: 'Environment. Default: the one with "purpose: dev".' },
    data: {
      kind: 'text',
      value: 'DIR',
      help: `Data directory. Default: ${dataFolder} in the workspace, which git is told to ignore.`,
    },
    port: { kind: 'text', value: 'N', help: `Port; 0 takes any free one. Default: ${defaultPort}.` },
    json: {
      ...jsonOption,
      help: 'Print one line { "ready", "url", "pid", "address" } once the designer can be opened.',
    },
    'no-open': { kind: 'flag', help: 'Print the address only, where a browser would be opened.' },
  },
  examples: [
    { command: 'penstock studio my-workspace', says: 'Draw, test and run flows of this folder.' },
    { command: 'penstock studio my-workspace --env test --port 0 --json', says: 'The same for a program.' },
  ],
  exits: [0, 2, 70, 78],
  run: async (call) => {
    const [named = ''] = call.operands;
    const port = portOf(call);
    const workspace = requireWorkspace(named);
    const environment = call.text('env') ?? (await environmentOf(workspace));
    const data = await openData(workspace, call.text('data'));
    const { startProcess } = await import('#runtime/main.ts');
    const designer = designerFolder(call.env);
    const started = await startProcess({ workspace, environment, data, port, env: call.env, mode: 'studio', designer });
    if (!started.ok) throw new Refused(exitCodes.environment, ...started.problems);
    await tellReady(call, started.runtime, workspace);
    // The runtime ends the process by itself: on a signal, with its launcher, or with its disk.
    return await new Promise<number>(() => undefined);
  },
};

/** The environment for development; a folder that has none yet gets an empty one of that name. */
async function environmentOf(folder: string): Promise<string> {
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { environments, problems } = await readWorkspace(folder);
  const isUnread = problems.some(({ file }) => file.startsWith('environments/'));
  if (environments.length === 0 || (isUnread && !hasDev(environments))) return 'dev';
  const { pickEnvironment } = await import('../workspace.ts');
  return pickEnvironment(environments, undefined).name;
}

function hasDev(environments: readonly Environment[]): boolean {
  return environments.some(({ purpose }) => purpose === 'dev');
}

async function openData(workspace: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return resolve(named);
  const folder = join(workspace, dataFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ignore = join(folder, '.gitignore');
  // It holds runs, the key of the secrets and the sealed secrets: nothing of it belongs under version control.
  if (!existsSync(ignore)) await writeFile(ignore, '*\n');
  return folder;
}

async function tellReady(call: CommandCall, runtime: Runtime, workspace: string): Promise<void> {
  const { url } = runtime;
  const address = runtime.mintAddress();
  if (call.flag('json')) {
    const token = runtime.isTokenGenerated ? { token: runtime.token } : {};
    await call.terminal.printJson({ ready: true, url, pid: process.pid, address, ...token });
    return;
  }
  const { admitted, refused } = runtime.admission;
  const lines = [
    `Open the designer: ${address}`,
    'The address works once, within ten minutes. For another one, start the studio again.',
    '',
    `Workspace ${shortPath(workspace)}: ${admitted.length} flows take events, ${refused.length} do not as they stand.`,
    ...refused.map(({ file }) => `  ${file}`),
    'Ctrl-C ends the studio.',
  ];
  await call.terminal.print(lines.join('\n'));
  for (const name of missingSecrets(runtime)) {
    call.terminal.note(`The secret "${name}" has no value: what needs it is refused. Set it in the designer.`);
  }
  if (!call.flag('no-open')) openBrowser(address);
}

/** Opens the address where somebody sits in front of a screen; elsewhere the printed line has to do. */
function openBrowser(address: string): void {
  const hasScreen =
    process.platform === 'win32' ||
    process.platform === 'darwin' ||
    ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => Boolean(process.env[name]));
  if (!hasScreen || !process.stdout.isTTY) return;
  const [program, ...args] = openerOf(address);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  // No program to open addresses with is no error: the address is on the screen.
  child.on('error', () => undefined);
  child.unref();
}

function openerOf(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}
