import type { Flow, FlowNode } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { rehomeComments } from './comments.ts';
import { flowFormat, headerSchema } from './flow-schema.ts';
import { migrate } from './migrate.ts';
import { checkNodeIds, type NodeReading, readNodes } from './parse-nodes.ts';
import { nodeOfPath, note, type Reading, startReading } from './reading.ts';
import { checkAgainst } from './schema-check.ts';
import { problemAt } from './source.ts';
import { checkSpellings } from './spelling-check.ts';
import { readYaml, type YamlDocument } from './yaml-subset.ts';
import { entryOf, toJson, type YamlMap } from './yaml-tree.ts';

/** A flow as far as it could be read: an unfinished config or an unknown node type leaves a value to work on. */
export type OpenedFlow = { readonly flow: Flow | undefined; readonly problems: readonly Problem[] };

/**
 * Reads a flow file. Accepts header and node keys in any order, because printing puts them right; refuses every
 * spelling that could mean two things. Whether edges lead anywhere is the checker's question, not the reader's.
 *
 * @returns the flow, or every problem of the text at once with its line and column; never throws
 */
export function parseFlow(text: string, catalogue: NodeCatalogue): Result<Flow> {
  const { flow, problems } = openFlow(text, catalogue);
  return flow === undefined || problems.length > 0 ? refuse(...problems) : succeed(flow);
}

/** Reads a flow file for editing: like `parseFlow`, but a flow whose configs are unfinished comes with its problems. */
export function openFlow(text: string, catalogue: NodeCatalogue): OpenedFlow {
  const read = readYaml(text);
  if (!read.ok) return { flow: undefined, problems: read.problems };
  const current = currentFormat(read.value);
  if (!current.ok) return { flow: undefined, problems: current.problems };
  const reading = startReading(current.value);
  const unprinted: string[] = [];
  const nodes = readBody(reading, catalogue, unprinted);
  const problems = gatherProblems(reading);
  const meanings = new Set(reading.problems);
  const isMisspelt = problems.some((problem) => !meanings.has(problem));
  if (reading.broken || isMisspelt) return { flow: undefined, problems };
  const comments = rehomeComments(current.value.comments, unprinted);
  return { flow: buildFlow(current.value.root, nodes, comments), problems };
}

/** Reads `id:` blocks without a header, as `printNodes` writes them for the clipboard. */
export function parseNodes(text: string, catalogue: NodeCatalogue): Result<readonly FlowNode[]> {
  const read = readYaml(text);
  if (!read.ok) return read;
  const reading = startReading(read.value);
  const nodeReading: NodeReading = { reading, catalogue, unprinted: [], ids: [] };
  const nodes = readNodes(nodeReading, read.value.root, 'body');
  checkNodeIds(nodeReading);
  const problems = gatherProblems(reading);
  return problems.length > 0 ? refuse(...problems) : succeed(nodes);
}

/** A file of a newer format is refused with one sentence; an older one is brought up to date first. */
function currentFormat(document: YamlDocument): Result<YamlDocument> {
  const entry = entryOf(document.root, 'penstock');
  if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'number') return succeed(document);
  const format = entry.value.value;
  const refuseFormat = (message: string) =>
    refuse<YamlDocument>(problemAt(document.source, entry.value.start, 'flow/format', message, { path: 'penstock' }));
  if (format > flowFormat) {
    return refuseFormat(
      `The file says \`penstock: ${format}\`; this program reads formats up to ${flowFormat}. Open it with a newer Penstock.`,
    );
  }
  if (format === flowFormat) return succeed(document);
  const root = Number.isInteger(format) && format > 0 ? migrate(document.root, format, flowFormat) : undefined;
  if (root === undefined) return refuseFormat(`There is no flow format ${format}; write \`penstock: ${flowFormat}\`.`);
  return succeed({ ...document, root });
}

function readBody(reading: Reading, catalogue: NodeCatalogue, unprinted: string[]): readonly FlowNode[] {
  const { root } = reading.document;
  checkAgainst(reading, root, headerSchema, { invalid: 'flow/header-invalid', weight: 'hard' });
  const nodesEntry = entryOf(root, 'nodes');
  if (nodesEntry === undefined) {
    note(
      reading,
      'hard',
      root.at,
      'flow/missing-key',
      'The file needs the key `nodes`; add `nodes: {}` to begin with.',
    );
    return [];
  }
  const nodeReading: NodeReading = { reading, catalogue, unprinted, ids: [] };
  const nodes = readNodes(nodeReading, nodesEntry.value, 'root');
  checkNodeIds(nodeReading);
  return nodes;
}

/**
 * All problems in the order of the text. Where a spelling and a meaning are wrong at the same place, one of them is
 * an echo of the other: a badly spelled value speaks for itself, a key nobody knows needs no quotes.
 */
export function gatherProblems(reading: Reading): readonly Problem[] {
  const place = (problem: Problem) => `${problem.line}:${problem.column}`;
  const spellings = checkSpellings(reading);
  const spelledBadly = new Set(spellings.filter((found) => found.code !== 'flow/key-grammar').map(place));
  const meanings = reading.problems.filter(
    (found) => found.code === 'flow/unknown-key' || !spelledBadly.has(place(found)),
  );
  const meantBadly = new Set(meanings.map(place));
  const kept = spellings.filter((found) => found.code !== 'flow/key-grammar' || !meantBadly.has(place(found)));
  const subset = reading.document.problems.map(withNode);
  return [...subset, ...meanings, ...kept].sort(
    (one, other) => (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0),
  );
}

function withNode(problem: Problem): Problem {
  const node = problem.path === undefined ? undefined : nodeOfPath(problem.path);
  return node === undefined ? problem : { ...problem, node };
}

function buildFlow(root: YamlMap, nodes: readonly FlowNode[], comments: Flow['comments']): Flow {
  const header = root.entries.filter((entry) => entry.key !== 'nodes');
  const values: JsonObject = Object.fromEntries(header.map((entry) => [entry.key, toJson(entry.value)]));
  // The header schema accepted these values, and a refusal would have stopped before this.
  return { ...(values as unknown as Omit<Flow, 'nodes' | 'comments'>), nodes, comments };
}
