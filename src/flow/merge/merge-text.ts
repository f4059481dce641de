import type { z } from 'zod';
import { readJson } from '../contract/read-json.ts';
import type { Flow } from '../flow.ts';
import { testsSchema } from '../flow-test/tests-schema.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { systemsSchema, topicsSchema } from '../registry/registry-schema.ts';
import { formatReview } from '../review/review-file.ts';
import { waiversSchema } from '../template/parse-waivers.ts';
import { templateSchema } from '../template/template-schema.ts';
import { printDocument, readDocument } from '../text/document.ts';
import { openFlow } from '../text/parse.ts';
import { printFlow } from '../text/print.ts';
import { type ConnectionKinds, connectionFileSchema } from '../workspace/parse-connection.ts';
import { environmentFileSchema, type KindOfConnection } from '../workspace/parse-environment.ts';
import { workspaceFileSchema } from '../workspace/parse-workspace-file.ts';
import type { MergeConflict } from './flow-merging.ts';
import { type DocumentValue, type MergedDocument, mergeDocuments } from './merge-document.ts';
import { mergeFlows, resolveAll } from './merge-flow.ts';
import { mergeLayouts } from './merge-layout.ts';
import type { MergeChoice, Three } from './merge-value.ts';

/** Two versions of a file brought together, as text. */
export type MergedText = {
  /** In the file's canonical form, with ours in every conflict. */
  readonly text: string;
  /** The same with theirs in every conflict; equal to `text` where there is none. */
  readonly theirs: string;
  readonly conflicts: readonly MergeConflict[];
};

/** What has to be known to print the files of a workspace. */
export type MergeCatalogue = {
  readonly nodes: NodeCatalogue;
  readonly connections: ConnectionKinds;
  /** The kind of a connection of the workspace, for the environments; default unknown. */
  readonly kindOf?: KindOfConnection;
};

/**
 * Merges one file of a workspace by what it means; its path says what it is. An empty text stands for a side that did
 * not have the file yet.
 *
 * @param choices what was decided about conflicts of the same three texts, by their ids; default none
 * @returns the merged text; refused where a version cannot be read, or the file is of a sort nobody here knows
 */
export function mergeText(
  path: string,
  texts: Three<string>,
  catalogue: MergeCatalogue,
  choices: Choices = new Map(),
): Result<MergedText> {
  const name = path.split('/').at(-1) ?? path;
  if (name.endsWith('.flow.yaml')) return mergeFlowTexts(texts, catalogue.nodes, choices);
  if (name.endsWith('.layout.json')) {
    const merged = mergeLayouts(texts);
    return merged.ok ? succeed({ text: merged.value, theirs: merged.value, conflicts: [] }) : merged;
  }
  if (isOurJson(path)) return mergeJsonTexts(path, texts, choices);
  const kind = documentKind(path, catalogue);
  if (kind !== undefined) return mergeDocumentTexts(path, texts, kind, choices);
  const message = `${path} is no file Penstock knows how to merge. Merge it as text.`;
  return refuse({ code: 'git/not-ours', message });
}

/** True where `mergeText` knows what a file means. */
export function canMerge(path: string): boolean {
  const name = path.split('/').at(-1) ?? path;
  return /\.(?:flow\.yaml|layout\.json)$/.test(name) || isOurJson(path) || documentSort(path) !== undefined;
}

function isOurJson(path: string): boolean {
  return /(?:^|\/)(?:contracts\/[^/]+\.schema|samples\/(?:[^/]+\/)*[^/]+)\.json$/.test(path);
}

type Choices = ReadonlyMap<string, MergeChoice>;

function mergeFlowTexts(texts: Three<string>, catalogue: NodeCatalogue, choices: Choices): Result<MergedText> {
  const problems: Problem[] = [];
  const read = (side: keyof Three, text: string): Flow | undefined => {
    const opened = openFlow(text, catalogue);
    if (opened.flow === undefined) problems.push(...named(side, opened.problems));
    return opened.flow;
  };
  const ours = read('ours', texts.ours);
  const theirs = read('theirs', texts.theirs);
  const nothing: Flow = { penstock: 1, id: '', name: '', nodes: [], comments: new Map() };
  const base = texts.base.trim() === '' ? nothing : read('base', texts.base);
  if (base === undefined || ours === undefined || theirs === undefined) return refuse(...problems);
  const merged = mergeFlows({ base, ours, theirs }, catalogue, choices);
  const [left, right] = (['ours', 'theirs'] as const).map((side) =>
    printFlow(resolveAll(merged, side, catalogue).flow, catalogue),
  );
  return succeed({ text: left ?? '', theirs: right ?? '', conflicts: merged.conflicts });
}

const sideNames = { base: 'The common version', ours: 'Our version', theirs: 'Their version' } as const;

function named(side: keyof Three, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    message: `${sideNames[side]}, line ${problem.line ?? 1}: ${problem.message}`,
  }));
}

/** How one sort of file is read and written. */
type DocumentKind = {
  readonly schemaOf?: (value: JsonObject) => z.ZodType;
  readonly format?: (text: string) => Result<string>;
};

