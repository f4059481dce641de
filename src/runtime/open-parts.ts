import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { type Admission, admitWorkspace, askFlows } from './deployments/deployments.ts';
import type { Clock, Hash } from './engine/ports.ts';
import type { RuntimeOptions } from './runtime.ts';
import { createSecrets, type Secrets } from './secrets/secrets.ts';
import type { SecretDesk } from './server/workspace-handlers.ts';
import { openStore, type SqliteStore } from './store/sqlite/open.ts';
import { studioEnvironmentOf } from './studio-admission.ts';
import { governanceFor } from './workspace/governance.ts';
import { readWorkspace, type Workspace } from './workspace/workspace.ts';

/** What a runtime reads and opens before anything runs. */
export type OpenedParts = {
  readonly workspace: Workspace;
  readonly environment: Environment;
  /** Empty in a studio, which admits for itself, and where only bundles are served. */
  readonly admission: Admission;
  /** Present where bundles are served and not the files of the folder. */
  readonly bundles?: ServesBundles;
  readonly store: SqliteStore;
  readonly secrets: Secrets;
};

/** How a runtime serves bundles. */
export type ServesBundles = {
  /** Whether only bundles that are signed and approved go live. */
  readonly signedOnly: boolean;
  /** Flow files that lie in the folder all the same; they take no events. */
  readonly ignored: readonly string[];
};

/** Reads the workspace and opens what is in the data directory. */
export async function openParts(
  options: RuntimeOptions,
  clock: Clock,
  judging: { readonly sha256: Hash; readonly ask: EvaluatePredicate },
): Promise<Result<OpenedParts>> {
  const workspace = await readWorkspace(options.workspace);
  const read =
    options.mode === 'studio'
      ? readForStudio(workspace, options)
      : await readForServer(workspace, options, { ...judging, today: formatInstant(clock.now()).slice(0, 10) });
  if (!read.ok) return read;
  const store = await openStore({
    directory: options.data,
    now: clock.now,
    onBroken: options.onBroken,
    ...(options.early === undefined ? {} : { threads: options.early.threads }),
    ...(options.synchronous === undefined ? {} : { synchronous: options.synchronous }),
    ...(options.ballastBytes === undefined ? {} : { ballastBytes: options.ballastBytes }),
  });
  const secrets = await createSecrets({
    store: sealedIn(store, clock),
    kekFile: join(options.data, 'key'),
    env: options.env,
  });
  if (!secrets.ok) {
    await store[Symbol.asyncDispose]();
    return secrets;
  }
  return succeed({ workspace, ...read.value, store, secrets: secrets.value });
}

/** The secrets as the API shows them. */
export function openSecretDesk(secrets: Secrets, store: Pick<SqliteStore, 'listSecrets'>): SecretDesk {
  return {
    list: async () => {
      const setAt = new Map((await store.listSecrets()).map(({ name, at }) => [name, at]));
      return secrets.names().map(({ name, source }) => ({ name, source, setAt: setAt.get(name) }));
    },
    put: secrets.put,
  };
}

type Read = Pick<OpenedParts, 'environment' | 'admission' | 'bundles'>;

function readForStudio(workspace: Workspace, { environment }: RuntimeOptions): Result<Read> {
  const found = studioEnvironmentOf(workspace, environment);
  if (!found.ok) return found;
  return succeed({ environment: found.value.environment, admission: { admitted: [], refused: [] } });
}

type Judging = { readonly sha256: Hash; readonly today: string; readonly ask: EvaluatePredicate };

async function readForServer(workspace: Workspace, options: RuntimeOptions, judging: Judging): Promise<Result<Read>> {
  const served = readForBundles(workspace, options.environment);
  if (served !== undefined) return judgeFolder(served, options);
  const found = environmentOf(workspace, options.environment);
  if (!found.ok) return found;
  if (options.deployments !== undefined) return refuse(filesAreServed(options.workspace));
  const governed = await governanceFor(workspace, found.value, judging.today);
  const asked = await askFlows(workspace, governed, judging.ask);
  const admission = admitWorkspace(workspace, judging.sha256, governed, asked);
  if (options.unsound === 'refuse' && admission.refused.length > 0) return refuse(unsoundFlows(admission));
  return succeed({ environment: found.value, admission });
}

/** A folder for bundles that is not there would be watched for ever in vain. */
function judgeFolder(read: Read, { deployments }: RuntimeOptions): Result<Read> {
  if (deployments === undefined || statSync(deployments, { throwIfNoEntry: false })?.isDirectory() === true)
    return succeed(read);
  const message = `${deployments} is no folder, so no bundle can arrive there. Make it, or name another one.`;
  return refuse({ code: 'deployment/no-folder', message });
}

function filesAreServed(workspace: string): Problem {
  const message = `${workspace} holds flow files and its environment is not for live, so they are served and bundles are not. Name a folder without flows, or an environment with "purpose: live".`;
  return { code: 'deployment/closed', message };
}

/**
 * What a runtime stands on that serves bundles: the operator's settings and one environment. An environment for live
 * takes nothing else; others serve the files of the folder, where it has any.
 */
function readForBundles(workspace: Workspace, name: string): Read | undefined {
  const environment = workspace.environments.find((one) => one.name === name);
  if (environment === undefined || workspace.settings === undefined) return undefined;
  const ignored = [...workspace.opened.keys()].sort();
  const signedOnly = environment.purpose === 'live';
  if (!signedOnly && (ignored.length > 0 || workspace.problems.length > 0)) return undefined;
  return { environment, admission: { admitted: [], refused: [] }, bundles: { signedOnly, ignored } };
}

function environmentOf(workspace: Workspace, name: string): Result<Environment> {
  // A file that cannot be read is refused as a whole: half a workspace would run something nobody drew.
  if (workspace.problems.length > 0) return { ok: false, problems: workspace.problems };
  const environment = workspace.environments.find((one) => one.name === name);
  if (environment !== undefined) return succeed(environment);
  const known = workspace.environments.map((one) => one.name).join(', ');
  return refuse({
    code: 'workspace/no-environment',
    message: `The workspace has no environment "${name}". It has: ${known === '' ? 'none' : known}.`,
  });
}

function unsoundFlows({ refused }: Admission): Problem {
  const names = refused.map(({ flow }) => flow).join(', ');
  return {
    code: 'workspace/unsound-flows',
    message: `Flows with errors cannot run: ${names}. "penstock check" shows every finding with its place.`,
  };
}

function sealedIn(store: SqliteStore, clock: Clock) {
  return {
    read: () => store.listSecrets(),
    write: async (name: string, sealed: string, by: string): Promise<void> => {
      await store.commit({ kind: 'put-secret', name, sealed, by, at: clock.now() });
    },
  };
}
