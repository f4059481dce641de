import { useQuery } from '@tanstack/react-query';
import type { PickerList } from '#fields/odoo/picker-list.ts';
import type {
  FieldFacts,
  ModelFacts,
  RecordFacts,
  RightFacts,
  ServerFacts,
  UserFacts,
} from '#flow/node-type/system-probe.ts';
import { runtime } from './client.ts';
import type { RefusedCall } from './files.ts';
import { answerOf } from './queries.ts';

/** The Odoo meant while it is being connected; the key goes to the runtime for one call and is kept nowhere. */
export type TypedOdoo = {
  readonly address: string;
  readonly version?: number;
  readonly database?: string;
  readonly login?: string;
  readonly key?: string;
};

/** Asks what answers at an address. */
export async function probeServer(address: string): Promise<ServerFacts> {
  return answerOf(await runtime.send('odoo.server', { body: { address } }));
}

/** Asks whom a key belongs to. */
export async function signInToOdoo(target: TypedOdoo): Promise<UserFacts> {
  return answerOf(await runtime.send('odoo.sign-in', { body: target }));
}

/** Asks for every right that operations need. */
export async function askRights(target: TypedOdoo, operations: readonly string[]): Promise<readonly RightFacts[]> {
  return answerOf(await runtime.send('odoo.rights', { body: { ...target, operations: [...operations] } })).rights;
}

/** Reads one record by id, name, number or reference. */
export async function readOdooRecord(connection: string, model: string, key: string): Promise<RecordFacts> {
  return answerOf(await runtime.send('odoo.record', { query: { connection, model, key } }));
}

/** Lists the fields of a sort of record. */
export async function readOdooFields(connection: string, model: string): Promise<readonly FieldFacts[]> {
  return answerOf(await runtime.send('odoo.fields', { query: { connection, model } })).fields;
}

/** Sorts of record of a saved Odoo connection; nothing is asked before one is chosen. */
export function useOdooModels(connection: string | undefined): PickerList<ModelFacts> {
  const asked = useQuery<readonly ModelFacts[], RefusedCall>({
    queryKey: ['odoo', 'models', connection ?? ''],
    enabled: connection !== undefined && connection !== '',
    staleTime: 60_000,
    retry: false,
    queryFn: async () =>
      answerOf(await runtime.send('odoo.models', { query: { connection: connection ?? '' } })).models,
  });
  return {
    list: asked.data ?? [],
    isLoading: asked.isFetching && asked.data === undefined,
    refusal: asked.error?.message,
  };
}

/** Fields of a sort of record; nothing is asked before connection and model are chosen. */
export function useOdooFields(connection: string | undefined, model: string | undefined): PickerList<FieldFacts> {
  const asked = useQuery<readonly FieldFacts[], RefusedCall>({
    queryKey: ['odoo', 'fields', connection ?? '', model ?? ''],
    enabled: connection !== undefined && connection !== '' && model !== undefined && model !== '',
    staleTime: 60_000,
    retry: false,
    queryFn: async () => readOdooFields(connection ?? '', model ?? ''),
  });
  return {
    list: asked.data ?? [],
    isLoading: asked.isFetching && asked.data === undefined,
    refusal: asked.error?.message,
  };
}
