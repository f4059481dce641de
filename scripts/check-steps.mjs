/** What must be green before any test runs, in the order in which it fails fastest: title, command, arguments. */
export const checkSteps = [
  ['generated files', 'node', ['scripts/generate.ts', '--check']],
  ['format and lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['types, pure rooms', 'tsc', ['-p', 'tsconfig.pure.json']],
  ['types', 'tsc', ['-p', 'tsconfig.node.json']],
  ['types, designer', 'tsc', ['-p', 'tsconfig.web.json']],
  ['types, tests in the browser', 'tsc', ['-p', 'tsconfig.e2e.json']],
  ['unused code', 'knip', []],
];
