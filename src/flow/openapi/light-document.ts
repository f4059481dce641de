import type { ApiDocument, ApiOperation } from './document.ts';

/**
 * Takes every schema and the source out of a document: what is left is what lists, pickers and the checker need, and
 * stays small where documents hold thousands of operations. Who needs the fields reads the file beside the connection.
 */
export function lightenDocument(document: ApiDocument): ApiDocument {
  return { ...document, operations: document.operations.map(lightenOperation), source: {} };
}

function lightenOperation(operation: ApiOperation): ApiOperation {
  const { requestSchema: _request, responseSchema: _response, ...light } = operation;
  return { ...light, parameters: operation.parameters.map((parameter) => ({ ...parameter, schema: {} })) };
}
