import type { TFunction } from 'i18next';
import type { ApiDocument } from '#flow/openapi/document.ts';
import { readOpenApi } from '#flow/openapi/read-openapi.ts';
import { type Problem, type Result, succeed } from '#flow/problem.ts';

/** A document with the text it came as. */
export type ReadDocument = { readonly document: ApiDocument; readonly text: string; readonly ending: 'yaml' | 'json' };

/** Reads an OpenAPI document here in the page; it goes nowhere before it is saved. */
export function readDocument(text: string): Result<ReadDocument> {
  const read = readOpenApi(text);
  if (!read.ok) return read;
  // The file is named by what it holds: whoever pastes names nothing.
  return succeed({ document: read.value, text, ending: text.trimStart().startsWith('{') ? 'json' : 'yaml' });
}

const mostSaid = 5;

/** The first problems with their places, one a line. */
export function sayProblems(problems: readonly Problem[], t: TFunction): string {
  const said = problems.slice(0, mostSaid).map(({ path, line, message }) => {
    const place = path ?? (line === undefined ? undefined : t('connections.openapi.line', { line }));
    return place === undefined ? message : t('connections.openapi.at', { path: place, message });
  });
  return said.join('\n');
}
