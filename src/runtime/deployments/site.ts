import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { parseEnvironment } from '#flow/workspace/parse-environment.ts';
import { parseWorkspaceFile, type WorkspaceFile } from '#flow/workspace/parse-workspace-file.ts';

/** The operator's own folder, as far as deployed bundles stand on it: whom it trusts, and where connections lead. */
export type Site = {
  readonly settings: WorkspaceFile;
  readonly environment: Environment;
  /** The environment's file as written, relative to the folder. */
  readonly file: string;
  readonly text: string;
};

/**
 * Reads `penstock.yaml` and one environment of a folder; flows and connections lying there do not count. Read anew for
 * every decision, so that a key that was revoked a minute ago is. What the environment is for stays as it was at the
 * start: a line in a file must not turn live into a place where signatures do not count.
 */
export async function readSite(
  folder: string,
  { name, purpose }: Pick<Environment, 'name' | 'purpose'>,
): Promise<Result<Site>> {
  const settings = parseWorkspaceFile(await readFile(join(folder, 'penstock.yaml'), 'utf8').catch(noFile));
  if (!settings.ok) return refuse(...placed('penstock.yaml', settings.problems));
  const unread: Problem[] = [];
  for (const entry of (await readdir(join(folder, 'environments')).catch(() => [])).sort()) {
    if (!entry.endsWith('.yaml')) continue;
    const file = `environments/${entry}`;
    const text = await readFile(join(folder, file), 'utf8');
    const environment = parseEnvironment(text);
    if (!environment.ok) unread.push(...placed(file, environment.problems));
    else if (environment.value.name === name)
      return succeed({ settings: settings.value, environment: { ...environment.value, purpose }, file, text });
  }
  if (unread.length > 0) return refuse(...unread);
  return refuse({ code: 'workspace/no-environment', message: `${folder} has no environment "${name}".` });
}

/**
 * What the environment says of connections it is bound by now, judged by their kinds.
 *
 * @returns a problem for each connection that is not bound, or not as its kind needs it
 */
export function judgeBindings(site: Site, connections: readonly Connection[]): readonly Problem[] {
  const { environment, file, text } = site;
  const kinds = new Map(
    connections.map(({ id, kind }) => [id, connectionManifests.find((manifest) => manifest.kind === kind)]),
  );
  const bound = parseEnvironment(text, (id) => kinds.get(id));
  const wrong = bound.ok ? [] : bound.problems.map(({ message }) => notBound(`${file}: ${message}`));
  const absent = connections.filter(({ id }) => environment.connections[id] === undefined);
  return [
    ...absent.map(({ id, name }) =>
      notBound(
        `${file} does not say where the connection "${id}" (${name}) leads. Add it under \`connections\`, with what its kind needs.`,
      ),
    ),
    ...wrong,
  ];
}

function notBound(message: string): Problem {
  return { code: 'deployment/not-bound', message };
}

function placed(file: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, message: `${file}: ${problem.message}` }));
}

/** A file that is not there reads as empty, and its reader says what is missing. */
function noFile(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
