import type { z } from 'zod';
import type { ApiCallOf } from '#api/calls.ts';
import { connectionManifests } from '#connections/manifests.ts';
import { examineFlow } from '#flow/check/examination.ts';
import { fieldsOf } from '#flow/check/fields.ts';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { formatInstant } from '#flow/instant.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { findLiveClashes, judgeBinding, type LiveClash, sayClash } from '#flow/workspace/binding-target.ts';
import {
  type EnvironmentEdit,
  editEnvironmentText,
  type PromotedEntry,
  planPromotion,
} from '#flow/workspace/edit-environment.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { compareEnvironments, type DifferenceRow } from '#flow/workspace/environment-difference.ts';
import { parseEnvironment } from '#flow/workspace/parse-environment.ts';
import type { Clock, Hash } from '../engine/ports.ts';
import type { FileChange, WrittenFile } from './files.ts';
import { tryActivation } from './try-activation.ts';
import { checkContextOf, type Workspace } from './workspace.ts';

/** Environments as the API shows them. */
export type EnvironmentView = z.input<ApiCallOf<'environments.list'>['reply']>;

/** What became of each flow when an activation was tried. */
export type ActivationTry = z.input<ApiCallOf<'environments.check'>['reply']>;

/** An environment file after a write. */
export type WrittenEnvironment = { readonly path: string; readonly etag: string | null; readonly text: string };

/** An environment with the file it stands in; bindings that lack something are read all the same. */
type ReadEnvironment = {
  readonly path: string;
  readonly etag: string;
  readonly text: string;
  readonly value: Environment;
};

/** The files of a workspace, as far as environments are among them. */
export type EnvironmentFiles = {
  readonly overview: () => Promise<{
    readonly environment: { readonly name: string };
    readonly files: readonly { readonly path: string }[];
  }>;
  readonly read: (path: string) => Promise<Result<{ readonly text: string; readonly etag: string }>>;
  readonly write: (changes: readonly FileChange[], by: string) => Promise<Result<readonly WrittenFile[]>>;
};

/** What the desk stands on. */
export type EnvironmentParts = {
  /** The workspace as it stands on disk now. */
  readonly workspace: () => Promise<Workspace>;
  readonly desk: EnvironmentFiles;
  /** Names of secrets that have a value; nothing where nobody can tell, and then none is missed. */
  readonly secretNames: () => readonly string[] | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly hash: Hash;
  /** Asks predicates of templates. */
  readonly ask: EvaluatePredicate;
};

/** Environments as people compare, change and try them. */
export type EnvironmentDesk = {
  readonly list: () => Promise<EnvironmentView>;
  readonly compare: (from: string, to: string) => Promise<Result<readonly DifferenceRow[]>>;
  readonly promote: (
    asked: {
      readonly from: string;
      readonly to: string;
      readonly items: readonly PromotedEntry[];
      /** What the file was when it was shown; its newest text counts where this is left out. */
      readonly expect?: string | null;
    },
    by: string,
  ) => Promise<Result<WrittenEnvironment>>;
  readonly write: (
    asked: {
      readonly environment: string;
      readonly edits: readonly EnvironmentEdit[];
      readonly expect: string | null;
    },
    by: string,
  ) => Promise<Result<WrittenEnvironment>>;
  readonly check: (environment: string) => Promise<Result<ActivationTry>>;
};

