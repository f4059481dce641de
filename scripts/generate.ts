import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One index file: where it stands, and the text it must have. */
export type GeneratedFile = { readonly path: string; readonly text: string };

const nodesBefore = 'export const nodeManifests: readonly NodeManifest[] = ';
const connectionsBefore = 'export const connectionManifests: readonly ConnectionManifest[] = ';

/** What one entry of an index is made of: the folder, its local name, and the key it is found by. */
type Entry = { readonly folder: string; readonly name: string; readonly key: string };

const banner =
  '// Written by scripts/generate.ts from the folders beside it; run `npm run generate` instead of editing.\n';

/**
 * Works out every index file of a checkout, without writing.
 *
 * @param root folder that holds `nodes` and `connections`
 */
export function generateIndexes(root: string): readonly GeneratedFile[] {
  return [
    { path: join(root, 'nodes/manifests.ts'), text: nodeManifests(root) },
    { path: join(root, 'nodes/evaluators.ts'), text: nodeWork(root, 'evaluate') },
    { path: join(root, 'nodes/executors.ts'), text: nodeWork(root, 'execute') },
    { path: join(root, 'nodes/triggers.ts'), text: nodeTriggers(root) },
    { path: join(root, 'connections/manifests.ts'), text: connectionManifests(root) },
    { path: join(root, 'connections/clients.ts'), text: connectionClients(root) },
  ].filter((file) => existsSync(dirname(file.path)));
}

/** The files whose text on disk is not what it must be, as paths relative to the root. */
export function staleIndexes(root: string): readonly string[] {
  return generateIndexes(root)
    .filter((file) => !existsSync(file.path) || readFileSync(file.path, 'utf8') !== file.text)
    .map((file) => relative(root, file.path).replaceAll('\\', '/'));
}

function nodeManifests(root: string): string {
  const entries = entriesOf(root, 'nodes', 'manifest.ts');
  return `${banner}import { createCatalogue, type NodeCatalogue, type NodeManifest } from '#flow/node-type/manifest.ts';
${entries.map((entry) => `import { manifest as ${entry.name} } from './${entry.folder}/manifest.ts';\n`).join('')}
/** Every node type of this build, by name. */
${nodesBefore}${list(
  entries.map((entry) => entry.name),
  nodesBefore,
)};

/** Finds a node type by name and major version. */
export const nodeCatalogue: NodeCatalogue = createCatalogue(nodeManifests);
`;
}

function nodeWork(root: string, work: 'evaluate' | 'execute'): string {
  const entries = entriesOf(root, 'nodes', `${work}.ts`);
  const type = work === 'evaluate' ? 'Evaluate' : 'Execute';
  const words =
    work === 'evaluate'
      ? 'Work of the pure node types, by `type@major`. Only the sandbox child imports this.'
      : 'Work of the effect node types, by `type@major`.';
  return `${banner}import type { ${type} } from '#flow/node-type/work.ts';
${entries.map((entry) => `import { ${work} as ${entry.name} } from './${entry.folder}/${work}.ts';\n`).join('')}
/** ${words} */
export const ${work === 'evaluate' ? 'evaluators' : 'executors'}: ReadonlyMap<string, ${type}> = ${map(entries)};
`;
}

function nodeTriggers(root: string): string {
  const entries = entriesOf(root, 'nodes', 'trigger.ts');
  const startsBy = (start: string) => entries.filter((entry) => startOf(root, entry.folder) === start);
  return `${banner}import type { ClockTrigger, PollTrigger, PushTrigger } from '#flow/node-type/work.ts';
${entries.map((entry) => `import { trigger as ${entry.name} } from './${entry.folder}/trigger.ts';\n`).join('')}
/** Work of the triggers that are called from outside, by \`type@major\`. */
export const pushTriggers: ReadonlyMap<string, PushTrigger> = ${map(startsBy('push'))};

/** Work of the triggers the clock starts, by \`type@major\`. */
export const clockTriggers: ReadonlyMap<string, ClockTrigger> = ${map(startsBy('clock'))};

/** Work of the triggers that look for themselves, by \`type@major\`. */
export const pollTriggers: ReadonlyMap<string, PollTrigger> = ${map(startsBy('poll'))};
`;
}

function connectionManifests(root: string): string {
  const entries = entriesOf(root, 'connections', 'manifest.ts');
  return `${banner}import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
${entries.map((entry) => `import { manifest as ${entry.name} } from './${entry.folder}/manifest.ts';\n`).join('')}
/** Every connection kind of this build, by name. */
${connectionsBefore}${list(
  entries.map((entry) => entry.name),
  connectionsBefore,
)};
`;
}

