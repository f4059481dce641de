import { splitPath } from './path.ts';
import { lineAndColumn } from './source.ts';
import { readYaml, type YamlDocument } from './yaml-subset.ts';
import { locate, type YamlScalar, type YamlTree } from './yaml-tree.ts';

/** A place in a file, both from 1. */
export type FilePlace = { readonly line: number; readonly column: number };

/** Finds where something stands in the file a value was read from. */
export type PlaceFinder = {
  /** The key of a document path, or the nearest key above it; with a place inside its text, that place. */
  readonly ofPath: (path: string, inside?: FilePlace) => FilePlace;
  /** The key of a node, in bodies too; the start of the file where there is none. */
  readonly ofNode: (id: string) => FilePlace;
};

const fileStart: FilePlace = { line: 1, column: 1 };

/** Makes a finder for one text; a text that is no YAML of ours answers with its start. */
export function createPlaceFinder(text: string): PlaceFinder {
  const read = readYaml(text);
  if (!read.ok) return { ofPath: () => fileStart, ofNode: () => fileStart };
  const document = read.value;
  return {
    ofPath: (path, inside) => {
      const { tree, missing } = locate(document.root, splitPath(path));
      if (inside !== undefined && missing === undefined && tree.kind === 'scalar') {
        return placeInside(document, tree, inside);
      }
      return lineAndColumn(document.source, tree.at);
    },
    ofNode: (id) => {
      const tree = nodeNamed(document.root, id);
      return tree === undefined ? fileStart : lineAndColumn(document.source, tree.at);
    },
  };
}

/** A place in a block is exact; in quotes it is off by one for every escape before it, which nobody minds. */
function placeInside(document: YamlDocument, scalar: YamlScalar, inside: FilePlace): FilePlace {
  const start = lineAndColumn(document.source, scalar.start);
  if (scalar.style !== 'literal' && scalar.style !== 'folded') {
    const quote = scalar.style === 'plain' ? 0 : 1;
    return inside.line === 1 ? { line: start.line, column: start.column + quote + inside.column - 1 } : start;
  }
  const [, ...lines] = scalar.source.split('\n');
  const written = lines.find((line) => line.trim() !== '') ?? '';
  const indent = written.length - written.trimStart().length;
  return { line: start.line + inside.line, column: indent + inside.column };
}

function nodeNamed(root: YamlTree, id: string): YamlTree | undefined {
  // A list of work instead of recursion, so that no depth of scopes overflows the stack.
  const open: YamlTree[] = [locate(root, ['nodes']).tree];
  for (const nodes of open) {
    if (nodes.kind !== 'map' || nodes === root) continue;
    for (const { key, value } of nodes.entries) {
      if (key === id) return value;
      if (value.kind !== 'map') continue;
      for (const inner of value.entries) {
        if (inner.key === 'body' || inner.key === 'compensations') open.push(inner.value);
      }
    }
  }
  return undefined;
}