/** Sets the desk up. */
export function createEnvironmentDesk(parts: EnvironmentParts): EnvironmentDesk {
  const find = async (...names: readonly string[]): Promise<Result<readonly ReadEnvironment[]>> => {
    const { read } = await readEnvironments(parts);
    const found = names.map((name) => read.find(({ value }) => value.name === name));
    const absent = names.filter((_, at) => found[at] === undefined);
    if (absent.length > 0) return refuse(...absent.map((name) => noSuchEnvironment(name, read)));
    return succeed(found.filter((one) => one !== undefined));
  };
  const edit = async (target: ReadEnvironment, edits: readonly EnvironmentEdit[], expect: string | null, by: string) =>
    writeEdits(parts, { target, edits, expect, by });
  return {
    list: async () => listEnvironments(parts),
    compare: async (from, to) => {
      const found = await find(from, to);
      if (!found.ok) return found;
      const [before, after] = found.value;
      if (before === undefined || after === undefined) return succeed([]);
      const { connections } = await parts.workspace();
      return succeed(compareEnvironments(before.value, after.value, connections));
    },
    promote: async ({ from, to, items, expect }, by) => {
      const found = await find(from, to);
      if (!found.ok) return found;
      const [before, after] = found.value;
      if (before === undefined || after === undefined) return refuse(noSuchEnvironment(to, []));
      const edits = planPromotion(before.value, after.value, items);
      return edits.ok ? await edit(after, edits.value, expect === undefined ? after.etag : expect, by) : edits;
    },
    write: async ({ environment, edits, expect }, by) => {
      const found = await find(environment);
      if (!found.ok) return found;
      const [target] = found.value;
      return target === undefined ? refuse(noSuchEnvironment(environment, [])) : await edit(target, edits, expect, by);
    },
    check: async (name) => {
      const { read } = await readEnvironments(parts);
      const target = read.find(({ value }) => value.name === name);
      if (target === undefined) return refuse(noSuchEnvironment(name, read));
      const live = read.map(({ value }) => value).filter(({ purpose }) => purpose === 'live');
      const today = formatInstant(parts.clock.now()).slice(0, 10);
      const flows = await tryActivation(await parts.workspace(), target.value, {
        live,
        today,
        secrets: setOf(parts.secretNames()),
        hash: parts.hash,
        ask: parts.ask,
      });
      return succeed({ flows: [...flows] });
    },
  };
}

function setOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names === undefined ? undefined : new Set(names);
}

async function readEnvironments({ desk }: EnvironmentParts): Promise<{
  readonly served: string;
  readonly read: readonly ReadEnvironment[];
  readonly unread: EnvironmentView['unread'];
}> {
  const { files, environment } = await desk.overview();
  const read: ReadEnvironment[] = [];
  const unread: EnvironmentView['unread'] = [];
  for (const { path } of files.filter((file) => /^environments\/[^/]+\.yaml$/.test(file.path))) {
    const file = await desk.read(path);
    const value = file.ok ? parseEnvironment(file.value.text) : file;
    if (!file.ok || !value.ok) {
      const sentence = value.ok ? '' : value.problems.map(({ message }) => message).join(' ');
      unread.push({ path, sentence });
    } else read.push({ path, etag: file.value.etag, text: file.value.text, value: value.value });
  }
  const rank = { dev: 0, test: 1, live: 2 };
  read.sort(
    (one, other) => rank[one.value.purpose] - rank[other.value.purpose] || (one.value.name < other.value.name ? -1 : 1),
  );
  return { served: environment.name, read, unread };
}

