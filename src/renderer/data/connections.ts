import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import type { ApiDocument } from '#flow/openapi/document.ts';
import { readOpenApi } from '#flow/openapi/read-openapi.ts';
import type { Connection } from '#flow/workspace/connection.ts';
import type { Environment } from '#flow/workspace/environment.ts';
import { unbindConnection } from '#flow/workspace/print-environment.ts';
import { readRemembered, remember } from '#ui/remembered.ts';
import { runtime } from './client.ts';
import { type FileChange, RefusedCall, readFile, writeFiles } from './files.ts';
import { answerOf, useFacts } from './queries.ts';

/** A step that uses a connection. */
export type ConnectionUse = {
  readonly connection: string;
  readonly flow: string;
  readonly flowName: string;
  readonly node: string;
  readonly name: string;
  readonly operation: string | null;
  readonly method: string | null;
};

/** How a connection did when it was last tried from this browser. */
export type ConnectionTest = {
  readonly ok: boolean;
  readonly sentence: string;
  readonly code: string | null;
  readonly ask: readonly string[];
  readonly notes: readonly string[];
  readonly user: string | null;
  readonly keyExpiresAt: string | null;
  readonly at: string;
};

type Tests = { readonly byConnection: Readonly<Record<string, ConnectionTest>>; readonly running: readonly string[] };

const testsKey = 'penstock.connection-tests';

/** Tests of connections, remembered on this computer; they hold no secret and no business data. */
export const useConnectionTests = create<Tests>(() => ({ byConnection: readTests(), running: [] }));

/** Tries a saved connection and remembers how it went. */
export async function testConnection(id: string): Promise<void> {
  if (useConnectionTests.getState().running.includes(id)) return;
  useConnectionTests.setState(({ running }) => ({ running: [...running, id] }));
  try {
    noteTest(id, answerOf(await runtime.send('connections.test', { body: { connection: id } })));
  } finally {
    useConnectionTests.setState(({ running }) => ({ running: running.filter((one) => one !== id) }));
  }
}

function noteTest(id: string, test: ConnectionTest | undefined): void {
  const { [id]: _, ...others } = useConnectionTests.getState().byConnection;
  const byConnection = test === undefined ? others : { ...others, [id]: test };
  useConnectionTests.setState({ byConnection });
  remember(testsKey, JSON.stringify(byConnection));
}

function readTests(): Tests['byConnection'] {
  try {
    const stored: unknown = JSON.parse(readRemembered(testsKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    const sound = Object.entries(stored).filter(([, test]) => isTest(test));
    return Object.fromEntries(sound);
  } catch {
    // What cannot be read counts as nothing remembered.
    return {};
  }
}

function isTest(value: unknown): value is ConnectionTest {
  if (typeof value !== 'object' || value === null) return false;
  const { sentence, at, ask, notes } = value as Readonly<Record<string, unknown>>;
  return typeof sentence === 'string' && typeof at === 'string' && Array.isArray(ask) && Array.isArray(notes);
}

/** Every step of every flow that uses a connection. */
export function useConnectionUses() {
  return useQuery({
    queryKey: ['workspace', 'connection-uses'],
    queryFn: async (): Promise<readonly ConnectionUse[]> => answerOf(await runtime.send('connections.uses', {})).uses,
  });
}

/** Stores or replaces a secret; it can never be read again. */
export async function putSecret(name: string, value: string, queries: QueryClient): Promise<void> {
  answerOf(await runtime.send('secrets.put', { body: { name, value } }));
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['secrets'] }),
    queries.invalidateQueries({ queryKey: ['workspace', 'facts'] }),
  ]);
}

/** The whole OpenAPI document of a connection, read from the file beside it; nothing where it has none. */
export function useApiDocument(connection: Connection | undefined) {
  const facts = useFacts();
  const kept = facts.data?.connections.find(({ value }) => value.id === connection?.id);
  const isWanted = connection?.kind === 'openapi' && kept !== undefined;
  return useQuery({
    queryKey: ['workspace', 'api-document', connection?.id ?? '', kept?.etag ?? ''],
    enabled: isWanted,
    queryFn: async (): Promise<ApiDocument | null> => {
      if (connection === undefined) return null;
      const [document] = await filesOf(connection.id, documentEndings);
      if (document === undefined) return null;
      const read = readOpenApi((await readFile(document.path)).text);
      return read.ok ? read.value : null;
    },
  });
}

/** Takes a connection out of the workspace: its file, its document, its places in environments. Its secret stays. */
export async function deleteConnection(id: string, environments: readonly Environment[]): Promise<void> {
  const files = await filesOf(id, ['yaml', ...documentEndings]);
  const changes: FileChange[] = files.map(({ path, etag }) => ({ path, text: null, expect: etag }));
  for (const { name, purpose, connections } of environments) {
    if (!Object.hasOwn(connections, id)) continue;
    const path = `environments/${name}.yaml`;
    const file = await readFile(path);
    const unbound = unbindConnection({ text: file.text, name, purpose }, id);
    if (unbound.ok) changes.push({ path, text: unbound.value, expect: file.etag });
  }
  const written = await writeFiles(changes);
  if (!written.ok) {
    throw new RefusedCall({ code: 'workspace/changed-on-disk', title: 'Not done', detail: written.detail });
  }
  noteTest(id, undefined);
}

const documentEndings = ['openapi.yaml', 'openapi.json'];

/** Files of a connection that are there, of those with these endings. */
async function filesOf(id: string, endings: readonly string[]) {
  const { files } = answerOf(await runtime.send('workspace.get', {}));
  const paths = new Set(endings.map((ending) => `connections/${id}.${ending}`));
  return files.filter(({ path }) => paths.has(path));
}

/** Gives what forgets everything read about the workspace, after a write of this page. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['workspace'] }),
      queries.invalidateQueries({ queryKey: ['secrets'] }),
    ]);
  };
}
