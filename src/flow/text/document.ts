import type { z } from 'zod';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import type { Comments } from './comments.ts';
import { addEntries, finishPage, startPage } from './emit.ts';
import { gatherProblems } from './parse.ts';
import { type Reading, startReading } from './reading.ts';
import { checkAgainst } from './schema-check.ts';
import { problemAt } from './source.ts';
import { readYaml } from './yaml-subset.ts';
import { locate, toJson } from './yaml-tree.ts';

/** A workspace file that is no flow: its value, its comments, and where its keys stand. */
export type ReadDocument = {
  readonly value: JsonObject;
  readonly comments: Comments;
  /** A problem at the place of a path, for rules that look at several keys at once. */
  readonly problemAtPath: (keys: readonly (string | number)[], code: string, message: string) => Problem;
};

const anyShape: FieldShape = { shape: 'value', meta: {} };

/**
 * Reads a workspace file in the YAML subset.
 *
 * @param schemaOf - gives the schema, once the value is known well enough to choose one; undefined for free keys
 * @returns the value as written, without a schema's defaults; or all problems with line and column
 */
export function readDocument(
  text: string,
  schemaOf: (value: JsonObject) => z.ZodType | undefined = () => undefined,
): Result<ReadDocument> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const reading = startReading(read.value);
  const value = toJson(read.value.root);
  // The root of a document is a map, or reading it had been refused.
  const document = isJsonObject(value) ? value : {};
  const schema = schemaOf(document);
  if (schema !== undefined) {
    checkAgainst(reading, read.value.root, schema, { invalid: 'workspace/invalid-value', weight: 'hard' });
  }
  const problems = gatherProblems(reading);
  if (problems.length > 0) return refuse(...problems);
  return succeed({ value: document, comments: read.value.comments, problemAtPath: problemsOf(reading) });
}

function problemsOf(reading: Reading): ReadDocument['problemAtPath'] {
  return (keys, code, message) => {
    const { tree } = locate(reading.document.root, keys);
    const path = keys.join('.');
    return problemAt(reading.document.source, tree.kind === 'scalar' ? tree.start : tree.at, code, message, { path });
  };
}

/** Writes a workspace file in its canonical form: keys of the schema in its order, free keys in the author's. */
export function printDocument(value: JsonObject, comments: Comments, schema?: z.ZodType): string {
  const page = startPage(comments);
  addEntries(page, 0, '', value, schema === undefined ? anyShape : shapeOf(schema));
  return finishPage(page);
}

/** Reads and prints in one go: what `fmt` does to every YAML file of a workspace that is no flow. */
export function formatDocument(
  text: string,
  schemaOf: (value: JsonObject) => z.ZodType | undefined = () => undefined,
): Result<string> {
  const read = readDocument(text, schemaOf);
  return read.ok ? succeed(printDocument(read.value.value, read.value.comments, schemaOf(read.value.value))) : read;
}
