import type { JsonObject } from '../json.ts';
import { type ApiOperation, findOperation } from './document.ts';

/** What operations are looked up in: connections by id, each with the document it may have. */
export type OperationSources = ReadonlyMap<
  string,
  { readonly api?: { readonly operations: readonly ApiOperation[] } | undefined }
>;

/** The operation of a document that a config names with its connection; undefined where nobody knows it. */
export function operationOf(config: JsonObject, connections: OperationSources | undefined): ApiOperation | undefined {
  const { connection, operation } = config;
  if (typeof connection !== 'string' || typeof operation !== 'string') return undefined;
  return findOperation(connections?.get(connection)?.api, operation);
}
