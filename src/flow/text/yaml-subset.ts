import { isMap, isScalar, isSeq, type Pair, parseAllDocuments, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Problem, Result } from '../problem.ts';
import { attachComments } from './comments.ts';
import { joinPath } from './path.ts';
import { createSource, lineIndexOf, type ProblemExtras, problemAt, type SourceText } from './source.ts';
import { type ScalarStyle, type ScalarValue, spellKey, spellNumber } from './spelling.ts';
import { syntaxProblem } from './syntax-problem.ts';
import { scanTokens } from './yaml-tokens.ts';
import type { YamlEntry, YamlMap, YamlScalar, YamlTree } from './yaml-tree.ts';

/** A text read as the YAML subset, before anybody asked what its keys mean. */
export type YamlDocument = {
  readonly source: SourceText;
  readonly root: YamlMap;
  /** Comments by the path of the key they belong to; see `attachComments`. */
  readonly comments: ReadonlyMap<string, readonly string[]>;
  /** Lines, from 0, that hold a comment: an expression must not stand before one. */
  readonly commentLines: ReadonlySet<number>;
  /** Refusals of the subset itself; the tree holds what could be read all the same. */
  readonly problems: readonly Problem[];
};

/** The longest text that is read at all, in UTF-16 units. */
export const longestText = 1_048_576;

const deepestTree = 60;

/** What git leaves in a file; texts of ours never begin a line so, because their blocks are indented. */
const conflictMarker = /^(?:<{7}|>{7})(?: |$)/m;

type Reader = { readonly source: SourceText; readonly problems: Problem[] };
type Owner = { readonly path: string; readonly at: number; readonly indent: number; readonly depth: number };

/**
 * Reads the fixed subset of YAML all our files are written in. Never throws. A text that is no YAML at all, or too
 * large or deep, is refused; everything else comes back with its problems, so that all can be shown at once.
 */
export function readYaml(text: string): Result<YamlDocument> {
  if (text.length > longestText) {
    const message = `The file has ${text.length} characters; at most ${longestText} are read. Split it.`;
    return { ok: false, problems: [{ code: 'flow/too-large', message, line: 1, column: 1 }] };
  }
  const source = createSource(text);
  const reader: Reader = { source, problems: [] };
  const conflict = conflictMarker.exec(text);
  if (conflict !== null) {
    const message =
      'Here two versions of the file meet that were never decided between. Choose one, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.';
    return { ok: false, problems: [problemAt(source, conflict.index, 'flow/conflict-markers', message)] };
  }
  checkBytes(reader);
  const scan = scanTokens(source);
  reader.problems.push(...scan.problems);
  if (scan.hopeless || scan.problems.length > 0) return { ok: false, problems: reader.problems };
  const contents = readStructure(reader);
  if (contents === undefined) return { ok: false, problems: reader.problems };
  const root = readNode(reader, contents, { path: '', at: 0, indent: 0, depth: 0 });
  if (root.kind !== 'map') {
    report(reader, root.start, 'flow/not-a-map', 'The file must be a map: lines of the form `key: value`.');
    return { ok: false, problems: reader.problems };
  }
  const comments = attachComments(source, root, scan.comments);
  const commentLines = new Set(scan.comments.map((comment) => lineIndexOf(source, comment.offset)));
  return { ok: true, value: { source, root, comments, commentLines, problems: reader.problems } };
}

function report(reader: Reader, offset: number, code: string, message: string, extras: ProblemExtras = {}): void {
  reader.problems.push(problemAt(reader.source, offset, code, message, extras));
}

function checkBytes(reader: Reader): void {
  const { text } = reader.source;
  if (text.startsWith('\uFEFF')) {
    const fix = { title: 'Remove the byte order mark', start: 0, end: 1, replacement: '' };
    report(reader, 0, 'flow/byte-order-mark', 'The file begins with a byte order mark; save it without one.', { fix });
  }
  const carriageReturn = text.indexOf('\r');
  if (carriageReturn >= 0) {
    const replacement = text.replace(/\r\n?/g, '\n');
    const fix = { title: 'Write every line break as LF', start: 0, end: text.length, replacement };
    const message = 'Lines end with LF alone; this file holds carriage returns. Save it with LF line endings.';
    report(reader, carriageReturn, 'flow/line-ending', message, { fix });
  }
}

/** The contents of the one document, or undefined after reporting why there are none. */
function readStructure(reader: Reader): unknown {
  const documents = parseAllDocuments(reader.source.text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    strict: true,
    logLevel: 'silent',
  });
  const errors = [...documents].flatMap((document) => document.errors);
  if (errors.length > 0) {
    reader.problems.push(...oneALine(errors.slice(0, 200).map((error) => syntaxProblem(reader.source, error))));
    return undefined;
  }
  const contents: unknown = documents[0]?.contents ?? undefined;
  if (contents === undefined) report(reader, 0, 'flow/empty-file', 'The file is empty; write its keys.');
  return contents;
}

/** The reader of YAML often trips several times over one mistake. */
function oneALine(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((problem, index) => problems.findIndex((other) => other.line === problem.line) === index);
}

function readNode(reader: Reader, node: unknown, owner: Owner): YamlTree {
  if (owner.depth > deepestTree) {
    report(reader, owner.at, 'flow/too-deep', 'The nesting here is too deep to be read; flatten it.');
    return emptyScalar(owner);
  }
  if (isMap(node)) return readMap(reader, node, owner);
  if (isSeq(node)) return readList(reader, node, owner);
  if (isScalar(node)) return readScalar(reader, node, owner);
  return emptyScalar(owner);
}

