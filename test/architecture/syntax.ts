import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'rolldown/utils';

/** A node of the syntax tree; its members depend on its type. */
export type SyntaxNode = { readonly type: string; readonly start: number; readonly [member: string]: unknown };

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Reads a file of the checkout by its path from the root. */
export function readSource(path: string): string {
  return readFileSync(`${root}${path}`, 'utf8');
}

/** Lists the TypeScript files under folders of the checkout, as paths from its root; folders need not exist. */
export function listSources(folders: readonly string[]): readonly string[] {
  const present = new Set(readdirSync(root));
  return folders
    .filter((folder) => present.has(folder))
    .flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    )
    .sort();
}

/** Parses TypeScript; a file that does not parse is a broken test, not a finding. */
export function parseSource(path: string, source: string): SyntaxNode {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  if (!isSyntaxNode(program)) throw new Error(`${path} gave no syntax tree.`);
  return program;
}

/** Lists every node of a tree that fits, in the order of the source. */
export function findAll(tree: SyntaxNode, fits: (node: SyntaxNode) => boolean): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const here = open.pop();
    if (isSyntaxNode(here) && fits(here)) found.push(here);
    if (typeof here === 'object' && here !== null) open.push(...Object.values(here));
  }
  return found.sort((one, other) => one.start - other.start);
}

/** The line a node begins on, from 1. */
export function lineOf(source: string, node: SyntaxNode): number {
  return source.slice(0, node.start).split('\n').length;
}

/** True where an expression is the plain name, or the member `object.property`. */
export function isName(node: unknown, name: string): boolean {
  if (!isSyntaxNode(node)) return false;
  const [object, property] = name.split('.');
  if (property === undefined) return node.type === 'Identifier' && node.name === object;
  return node.type === 'MemberExpression' && isName(node.object, object ?? '') && isName(node.property, property);
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}
