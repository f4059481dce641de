import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { findAll, lineOf, parseSource, type SyntaxNode } from './syntax.ts';

/** How an import reaches its module: as a value, as a type that is erased, or when the line runs. */
type ImportMode = 'value' | 'type' | 'lazy';

/** One import as written. A computed one has no specifier. */
export type Import = {
  readonly specifier: string | undefined;
  readonly mode: ImportMode;
  readonly line: number;
};

/** Lists every import of a source, in every spelling the language has. */
export function findImports(path: string, source: string): readonly Import[] {
  const tree = parseSource(path, source);
  return findAll(tree, () => true).flatMap((node) => {
    const found = readImport(node);
    return found === undefined ? [] : [{ ...found, line: lineOf(source, node) }];
  });
}

function readImport(node: SyntaxNode): Omit<Import, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literalOf(node.source), mode: node.importKind === 'type' ? 'type' : 'value' };
    case 'ExportAllDeclaration':
      return { specifier: literalOf(node.source), mode: node.exportKind === 'type' ? 'type' : 'value' };
    case 'ExportNamedDeclaration':
      if (node.source === null || node.source === undefined) return undefined;
      return { specifier: literalOf(node.source), mode: node.exportKind === 'type' ? 'type' : 'value' };
    case 'ImportExpression':
      return { specifier: literalOf(node.source), mode: 'lazy' };
    case 'TSImportType':
      return { specifier: literalOf(node.source ?? node.argument), mode: 'type' };
    case 'TSExternalModuleReference':
      return { specifier: literalOf(node.expression), mode: 'value' };
    case 'CallExpression':
      return isNamed(node.callee, 'require') ? { specifier: firstLiteral(node.arguments), mode: 'value' } : undefined;
    default:
      return undefined;
  }
}

function literalOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  if ('literal' in node) return literalOf(node.literal);
  return 'value' in node && typeof node.value === 'string' ? node.value : undefined;
}

function firstLiteral(list: unknown): string | undefined {
  return Array.isArray(list) ? literalOf(list[0]) : undefined;
}

function isNamed(node: unknown, name: string): boolean {
  return typeof node === 'object' && node !== null && 'name' in node && node.name === name;
}

/** Where a specifier leads: a file of this checkout, a module of Node, or a package. */
export type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string };

const subpaths: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).imports;

/** Resolves a specifier the way Node does, with the subpaths of package.json. */
export function resolveImport(from: string, specifier: string): Target | undefined {
  if (specifier.startsWith('.')) {
    return { kind: 'file', path: posix.normalize(posix.join(posix.dirname(from), specifier)) };
  }
  if (specifier.startsWith('#')) return resolveSubpath(specifier);
  if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice('node:'.length) };
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return builtinModules.includes(name) ? { kind: 'node', name } : { kind: 'package', name };
}

function resolveSubpath(specifier: string): Target | undefined {
  for (const [pattern, target] of Object.entries(subpaths)) {
    const prefix = pattern.replace('*', '');
    if (!specifier.startsWith(prefix)) continue;
    return { kind: 'file', path: posix.normalize(target.replace('*', specifier.slice(prefix.length))) };
  }
  return undefined;
}
