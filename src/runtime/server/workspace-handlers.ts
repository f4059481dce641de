import type { z } from 'zod';
import type { Handlers, RefusedCall } from '#api/call.ts';
import type { ApiCall, ApiCallOf, calls } from '#api/calls.ts';
import { formatInstant } from '#flow/instant.ts';
import { lightenDocument } from '#flow/openapi/light-document.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { DeskFacts, FlowRow, WorkspaceDesk } from '../workspace/desk.ts';
import type { RegistryView } from '../workspace/tell-registry.ts';
import type { KnownFile } from '../workspace/watched-folder.ts';
import type { Followers } from './follow.ts';
import { compact, notInStudio, type ProblemStatuses, refuseProblems, reply } from './outcomes.ts';

/** An event as `GET /api/workspace/events` sends it. */
export type FileEvent = z.input<ApiCallOf<'workspace.follow'>['reply']>;

/** What the calls about the workspace need; a server has neither. */
export type StudioNeeds = { readonly desk: WorkspaceDesk; readonly events: Pick<Followers<FileEvent>, 'follow'> };

/** The secrets of the runtime, as far as the API may know them. */
export type SecretDesk = {
  readonly list: () => Promise<
    readonly { readonly name: string; readonly source: 'environment' | 'store'; readonly setAt: number | undefined }[]
  >;
  readonly put: (name: string, value: string, by: string) => Promise<Result<void>>;
};

type Part<Id extends ApiCall['id']> = Pick<Handlers<typeof calls>, Id>;

type WorkspaceIds = Extract<ApiCall['id'], `workspace.${string}`>;

/** The work behind the calls about the workspace. */
export function workspaceHandlers({ studio }: { readonly studio: StudioNeeds | undefined }): Part<WorkspaceIds> {
  if (studio === undefined) return closedHandlers;
  const { desk, events } = studio;
  return {
    'workspace.get': async () => {
      const { name, environment, environments, files, git } = await desk.overview();
      return reply({
        name,
        mode: 'studio',
        environment: { name: environment.name, purpose: environment.purpose },
        environments: environments.map((one) => ({ name: one.name, purpose: one.purpose })),
        files: files.map(showFile),
        git: git === null ? null : { ...git, changed: [...git.changed] },
      });
    },
    'workspace.flows': async () => reply({ flows: (await desk.flows()).map(showFlow) }),
    'workspace.facts': async () => reply(showFacts(await desk.facts())),
    'workspace.registry': async () => reply(showRegistry(await desk.registry())),
    'workspace.read': async ({ query }) => {
      const file = await desk.read(query.path);
      if (file.ok) return reply({ path: query.path, text: file.value.text, etag: file.value.etag });
      const isMissing = file.problems.every(({ code }) => code === 'workspace/no-such-file');
      if (isMissing && query.optional === 'true') return reply({ path: query.path, text: '', etag: null });
      return notDone(file.problems);
    },
    'workspace.write': async ({ body, caller }) => {
      const written = await desk.write(body.changes, caller.name);
      if (!written.ok) return notDone(written.problems);
      return reply({ files: written.value.map(({ path, etag }) => ({ path, etag })) });
    },
    'workspace.search': async ({ query }) => {
      const { matches, complete } = await desk.search(query.text, query.limit);
      return reply({ matches: [...matches], complete });
    },
    'workspace.follow': ({ lastEventId }, send) => events.follow(lastEventId, send),
  };
}

/** The work behind the calls about secrets: values go in and never come out. */
export function secretHandlers({
  secrets,
}: {
  readonly secrets: SecretDesk;
}): Part<Extract<ApiCall['id'], `secrets.${string}`>> {
  return {
    'secrets.list': async () => {
      const all = await secrets.list();
      return reply({
        secrets: all.map(({ name, source, setAt }) => ({
          name,
          source,
          setAt: setAt === undefined ? null : formatInstant(setAt),
        })),
      });
    },
    'secrets.put': async ({ body, caller }) => {
      const stored = await secrets.put(body.name, body.value, caller.name);
      return stored.ok ? reply({ done: true }) : notDone(stored.problems);
    },
  };
}

const closed = notInStudio('serves its workspace and does not show or change it');

const refuseAlways = async (): Promise<RefusedCall> => closed;

const closedHandlers: Part<WorkspaceIds> = {
  'workspace.get': refuseAlways,
  'workspace.flows': refuseAlways,
  'workspace.facts': refuseAlways,
  'workspace.registry': refuseAlways,
  'workspace.read': refuseAlways,
  'workspace.write': refuseAlways,
  'workspace.search': refuseAlways,
  'workspace.follow': () => closed,
};

const statuses: ProblemStatuses = new Map([
  ['workspace/changed-on-disk', 409],
  ['workspace/no-such-file', 404],
  ['workspace/bad-path', 400],
  ['workspace/not-a-file', 400],
  ['workspace/named-twice', 400],
]);

const notDone = (problems: readonly Problem[]): RefusedCall => refuseProblems(problems, statuses);

function showFile({ path, etag, sizeBytes }: KnownFile) {
  return { path, etag, sizeBytes };
}

function showFlow({ path, id, flow, triggers, steps, problems, standing, etag, changedAtMs }: FlowRow) {
  return {
    path,
    id,
    name: flow?.name ?? id,
    version: flow?.version ?? null,
    owner: flow?.owner ?? null,
    domain: flow?.domain ?? null,
    mode: flow?.classification?.mode ?? null,
    criticality: flow?.classification?.criticality ?? null,
    triggers: [...triggers],
    steps,
    problems,
    live: standing.isLive,
    refusal: standing.refusal ?? null,
    etag,
    changedAt: formatInstant(Math.trunc(changedAtMs)),
  };
}

function showFacts(facts: DeskFacts): z.input<ApiCallOf<'workspace.facts'>['reply']> {
  return {
    environment: facts.environment,
    connections: facts.connections.map(({ value, ...file }) => ({
      ...file,
      value: value.api === undefined ? value : { ...value, api: lightenDocument(value.api) },
    })),
    contracts: Object.fromEntries(
      facts.contracts.map(({ name, path, etag, value }) => [name, { path, etag, schema: value }]),
    ),
    environments: [...facts.environments],
    flows: [...facts.flows],
    secrets: [...facts.secrets],
    approvalGroups: [...facts.approvalGroups],
    samples: facts.samples.map(showFile),
    problems: facts.problems.map(({ file, code, message, line, column }) =>
      compact({ file, code, message, line, column }),
    ),
  };
}

function showRegistry(view: RegistryView): z.input<ApiCallOf<'workspace.registry'>['reply']> {
  return {
    ...view,
    topics: view.topics === null ? null : [...view.topics],
    problems: view.problems.map(({ file, code, message, line, column }) =>
      compact({ file, code, message, line, column }),
    ),
    flows: view.flows.map(({ flow, name, reads, writes }) => ({ flow, name, reads: [...reads], writes: [...writes] })),
    connections: [...view.connections],
    loops: view.loops.map(({ entity, fields, chain, isCertain }) => ({
      entity,
      fields: [...fields],
      chain: chain.map(({ from, to, flows }) => ({ from, to, flows: [...flows] })),
      isCertain,
    })),
  };
}