async function listEnvironments(parts: EnvironmentParts): Promise<EnvironmentView> {
  const workspace = await parts.workspace();
  const { served, read, unread } = await readEnvironments(parts);
  const known = new Set(parts.secretNames() ?? []);
  const secrets = [...secretUsers(workspace)]
    .map(([name, usedBy]) => ({ name, here: known.has(name), usedBy: [...usedBy].sort() }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    served,
    connections: workspace.connections.map(({ id, name, kind }) => ({ id, name, kind, keys: keysOfKind(kind) })),
    environments: read.map(({ path, etag, value }) => ({
      path,
      etag,
      name: value.name,
      purpose: value.purpose,
      labels: { ...value.labels },
      variables: { ...value.variables },
      limits: { ...value.limits },
      allowPrivate: [...value.egress.allowPrivate],
      bindings: showBindings(workspace, value),
      secrets,
    })),
    unread,
    clashes: findLiveClashes(read.map(({ value }) => value)).map((clash) => ({
      environment: clash.environment,
      connection: clash.connection,
      sentence: sayClash(clash),
    })),
  };
}

type ShownBinding = EnvironmentView['environments'][number]['bindings'][number];

function showBindings({ connections }: Workspace, environment: Environment): ShownBinding[] {
  const ids = [...new Set([...connections.map(({ id }) => id), ...Object.keys(environment.connections)])].sort();
  return ids.map((id) => {
    const binding = environment.connections[id];
    const kind = manifestOf(connections.find((one) => one.id === id)?.kind);
    const { missing, wrong } = judgeBinding(binding, kind);
    return { connection: id, binding: binding ?? null, missing: [...missing], wrong: [...wrong] };
  });
}

/** Names of secrets, and who needs each: connections prove themselves with them, triggers verify with them. */
function secretUsers(workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  const note = (name: string, user: string): void => void users.set(name, (users.get(name) ?? new Set()).add(user));
  for (const { id, auth } of workspace.connections) if (auth?.secret !== undefined) note(auth.secret, id);
  const context = checkContextOf(workspace);
  for (const { flow } of workspace.flows) {
    for (const { meta, value } of examineFlow(flow, context).nodes.flatMap(fieldsOf)) {
      if (meta.field === 'secret' && typeof value === 'string') note(value, flow.id);
    }
  }
  return users;
}

type Writing = {
  readonly target: ReadEnvironment;
  readonly edits: readonly EnvironmentEdit[];
  readonly expect: string | null;
  readonly by: string;
};

async function writeEdits(
  parts: EnvironmentParts,
  { target, edits, expect, by }: Writing,
): Promise<Result<WrittenEnvironment>> {
  const { path, text, value } = target;
  const { connections } = await parts.workspace();
  const kindOf = (id: string) => manifestOf(connections.find((one) => one.id === id)?.kind);
  const edited = editEnvironmentText({ text, name: value.name, purpose: value.purpose }, edits, kindOf);
  if (!edited.ok)
    return refuse(...edited.problems.map((problem) => ({ ...problem, message: `${path}: ${problem.message}` })));
  const apart = await judgeApart(parts, target, edited.value);
  if (apart.length > 0) return refuse(...apart);
  const written = await parts.desk.write([{ path, text: edited.value, expect }], by);
  if (!written.ok) return written;
  return succeed({ path, etag: written.value[0]?.etag ?? null, text: edited.value });
}

/** What of a new text would make an environment for tries or tests reach a live system; what did before stays. */
async function judgeApart(parts: EnvironmentParts, target: ReadEnvironment, text: string): Promise<readonly Problem[]> {
  const after = parseEnvironment(text);
  if (!after.ok) return after.problems;
  const { read } = await readEnvironments(parts);
  const all = read.map(({ value }) => value);
  const keyOf = ({ environment, connection }: LiveClash): string => `${environment} ${connection}`;
  const before = new Set(findLiveClashes(all).map(keyOf));
  const changed = all.map((one) => (one.name === target.value.name ? after.value : one));
  return findLiveClashes(changed)
    .filter((clash) => !before.has(keyOf(clash)))
    .map((clash) => ({ code: 'environment/reaches-live', message: sayClash(clash) }));
}

function keysOfKind(kind: string): { key: string; title: string }[] {
  const shape = manifestOf(kind)?.binding.shape ?? {};
  return Object.entries(shape).map(([key, schema]) => ({ key, title: titleOf(schema) ?? key }));
}

/** The title a field of a binding has in forms. */
function titleOf(schema: unknown): string | undefined {
  const meta: unknown =
    typeof schema === 'object' && schema !== null && 'meta' in schema && typeof schema.meta === 'function'
      ? schema.meta()
      : undefined;
  const title = typeof meta === 'object' && meta !== null && 'title' in meta ? meta.title : undefined;
  return typeof title === 'string' ? title : undefined;
}

function manifestOf(kind: string | undefined) {
  return connectionManifests.find((manifest) => manifest.kind === kind);
}

function noSuchEnvironment(name: string, read: readonly ReadEnvironment[]): Problem {
  const known = read.map(({ value }) => value.name).join(', ');
  const message = `The workspace has no environment "${name}". It has: ${known === '' ? 'none' : known}.`;
  return { code: 'workspace/no-environment', message };
}
