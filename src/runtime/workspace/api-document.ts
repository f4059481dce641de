import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connectionManifests } from '#connections/manifests.ts';
import type { ApiDocument } from '#flow/openapi/document.ts';
import { readOpenApi } from '#flow/openapi/read-openapi.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import { judgeAllowedOperations } from '#flow/workspace/parse-connection.ts';

/** A connection about to get its document, and where its problems go. */
type Wanted = {
  readonly folder: string;
  /** The connection's file, relative to the workspace; its document stands beside it. */
  readonly file: string;
  readonly connection: Connection;
  readonly problems: (Problem & { readonly file: string })[];
};

/** The latest reading of each file: a workspace is read again after every save, and documents hardly ever change. */
const latest = new Map<string, { readonly text: string; readonly read: Result<ApiDocument> }>();

const mostRemembered = 50;

/**
 * Joins a connection with the document beside its file, `<id>.openapi.yaml` or `<id>.openapi.json`, where its kind has
 * one. Without a sound document the connection comes back as it was, and the problems say why.
 */
export async function withApiDocument({ folder, file, connection, problems }: Wanted): Promise<Connection> {
  const manifest = connectionManifests.find(({ kind }) => kind === connection.kind);
  if (manifest?.document === undefined) return connection;
  const names = ['yaml', 'json'].map((ending) => join(dirname(file), `${connection.id}.openapi.${ending}`));
  const texts = await Promise.all(names.map((name) => textOf(join(folder, name))));
  const found = names.flatMap((name, index) => (texts[index] === undefined ? [] : [{ name, text: texts[index] }]));
  const [document] = found;
  if (document === undefined || found.length > 1) {
    problems.push({ file, ...documentProblem(connection.id, found.length) });
    return connection;
  }
  const read = readOnce(join(folder, document.name), document.text);
  if (!read.ok) {
    const place = document.name.replaceAll('\\', '/');
    problems.push(...read.problems.map((problem) => ({ ...problem, file: place })));
    return connection;
  }
  const joined: Connection = { ...connection, api: read.value };
  problems.push(...judgeAllowedOperations(joined).map((problem) => ({ ...problem, file })));
  return joined;
}

function readOnce(path: string, text: string): Result<ApiDocument> {
  const known = latest.get(path);
  if (known?.text === text) return known.read;
  const read = readOpenApi(text);
  latest.delete(path);
  latest.set(path, { text, read });
  const [oldest] = latest.keys();
  if (latest.size > mostRemembered && oldest !== undefined) latest.delete(oldest);
  return read;
}

function documentProblem(id: string, count: number): Problem {
  if (count > 1) {
    const message = `Both ${id}.openapi.yaml and ${id}.openapi.json stand beside the connection "${id}". Remove one of them.`;
    return { code: 'openapi/document-doubled', message };
  }
  const message = `The connection "${id}" has no OpenAPI document. Put it beside this file, as ${id}.openapi.yaml or ${id}.openapi.json.`;
  return { code: 'openapi/document-missing', message };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
