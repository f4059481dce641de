import type { Json } from '#flow/json.ts';
import { readFile, writeFiles } from './files.ts';

/** Reads a JSON file; undefined where it is missing or holds no JSON. */
export async function readJson(path: string): Promise<Json | undefined> {
  const { text, etag } = await readFile(path);
  if (etag === null) return undefined;
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A value as the text of a sample file. */
export function printSample(value: unknown): string {
  return `${JSON.stringify(value ?? null, undefined, 2)}\n`;
}

/**
 * Writes a sample, or with `undefined` takes it away.
 *
 * @returns a sentence where another program changed the file meanwhile
 */
export async function writeSample(path: string, value: unknown): Promise<string | undefined> {
  const { etag } = await readFile(path);
  if (value === undefined && etag === null) return undefined;
  const text = value === undefined ? null : printSample(value);
  const written = await writeFiles([{ path, text, expect: etag }]);
  return written.ok ? undefined : written.detail;
}
