import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { formatInstant } from '#flow/instant.ts';
import { type OpenedFlow, openFlow } from '#flow/text/parse.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { askFlows, type Deployable } from './deployments/deployments.ts';
import type { RunningEngine } from './engine/engine.ts';
import type { Clock, Hash, Log } from './engine/ports.ts';
import type { Live } from './live.ts';
import type { Reach } from './reach.ts';
import type { Secrets } from './secrets/secrets.ts';
import type { FileEvent } from './server/workspace-handlers.ts';
import {
  admitStudio,
  createFlowJudge,
  nothingAdmitted,
  type RefusedFile,
  type StudioAdmission,
  studioEnvironmentOf,
} from './studio-admission.ts';
import { createDesk, type Standing, type WorkspaceDesk } from './workspace/desk.ts';
import { governanceFor } from './workspace/governance.ts';
import { type NoticedChange, openWatchedFolder, type WatchedFolder } from './workspace/watched-folder.ts';
import { type OpenFlow, readWorkspace, type Workspace } from './workspace/workspace.ts';

/** A workspace that is worked on while its flows take events. */
export type Studio = {
  readonly desk: WorkspaceDesk;
  /** The workspace as it stands on disk now. */
  readonly workspace: () => Promise<Workspace>;
  /** The versions that take events. */
  readonly admitted: () => readonly Deployable[];
  /** Flow files that take no events as they stand. */
  readonly refused: () => readonly RefusedFile[];
  readonly stop: () => Promise<void>;
};

/** What a studio stands on. */
export type StudioParts = {
  readonly folder: string;
  /** The environment the runtime was started for; its file may change, its name may not. */
  readonly environment: Environment;
  readonly engine: RunningEngine;
  readonly reach: Reach;
  readonly live: Live;
  readonly secrets: Pick<Secrets, 'names'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly hash: Hash;
  /** Asks predicates of templates. */
  readonly ask: EvaluatePredicate;
  /** Told of every file that changed. */
  readonly tell: (event: FileEvent) => void;
};

/** How long after a change on disk the workspace is read again, in milliseconds; editors write in several steps. */
const debounceMs = 200;

/** What is known of the workspace now. */
type Now = { readonly workspace: Workspace; readonly environment: Environment; readonly admission: StudioAdmission };

/** Opens a studio: the first set of flows is live when the promise resolves. */
export async function startStudio(parts: StudioParts): Promise<Studio> {
  const { clock, log, tell } = parts;
  let isStale = false;
  let withdraw: (() => void) | undefined;
  // Changes may come before the first set is live; they are taken up right after it.
  let settle = async (_by: string): Promise<void> => undefined;
  const onChange = (changes: readonly NoticedChange[]): void => {
    isStale = true;
    for (const change of changes) tell({ kind: 'file', ...change, at: formatInstant(clock.now()) });
    withdraw?.();
    withdraw = clock.after(debounceMs, () => void settle('system'));
  };
  const folder = await openWatchedFolder({ folder: parts.folder, clock, log, onChange });
  const read = createReader(parts, folder);
  let now = await makeLive(parts, await read(undefined), 'system');
  // One after the other: two at once could make the older one live last.
  let turn: Promise<void> = Promise.resolve();
  settle = (by) => {
    turn = turn.then(async () => {
      if (!isStale) return;
      isStale = false;
      try {
        now = await makeLive(parts, await read(now), by);
      } catch (error) {
        isStale = true;
        log.error('studio.reload-failed', { why: error instanceof Error ? error.message : 'unknown' });
      }
    });
    return turn;
  };
  await settle('system');
  const refresh = async (): Promise<void> => {
    await folder.look();
    await settle('system');
  };
  const secretNames = () => parts.secrets.names().map(({ name }) => name);
  return {
    desk: createDesk({
      folder,
      refresh,
      settle: (by) => settle(by),
      workspace: () => now.workspace,
      environment: () => now.environment,
      standingOf: (file) => standingIn(now, file),
      secretNames,
      clock,
    }),
    workspace: async () => {
      await refresh();
      return now.workspace;
    },
    admitted: () => now.admission.flows,
    refused: () => now.admission.refused,
    stop: async () => {
      folder.stop();
      withdraw?.();
      await turn;
    },
  };
}

function standingIn({ admission }: Now, file: string): Standing {
  return { isLive: admission.served.has(file), refusal: admission.refused.find((one) => one.file === file)?.why };
}

/** Makes the reader of a workspace that changes a little at a time: what did not change is neither parsed nor judged again. */
function createReader(parts: StudioParts, folder: WatchedFolder): (before: Now | undefined) => Promise<Now> {
  const judgeOf = createFlowJudge(parts.hash);
  const open = rememberFlows();
  return async (before) => {
    const around = fingerprint(folder);
    const workspace = await readWorkspace(folder.root, open.next());
    const found = studioEnvironmentOf(workspace, parts.environment.name);
    const { environment, closed } = found.ok
      ? found.value
      : { environment: before?.environment ?? parts.environment, closed: found.problems[0]?.message ?? '' };
    const flowIds = workspace.flows.map(({ flow }) => flow.id).join(' ');
    const today = formatInstant(parts.clock.now()).slice(0, 10);
    const governed = await governanceFor(workspace, environment, today);
    // Where patterns decide as well, a verdict hangs on every other flow, on the tests and on the day.
    const rest =
      governed === undefined ? '' : `${today} ${[...folder.files().values()].map(({ etag }) => etag).join(' ')}`;
    const asked = await askFlows(workspace, governed, parts.ask);
    const judge = judgeOf(workspace, `${around} ${flowIds} ${rest}`, governed, asked);
    const admission =
      closed === undefined
        ? admitStudio(workspace, judge, lastSound(before, environment))
        : { ...nothingAdmitted, refused: refuseAll(workspace, closed) };
    if (closed !== undefined) parts.log.warn('studio.closed', { why: closed });
    return { workspace, environment, admission };
  };
}

/** What was sound before; not what was sound for another purpose, where less was asked of it. */
function lastSound(before: Now | undefined, { purpose }: Environment): StudioAdmission {
  return before?.environment.purpose === purpose ? before.admission : nothingAdmitted;
}

/** Puts what was read in front of the doors. */
async function makeLive({ reach, engine, live, log }: StudioParts, now: Now, by: string): Promise<Now> {
  const { workspace, environment, admission } = now;
  reach.point({ connections: workspace.connections, environment });
  engine.setVariables(environment.variables);
  await live.replace(admission, by);
  log.info('studio.live', { flows: admission.flows.length, refused: admission.refused.length });
  return now;
}

function refuseAll({ opened }: Workspace, why: string): readonly RefusedFile[] {
  return [...opened].map(([file, { flow }]) => ({ file, flow: flow?.id ?? file, why }));
}

/** Names everything a verdict about a flow can depend on beside the flow itself. */
function fingerprint(folder: WatchedFolder): string {
  const around = [...folder.files().values()].filter(({ path }) => !/^(flows|samples)\//.test(path));
  return around.map(({ path, etag }) => `${path}:${etag}`).join(' ');
}

/** Remembers how each text was read, as long as some file still has it. */
function rememberFlows(): { readonly next: () => OpenFlow } {
  let known = new Map<string, OpenedFlow>();
  return {
    next: () => {
      const before = known;
      known = new Map();
      return (text) => {
        const opened = known.get(text) ?? before.get(text) ?? openFlow(text, nodeCatalogue);
        known.set(text, opened);
        return opened;
      };
    },
  };
}
