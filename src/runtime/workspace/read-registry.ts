import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem, Result } from '#flow/problem.ts';
import { parseSystems } from '#flow/registry/parse-systems.ts';
import { parseTopics } from '#flow/registry/parse-topics.ts';
import type { Registry, Topic } from '#flow/registry/registry.ts';

/** Where a workspace says who owns what. */
export const systemsFile = 'registry/systems.yaml';

/** Where a workspace says who owns which events. */
export const topicsFile = 'registry/topics.yaml';

/** What a workspace says of its systems and topics; undefined where it says nothing, or where it cannot be read. */
export type RegistryParts = {
  readonly registry: Registry | undefined;
  readonly topics: readonly Topic[] | undefined;
};

/** Reads both files of `registry/`. Neither has to be there; what is wrong with them joins the problems. */
export async function readRegistry(
  folder: string,
  problems: (Problem & { readonly file: string })[],
): Promise<RegistryParts> {
  const read = async <T>(file: string, parse: (text: string) => Result<T>): Promise<T | undefined> => {
    const text = await textOf(folder, file, problems);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    problems.push(...parsed.problems.map((problem) => ({ ...problem, file })));
    return undefined;
  };
  const registry = await read(systemsFile, parseSystems);
  const topics = await read(topicsFile, parseTopics);
  return { registry, topics };
}

async function textOf(
  folder: string,
  file: string,
  problems: (Problem & { readonly file: string })[],
): Promise<string | undefined> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    const message = `${file} cannot be read (${String(error.code)}). Give this user the right to read it, or remove it.`;
    problems.push({ file, code: 'workspace/unreadable', message });
    return undefined;
  }
}
