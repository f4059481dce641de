import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commands } from '../src/cli/commands.ts';
import { printReference } from '../src/cli/help.ts';
import { printConfigurationPage } from './reference/configuration-page.ts';
import { printNodeTypesPage } from './reference/node-types-page.ts';
import { printPatternsPage } from './reference/patterns-page.ts';
import { printProblemsPage } from './reference/problems-page.ts';
import { printRulesPage } from './reference/rules-page.ts';

/** A page of the reference: its path from the root of the checkout, and its whole text. */
export type ReferencePage = { readonly path: string; readonly text: string };

/** Writes every page of the reference from the code, as text. */
export function generateReference(): readonly ReferencePage[] {
  return [
    { path: 'docs/reference/cli.md', text: printReference(commands) },
    { path: 'docs/reference/configuration.md', text: printConfigurationPage() },
    { path: 'docs/reference/node-types.md', text: printNodeTypesPage() },
    { path: 'docs/reference/problems.md', text: printProblemsPage() },
    { path: 'docs/reference/patterns.md', text: printPatternsPage() },
    { path: 'docs/reference/rules.md', text: printRulesPage() },
  ];
}

/** Paths of the pages whose text on disk is not what it must be. */
export function stalePages(root: string): readonly string[] {
  return generateReference()
    .filter(({ path, text }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text)
    .map(({ path }) => path);
}

/** Writes every page and tells which ones changed. */
export function writeReference(root: string): readonly string[] {
  const stale = stalePages(root);
  for (const { path, text } of generateReference()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return stale;
}
