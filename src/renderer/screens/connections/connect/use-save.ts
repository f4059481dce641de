import { useQueryClient } from '@tanstack/react-query';
import type { Environment } from '#flow/workspace/environment.ts';
import { putSecret, testConnection, useRefresh } from '../../../data/connections.ts';
import { RefusedCall, readFile, writeFiles } from '../../../data/files.ts';
import { useFacts } from '../../../data/queries.ts';
import { type ConnectionNames, type DraftConnection, planSave, proposeNames } from './plan-save.ts';

/** What saving a connection needs to know, and how it is done. */
export type Saving = {
  /** The environment whose file will say where the connection leads. */
  readonly environment: Environment;
  readonly names: (name: string) => ConnectionNames;
  readonly isNameTaken: (name: string) => boolean;
  /**
   * Stores the key and writes the files, then tries the connection in the background.
   *
   * @returns the id of the connection
   * @throws RefusedCall when nothing was written
   */
  readonly save: (draft: DraftConnection, key: string | undefined) => Promise<string>;
};

/** Gives what saves a new connection into the environment the runtime serves. */
export function useSave(): Saving {
  const facts = useFacts();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const environment = environmentIn(facts.data);
  const names = (name: string): ConnectionNames =>
    proposeNames(name, {
      connections: [
        ...(facts.data?.connections.map(({ value }) => value.id) ?? []),
        // What an environment still binds once belonged to a connection; its name would lead there.
        ...Object.keys(environment.connections),
      ],
      secrets: facts.data?.secrets ?? [],
    });
  return {
    environment,
    names,
    isNameTaken: (name) => facts.data?.connections.some(({ value }) => value.name === name) ?? false,
    save: async (draft, key) => {
      const own = names(draft.name);
      const path = `environments/${environment.name}.yaml`;
      const file = await readFile(path);
      const planned = planSave(draft, own, { ...environment, path, text: file.text, etag: file.etag });
      if (!planned.ok)
        throw refused(planned.problems[0]?.code, planned.problems.map(({ message }) => message).join(' '));
      // The key first: a connection that is there without its key would fail until it comes.
      if (key !== undefined && key !== '' && draft.auth.scheme !== 'none') await putSecret(own.secret, key, queries);
      const written = await writeFiles(planned.value);
      if (!written.ok) throw refused('workspace/changed-on-disk', written.detail);
      await refresh();
      void testConnection(own.id).catch(() => undefined);
      return own.id;
    },
  };
}

function refused(code: string | undefined, detail: string): RefusedCall {
  return new RefusedCall({ code: code ?? 'workspace/invalid-value', title: 'Not saved', detail });
}

/** The environment the runtime serves; one without a file is an empty one for development. */
export function environmentIn(facts: ReturnType<typeof useFacts>['data']): Environment {
  const name = facts?.environment ?? 'dev';
  const kept = facts?.environments.find(({ value }) => value.name === name);
  return kept?.value ?? { name, purpose: 'dev', variables: {}, connections: {}, egress: { allowPrivate: [] } };
}
