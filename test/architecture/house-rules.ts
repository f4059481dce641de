import { existsSync } from 'node:fs';
import { longFiles, pureFiles, testFiles } from './rooms.ts';
import { findAll, isName, lineOf, parseSource, type SyntaxNode } from './syntax.ts';

/** Lines a file may have; beyond that it holds more than one thought. */
export const lineLimit = 450;

/** Refuses files that hold too much, and exceptions nobody needs any more. */
export function findLongFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const complaints: string[] = [];
  for (const [path, source] of files) {
    const lines = source.split('\n').length - 1;
    if (lines > lineLimit && !longFiles.has(path) && !testFiles.test(path)) {
      complaints.push(`${path} has ${lines} lines; the limit is ${lineLimit}. Split it by thought.`);
    }
    if (lines <= lineLimit && longFiles.has(path)) {
      complaints.push(`${path} has ${lines} lines and needs no exception. Take it out of "longFiles".`);
    }
  }
  return complaints;
}

/** Refuses names that say nothing about what is inside. */
export function findEmptyNames(paths: readonly string[]): readonly string[] {
  return paths
    .filter((path) => /(^|\/)(index|utils|types|helpers)\.tsx?$/.test(path))
    .map((path) => `${path} has a name that says nothing. Name the file for the one thing it holds.`);
}

type Ban = {
  /** Files it holds in; all others are left alone. */
  readonly files: RegExp;
  readonly except?: RegExp;
  readonly fits: (node: SyntaxNode) => boolean;
  readonly says: string;
};

const bans: readonly Ban[] = [
  {
    files: /^/,
    fits: ({ type, callee }) => type === 'CallExpression' && (isName(callee, 'vi.mock') || isName(callee, 'vi.doMock')),
    says: 'replaces a module. Use the real one, or hand a port in.',
  },
  {
    files: testFiles,
    fits: ({ type, callee }) =>
      type === 'CallExpression' &&
      ['test.only', 'it.only', 'describe.only', 'suite.only'].some((name) => isName(callee, name)),
    says: 'leaves out every other test. Remove ".only".',
  },
  {
    files: /^/,
    fits: ({ type, callee }) => type === 'CallExpression' && (isName(callee, 'eval') || isName(callee, 'Function')),
    says: 'makes code at run time. Expressions of users run in the sandbox only.',
  },
  {
    files: /^/,
    fits: ({ type, callee }) => type === 'NewExpression' && isName(callee, 'Function'),
    says: 'makes code at run time. Expressions of users run in the sandbox only.',
  },
  {
    files: /^(src|nodes|connections)\//,
    except: /^src\/sandbox\//,
    fits: ({ type, callee }) =>
      type === 'NewExpression' &&
      ['Reference', 'Callback', 'ExternalCopy'].some(
        (name) => isName(callee, `ivm.${name}`) || isName(callee, `vm.${name}`),
      ),
    says: 'hands a host object to the guest. Only strings cross, and only in src/sandbox.',
  },
  {
    files: pureFiles,
    except: testFiles,
    fits: ({ type, callee, arguments: given }) => {
      const isEmpty = Array.isArray(given) && given.length === 0;
      if (type === 'NewExpression') return isName(callee, 'Date') && isEmpty;
      return (
        type === 'CallExpression' &&
        (isName(callee, 'Date.now') || isName(callee, 'performance.now') || isName(callee, 'Date'))
      );
    },
    says: 'reads the clock. Time comes through the Clock port.',
  },
  {
    files: pureFiles,
    except: testFiles,
    fits: ({ type, callee }) =>
      type === 'CallExpression' &&
      ['Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'].some((name) => isName(callee, name)),
    says: 'takes chance from the machine. Randomness and ids come through ports.',
  },
];

/** Refuses calls the house does without; by syntax, so that the words may stand in texts and comments. */
export function findBannedCalls(path: string, source: string): readonly string[] {
  const holding = bans.filter(({ files, except }) => files.test(path) && except?.test(path) !== true);
  return findAll(parseSource(path, source), (node) => holding.some(({ fits }) => fits(node))).map((node) => {
    const ban = holding.find(({ fits }) => fits(node));
    const text = source.slice(node.start).split(/[(\n]/)[0] ?? '';
    return `${path}:${lineOf(source, node)} ${text}(…) ${ban?.says ?? ''}`;
  });
}

/** Codes a file declares: `code` of problems and failures, `id` of rules; each as text literals. */
export function findDeclaredCodes(path: string, source: string): readonly string[] {
  const key = path.includes('/check/rules/') ? 'id' : 'code';
  return findAll(parseSource(path, source), ({ type, key: name }) => type === 'Property' && isName(name, key)).flatMap(
    ({ value }) => {
      const isText = typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string';
      return isText && /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(String(value.value)) ? [String(value.value)] : [];
    },
  );
}

/** True for files in which codes are declared: problems, rules of the checker. */
export function declaresCodes(path: string): boolean {
  return path.endsWith('/problems.ts') || (path.startsWith('src/flow/check/rules/') && !testFiles.test(path));
}

/** Refuses a code that is declared more than once: each has one page and one meaning. */
export function findSharedCodes(files: ReadonlyMap<string, string>): readonly string[] {
  const owners = new Map<string, string>();
  const complaints: string[] = [];
  for (const [path, source] of files) {
    for (const code of findDeclaredCodes(path, source)) {
      const owner = owners.get(code);
      if (owner !== undefined)
        complaints.push(`${path} declares "${code}", which ${owner} declares already. Rename one.`);
      owners.set(code, path);
    }
  }
  return complaints;
}

/** Paths a document names in code marks that do not exist; patterns and placeholders are left alone. */
export function findDeadPaths(document: string, root: string): readonly string[] {
  const named = [
    ...document.matchAll(/`((?:src|nodes|connections|test|docs|scripts|bin|bench|examples|templates)\/[\w./-]*)`/g),
  ];
  return [...new Set(named.flatMap(([, path]) => path ?? []))].filter((path) => !existsSync(`${root}/${path}`));
}