type DocumentSort =
  | 'tests'
  | 'workspace'
  | 'template'
  | 'connection'
  | 'environment'
  | 'waivers'
  | 'reviews'
  | 'systems'
  | 'topics';

const registrySorts: ReadonlyMap<string, DocumentSort> = new Map([
  ['systems.yaml', 'systems'],
  ['topics.yaml', 'topics'],
]);

const sortsByFolder: ReadonlyMap<string, DocumentSort> = new Map([
  ['connections', 'connection'],
  ['environments', 'environment'],
  ['waivers', 'waivers'],
  ['reviews', 'reviews'],
]);

function documentSort(path: string): DocumentSort | undefined {
  const [name = '', folder = ''] = path.split('/').reverse();
  if (!name.endsWith('.yaml') || name.endsWith('.openapi.yaml')) return undefined;
  if (name.endsWith('.tests.yaml')) return 'tests';
  if (name === 'penstock.yaml') return 'workspace';
  if (name === 'template.yaml') return 'template';
  return folder === 'registry' ? registrySorts.get(name) : sortsByFolder.get(folder);
}

function documentKind(path: string, { connections, kindOf }: MergeCatalogue): DocumentKind | undefined {
  switch (documentSort(path)) {
    case 'tests':
      return { schemaOf: () => testsSchema };
    case 'workspace':
      return { schemaOf: () => workspaceFileSchema };
    case 'template':
      return { schemaOf: () => templateSchema };
    case 'waivers':
      return { schemaOf: () => waiversSchema };
    case 'systems':
      return { schemaOf: () => systemsSchema };
    case 'topics':
      return { schemaOf: () => topicsSchema };
    case 'connection':
      return { schemaOf: (value) => connectionFileSchema(connections, value) };
    case 'environment':
      return { schemaOf: (value) => environmentFileSchema(value, kindOf ?? (() => undefined)) };
    case 'reviews':
      return { format: formatReview };
    case undefined:
      return undefined;
  }
}

function mergeDocumentTexts(
  path: string,
  texts: Three<string>,
  kind: DocumentKind,
  choices: Choices,
): Result<MergedText> {
  const problems: Problem[] = [];
  const read = (side: keyof Three, text: string): DocumentValue => {
    if (side === 'base' && text.trim() === '') return { value: {}, comments: new Map() };
    const document = readDocument(text, kind.schemaOf);
    if (document.ok) return document.value;
    problems.push(...named(side, document.problems));
    return { value: {}, comments: new Map() };
  };
  const sides = {
    base: read('base', texts.base),
    ours: read('ours', texts.ours),
    theirs: read('theirs', texts.theirs),
  };
  if (problems.length > 0) return refuse(...problems);
  const print = ({ value, comments }: MergedDocument): string => {
    const text = printDocument(value, comments, kind.schemaOf?.(value));
    const formatted = kind.format?.(text);
    // What two sound files came to may be unsound; it is written as it is, and the checker speaks of it.
    return formatted?.ok === true ? formatted.value : text;
  };
  const settled = new Map([...choices, ...laterDate(sides)]);
  return succeed(mergeBothWays((chosen) => mergeDocuments(path, sides, chosen), print, settled));
}

/** When a review was last touched is no matter of choice. */
function laterDate({ ours, theirs }: Three<DocumentValue>): ReadonlyMap<string, MergeChoice> {
  const [mine, other] = [ours.value.updatedAt, theirs.value.updatedAt];
  if (typeof mine !== 'string' || typeof other !== 'string') return new Map();
  return new Map([['updatedAt', mine < other ? 'theirs' : 'ours']]);
}

function mergeJsonTexts(path: string, texts: Three<string>, choices: Choices): Result<MergedText> {
  const [base, ours, theirs] = [texts.base.trim() === '' ? '{}' : texts.base, texts.ours, texts.theirs].map(readObject);
  if (base === undefined || ours === undefined || theirs === undefined) {
    return refuse({ code: 'json/syntax', message: `One of the versions of ${path} is no JSON object. Mend it first.` });
  }
  const documentOf = (value: JsonObject): DocumentValue => ({ value, comments: new Map() });
  const sides = { base: documentOf(base), ours: documentOf(ours), theirs: documentOf(theirs) };
  const print = ({ value }: MergedDocument): string => `${JSON.stringify(value, null, 2)}\n`;
  return succeed(mergeBothWays((chosen) => mergeDocuments(path, sides, chosen), print, choices));
}

function readObject(text: string): JsonObject | undefined {
  const read = readJson(text);
  const value: Json | undefined = read.ok ? read.value : undefined;
  return isJsonObject(value) ? value : undefined;
}

function mergeBothWays(
  merge: (choices: ReadonlyMap<string, MergeChoice>) => MergedDocument,
  print: (merged: MergedDocument) => string,
  settled: ReadonlyMap<string, MergeChoice>,
): MergedText {
  const merged = merge(settled);
  const other = merge(new Map([...settled, ...merged.conflicts.map(({ id }) => [id, 'theirs'] as const)]));
  return { text: print(merged), theirs: print(other), conflicts: merged.conflicts };
}