function emptyScalar(owner: Owner): YamlScalar {
  const { path, at, indent } = owner;
  return {
    kind: 'scalar',
    path,
    start: at,
    end: at,
    at,
    value: null,
    style: 'plain',
    source: '',
    indent,
    inFlow: false,
  };
}

function readMap(reader: Reader, node: YAMLMap, owner: Owner): YamlMap {
  const [start, end] = rangeOf(node, owner);
  if (node.flow === true && node.items.length > 0) {
    const message = 'A map is written as one `key: value` a line, never in braces (except the empty `{}`).';
    report(reader, start, 'flow/flow-style', message, { path: owner.path });
  }
  const entries: YamlEntry[] = [];
  const seen = new Set<string>();
  for (const pair of node.items) {
    const entry = readEntry(reader, pair, owner, node.flow === true);
    if (entry === undefined) continue;
    if (seen.has(entry.key)) {
      const message = `The key \`${entry.key}\` stands here twice; remove one of the two.`;
      report(reader, entry.keyStart, 'flow/duplicate-key', message, { path: entry.value.path });
      continue;
    }
    seen.add(entry.key);
    entries.push(entry);
  }
  return { kind: 'map', path: owner.path, start, end, at: owner.at, entries };
}

function readEntry(reader: Reader, pair: Pair, owner: Owner, inFlow: boolean): YamlEntry | undefined {
  const { key: keyNode } = pair;
  if (!isScalar(keyNode) || typeof keyNode.value !== 'string') {
    report(reader, rangeOf(keyNode, owner)[0], 'flow/key-grammar', 'A key is one word or quoted text, nothing else.');
    return undefined;
  }
  const key = keyNode.value;
  const [keyStart, keyEnd] = rangeOf(keyNode, owner);
  if (refusesKey(reader, key, keyStart, keyEnd)) return undefined;
  const path = joinPath(owner.path, key);
  const indent = inFlow ? owner.indent : columnOf(reader.source, keyStart);
  const value = readNode(reader, pair.value, { path, at: keyStart, indent, depth: owner.depth + 1 });
  return { key, keyStart, keyEnd, keyStyle: styleOfNode(keyNode), value };
}

function refusesKey(reader: Reader, key: string, keyStart: number, keyEnd: number): boolean {
  if (key === '__proto__') {
    report(reader, keyStart, 'flow/forbidden-key', 'The key `__proto__` is refused everywhere; choose another name.');
    return true;
  }
  if (key === '<<') {
    report(reader, keyStart, 'flow/merge-key', 'Merge keys (`<<`) are not allowed; write the keys out.');
    return true;
  }
  if (key === '' && keyStart === keyEnd) {
    report(reader, keyStart, 'flow/syntax', 'A key is missing before this colon; write one, or quote the text.');
    return true;
  }
  return false;
}

function readList(reader: Reader, node: YAMLSeq, owner: Owner): YamlTree {
  const [start, end] = rangeOf(node, owner);
  const inFlow = node.flow === true;
  if (inFlow && node.items.some((item) => !isScalar(item))) {
    const message = 'Brackets hold single values only; write this list as one `- item` a line.';
    report(reader, start, 'flow/flow-style', message, { path: owner.path });
  }
  const items = node.items.map((item, index) => {
    const path = joinPath(owner.path, String(index));
    const at = rangeOf(item, owner)[0];
    const indent = inFlow ? owner.indent : columnOf(reader.source, start);
    const tree = readNode(reader, item, { path, at, indent, depth: owner.depth + 1 });
    return tree.kind === 'scalar' ? { ...tree, inFlow } : tree;
  });
  return { kind: 'list', path: owner.path, start, end, at: owner.at, items };
}

function readScalar(reader: Reader, node: Scalar, owner: Owner): YamlScalar {
  const [start, rangeEnd] = rangeOf(node, owner);
  const { path, at, indent } = owner;
  const end = start + reader.source.text.slice(start, rangeEnd).replace(/[\r\n]+$/, '').length;
  const source = reader.source.text.slice(start, end);
  const style = styleOfNode(node);
  const text = typeof node.value === 'string' ? node.value : '';
  const value = style === 'plain' ? plainValue(text, source) : text;
  return { kind: 'scalar', path, start, end, at, value, style, source, indent, inFlow: false };
}

/** Only the one spelling of each number and word is taken for it; every other spelling stays text and is refused. */
function plainValue(text: string, source: string): ScalarValue {
  if (source === '') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) return text;
  return Number.isFinite(number) && spellNumber(number) === text ? number : text;
}

function styleOfNode(node: Scalar): ScalarStyle {
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return 'single';
    case Scalar.QUOTE_DOUBLE:
      return 'double';
    case Scalar.BLOCK_LITERAL:
      return 'literal';
    case Scalar.BLOCK_FOLDED:
      return 'folded';
    default:
      return 'plain';
  }
}

function rangeOf(node: unknown, owner: Owner): readonly [number, number] {
  const isNode = isScalar(node) || isMap(node) || isSeq(node);
  return isNode && node.range ? [node.range[0], node.range[1]] : [owner.at, owner.at];
}

function columnOf(source: SourceText, offset: number): number {
  return offset - (source.text.lastIndexOf('\n', offset - 1) + 1);
}

/** True when a key stands in the file the way the canonical form writes it, or needlessly but harmlessly quoted. */
export function isKeySpelledWell(entry: YamlEntry): boolean {
  if (entry.keyStyle === 'single') return true;
  const canonical = spellKey(entry.key);
  return entry.keyStyle === 'double' ? canonical.startsWith('"') : canonical === entry.key;
}