function connectionClients(root: string): string {
  const clients = connectionWork(root, 'client');
  const probes = connectionWork(root, 'probe');
  const imports = [...clients, ...probes].sort((left, right) => (left.path < right.path ? -1 : 1));
  const table = (entries: typeof clients, before: string): string =>
    `${before}${braced(
      entries.map((entry) => `${property(entry.key)}: ${entry.name}`),
      before,
    )} as const;\n`;
  return `${banner}${imports.map(({ name, path }) => `import { ${name} } from '${path}';\n`).join('')}
/** How to make the client of a connection, by connection kind. */
${table(clients, 'export const connectionClients = ')}
/** How to ask a system about itself while a connection to it is set up, by connection kind. */
${table(probes, 'export const connectionProbes = ')}`;
}

function connectionWork(root: string, work: 'client' | 'probe') {
  const ending = work === 'client' ? 'Client' : 'Probe';
  return entriesOf(root, 'connections', `${work}.ts`).map((entry) => ({
    ...entry,
    name: `create${entry.name.charAt(0).toUpperCase()}${entry.name.slice(1)}${ending}`,
    path: `./${entry.folder}/${work}.ts`,
  }));
}

/** Folders that hold the named file, sorted; the key is `type@major` for nodes and the folder for connections. */
function entriesOf(root: string, room: 'nodes' | 'connections', file: string): readonly Entry[] {
  const home = join(root, room);
  return readdirSync(home, { withFileTypes: true })
    .filter((folder) => folder.isDirectory() && existsSync(join(home, folder.name, file)))
    .map((folder) => folder.name)
    .sort()
    .map((folder) => ({ folder, name: localName(folder), key: room === 'nodes' ? referenceOf(root, folder) : folder }));
}

/** Key words of the language (`try`) may not name an import. */
function localName(folder: string): string {
  const name = folder.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return ['try', 'catch', 'throw', 'switch', 'return', 'delete', 'import'].includes(name) ? `${name}Node` : name;
}

// The facts are read as text: importing them here would tie the script to sources that may not compile yet.
function factIn(root: string, folder: string, fact: RegExp): string | undefined {
  return fact.exec(readFileSync(join(root, 'nodes', folder, 'manifest.ts'), 'utf8'))?.[1];
}

function referenceOf(root: string, folder: string): string {
  const type = factIn(root, folder, /^ {2}type: '([^']+)',$/m);
  const major = factIn(root, folder, /^ {2}major: (\d+),$/m);
  if (type === undefined || major === undefined) {
    throw new Error(`nodes/${folder}/manifest.ts must state "type: '…'," and "major: n," on lines of their own.`);
  }
  return `${type}@${major}`;
}

function startOf(root: string, folder: string): string | undefined {
  return factIn(root, folder, /^ {2}start: '([^']+)',$/m);
}

/** A list as the formatter would break it: on one line where it fits, else one item a line. */
function list(names: readonly string[], before: string): string {
  const inline = `[${names.join(', ')}]`;
  return before.length + inline.length + ';'.length <= 120
    ? inline
    : `[\n${names.map((name) => `  ${name},\n`).join('')}]`;
}

function map(entries: readonly Entry[]): string {
  if (entries.length === 0) return 'new Map()';
  const pairs = entries.map((entry) => `['${entry.key}', ${entry.name}]`);
  // The formatter keeps a list of lists on one line only while it holds a single one.
  if (pairs.length === 1) return `new Map([${pairs.join('')}])`;
  return `new Map([\n${pairs.map((pair) => `  ${pair},\n`).join('')}])`;
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key}'`;
}

function braced(pairs: readonly string[], before: string): string {
  const inline = pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  return before.length + inline.length + ' as const;'.length <= 120
    ? inline
    : `{\n${pairs.map((pair) => `  ${pair},\n`).join('')}}`;
}

/** Compares or writes the lists, then the reference, which imports them and so comes second. */
async function main(): Promise<void> {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const staleLists = staleIndexes(root);
  if (process.argv.includes('--check')) {
    const stale = staleLists.length > 0 ? staleLists : (await import('./generate-reference.ts')).stalePages(root);
    if (stale.length === 0) return;
    console.error(`Out of date: ${stale.join(', ')}. Run "npm run generate" and commit the result.`);
    process.exitCode = 1;
    return;
  }
  for (const file of generateIndexes(root)) writeFileSync(file.path, file.text);
  const { writeReference } = await import('./generate-reference.ts');
  const written = [...staleLists, ...writeReference(root)];
  if (written.length > 0) console.log(`Wrote ${written.join(', ')}.`);
}

if (import.meta.main) await main();
