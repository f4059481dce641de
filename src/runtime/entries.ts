/** The files that start as a thread or a process of their own. */
export type EntryName = 'store-writer' | 'store-reader' | 'sandbox-child' | 'runtime';

const SOURCES: Readonly<Record<EntryName, string>> = {
  'store-writer': './store/sqlite/writer.ts',
  'store-reader': './store/sqlite/reader.ts',
  'sandbox-child': '../sandbox/child.ts',
  runtime: './main.ts',
};

/**
 * Where the file of an entry is: beside this one in a build, which is flat, and in the sources otherwise.
 *
 * @param from address of the module that asks; only tests give another than this one
 */
export function entryUrl(name: EntryName, from: string = import.meta.url): URL {
  const isBuilt = new URL(from).pathname.endsWith('.mjs');
  return new URL(isBuilt ? `./${name}.mjs` : SOURCES[name], from);
}
