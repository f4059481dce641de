import type { Problem } from '#flow/problem.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { requireWorkspace } from '../places.ts';
import { layOut } from '../terminal.ts';

/** Where a runtime listens unless told otherwise. */
export const defaultPort = 7310;

/** A runtime that a command started. */
export type Runtime = Extract<
  Awaited<ReturnType<typeof import('#runtime/main.ts')['startProcess']>>,
  { readonly ok: true }
>['runtime'];

/** `penstock serve`: a runtime that takes events. */
export const serve: Command = {
  name: 'serve',
  group: 'processes',
  summary: 'Run a workspace: take webhooks, follow schedules, carry runs through.',
  operands: 'WORKSPACE',
  takes: [1, 1],
  about:
    'Listens on 127.0.0.1 only. Secrets come from PENSTOCK_SECRET_<NAME> or from the data directory (penstock secrets set); the\nbearer token of the API from PENSTOCK_TOKEN, else one is made for this start. SIGTERM and Ctrl-C let what is in flight finish,\nfor up to nine seconds; the second one ends at once. Log lines go to standard error.\nAn environment with "purpose: live" takes signed bundles only (penstock deploy): WORKSPACE is then a folder of the operator,\nwith trusted keys and environments, and flow files lying in it take no events. What was live stays live over a restart.',
  options: {
    env: { kind: 'text', value: 'NAME', help: 'Environment. Default: the one with "purpose: dev".' },
    data: {
      kind: 'text',
      value: 'DIR',
      help: 'Data directory: everything that must survive. Required; made where it is missing.',
    },
    port: { kind: 'text', value: 'N', help: `Port; 0 takes any free one. Default: ${defaultPort}.` },
    deployments: {
      kind: 'text',
      value: 'DIR',
      help: 'Folder that is watched for bundles; results stand beside them as NAME.result.json.',
    },
    json: {
      ...jsonOption,
      help: 'Print one line { "ready", "url", "pid" } once webhooks are accepted, with "signedOnly" where it is so.',
    },
  },
  examples: [
    { command: 'penstock serve my-workspace --env dev --data ./data', says: 'Serve the dev environment on port 7310.' },
    {
      command: 'PENSTOCK_TOKEN=… penstock serve my-workspace --env live --data /var/lib/penstock --port 8080 --json',
      says: 'The same under a supervisor.',
    },
  ],
  exits: [0, 1, 2, 70, 78],
  run: async (call) => {
    const [named = ''] = call.operands;
    const data = call.text('data');
    if (data === undefined)
      throw new Refused(exitCodes.usage, 'Name the data directory with --data DIR. See "penstock serve --help".');
    const port = portOf(call);
    const workspace = requireWorkspace(named);
    const environment = call.text('env') ?? (await devEnvironmentOf(workspace));
    const { startProcess } = await import('#runtime/main.ts');
    const deployments = call.text('deployments');
    const started = await startProcess({
      workspace,
      environment,
      data,
      port,
      env: call.env,
      unsound: 'refuse',
      ...(deployments === undefined ? {} : { deployments }),
    });
    if (!started.ok) {
      if (started.problems.some(({ code }) => code.startsWith('deployment/')))
        throw new Refused(exitCodes.environment, ...started.problems);
      return await explain(workspace, environment, started.problems);
    }
    await tellReady(call, started.runtime);
    for (const name of missingSecrets(started.runtime)) {
      call.terminal.note(
        `The secret "${name}" has no value: what needs it is refused. Set it with "penstock secrets set ${name} --data ${data}" while the runtime is stopped, or start with PENSTOCK_SECRET_… .`,
      );
    }
    // The runtime ends the process by itself: on a signal, with its launcher, or with its disk.
    return await new Promise<number>(() => undefined);
  },
};

/** Reads `--port`. */
export function portOf(call: CommandCall): number {
  const text = call.text('port') ?? String(defaultPort);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Refused(exitCodes.usage, `--port ${text} is no port; give a number from 0 to 65535.`);
}

async function devEnvironmentOf(folder: string): Promise<string> {
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  const { pickEnvironment } = await import('../workspace.ts');
  const { environments } = await readWorkspace(folder);
  return pickEnvironment(environments, undefined).name;
}

/** Looks at the workspace again, with places, only after the start was refused: a sound one is read once. */
async function explain(folder: string, environment: string, problems: readonly Problem[]): Promise<never> {
  const { requireSound, pickEnvironment } = await import('../workspace.ts');
  const { readWorkspace } = await import('#runtime/workspace/workspace.ts');
  await requireSound([folder]);
  pickEnvironment((await readWorkspace(folder)).environments, environment);
  throw new Refused(exitCodes.environment, ...problems);
}

async function tellReady(call: CommandCall, runtime: Runtime): Promise<void> {
  const { url } = runtime;
  const signedOnly = runtime.bundles?.signedOnly === true ? { signedOnly: true } : {};
  const token = runtime.isTokenGenerated ? { token: runtime.token } : {};
  if (call.flag('json')) {
    await call.terminal.printJson({ ready: true, url, pid: process.pid, ...signedOnly, ...token });
    return;
  }
  const flows = runtime.admission.admitted.map(({ flow, version, plan }) => [`  ${flow}`, version, plan.name]);
  const hooks = webhooksOf(runtime).map(({ method, path, flow }) => [`  ${method} ${url}${path}`, flow]);
  const lines = [
    `Serving ${url} (process ${process.pid})`,
    ...(runtime.isTokenGenerated ? [`Token of this start: ${runtime.token}`] : []),
    ...sayBundles(runtime),
    `Flows:\n${flows.length === 0 ? '  none' : layOut(flows)}`,
    `Webhooks:\n${hooks.length === 0 ? '  none' : layOut(hooks)}`,
  ];
  await call.terminal.print(lines.join('\n'));
}

/** What goes live here, and what lies in the folder in vain. */
function sayBundles({ bundles }: Runtime): readonly string[] {
  if (bundles === undefined) return [];
  const { signedOnly, ignored } = bundles;
  const what = signedOnly ? 'Signed bundles only go live here' : 'The folder has no flows; bundles go live here';
  const said = `${what}: "penstock deploy FILE".`;
  if (ignored.length === 0) return [said];
  return [`${said} Flow files in the folder take no events: ${ignored.join(', ')}.`];
}

function* triggersOf(runtime: Runtime) {
  for (const { flow, plan } of runtime.admission.admitted) {
    for (const id of plan.root.starts) {
      const node = plan.nodes[id];
      if (node?.type === 'webhook') yield { flow, config: node.config };
    }
  }
}

function webhooksOf(runtime: Runtime) {
  return [...triggersOf(runtime)].map(({ flow, config }) => ({
    flow,
    method: typeof config.method === 'string' ? config.method : 'POST',
    path: `/hooks${String(config.path)}`,
  }));
}

/** Secrets that webhooks and connections name and nobody gave a value: without them every call is refused. */
export function missingSecrets(runtime: Runtime): readonly string[] {
  const wanted = new Set<string>();
  for (const { config } of triggersOf(runtime)) {
    const auth: unknown = config.auth;
    const names = typeof auth === 'object' && auth !== null && 'secrets' in auth ? auth.secrets : [];
    if (Array.isArray(names)) for (const name of names) wanted.add(String(name));
  }
  for (const { auth } of runtime.workspace.connections) {
    if (auth !== undefined && 'secret' in auth) wanted.add(auth.secret);
  }
  return [...wanted].filter((name) => runtime.secrets.get(name) === undefined).sort();
}
