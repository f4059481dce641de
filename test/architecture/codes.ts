import { testFiles } from './rooms.ts';
import { findAll, isName, parseSource, type SyntaxNode } from './syntax.ts';

/** A code as a source spells it: whole, or as a pattern where a part of it is put in. */
export type UsedCode = { readonly path: string; readonly code: string; readonly pattern: RegExp };

const shape = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;

/** Media types look like codes and are none. */
const mediaType = /^(application|text|multipart|image|font)\//;

const constructors = ['transient', 'permanent', 'invalid', 'timedOut', 'refusedByPolicy', 'cancelled'];

/** True for files that use codes: not those that declare them, nor tests. */
export function usesCodes(path: string): boolean {
  return (
    !testFiles.test(path) &&
    !/\/(problems|manifest)\.ts$|^src\/flow\/check\/rules\/|^src\/flow\/node-type\/egress\.ts$/.test(path)
  );
}

/**
 * Lists the codes a source uses: every text literal of their shape that is no media type, and every template with
 * a slash that stands as a code or where a failure is made.
 */
export function findUsedCodes(path: string, source: string): readonly UsedCode[] {
  const tree = parseSource(path, source);
  const whole = findAll(
    tree,
    ({ type, value }) => type === 'Literal' && typeof value === 'string' && shape.test(value) && !mediaType.test(value),
  ).map(({ value }) => ({ path, code: String(value), pattern: new RegExp(`^${String(value)}$`) }));
  const made = findAll(tree, isPlaceOfCode).flatMap((node) => templateAt(node) ?? []);
  return [...whole, ...made.map((template) => ({ path, ...patternOf(template) }))].filter(({ code }) => code !== '');
}

function isPlaceOfCode({ type, key, callee }: SyntaxNode): boolean {
  if (type === 'Property') return isName(key, 'code');
  return type === 'CallExpression' && constructors.some((name) => isName(callee, name));
}

function templateAt({ value, arguments: given }: SyntaxNode): readonly string[] | undefined {
  const place: unknown = Array.isArray(given) ? given[0] : value;
  if (typeof place !== 'object' || place === null || !('quasis' in place) || !Array.isArray(place.quasis)) return;
  const quasis: readonly unknown[] = place.quasis;
  return [JSON.stringify(quasis.map(cookedText))];
}

function cookedText(quasi: unknown): string {
  if (typeof quasi !== 'object' || quasi === null || !('value' in quasi)) return '';
  const { value } = quasi;
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}

function patternOf(template: string): { readonly code: string; readonly pattern: RegExp } {
  // Written by `templateAt`, which lists texts.
  const texts = JSON.parse(template) as readonly string[];
  const spelt = texts.join('…');
  return spelt.includes('/')
    ? { code: spelt, pattern: new RegExp(`^${texts.join('[a-z0-9-]+')}$`) }
    : { code: '', pattern: /^$/ };
}
