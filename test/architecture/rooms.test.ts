import { expect, test } from 'vitest';
import { findImports } from './imports.ts';
import { findRoomViolations, roomOf } from './room-violations.ts';
import { rooms, testFiles } from './rooms.ts';
import { listSources, readSource } from './syntax.ts';

const sources = listSources(['src', 'nodes', 'connections', 'cli']);

test('no file imports across a border of its room', () => {
  const violations = sources.flatMap((path) => findRoomViolations(path, readSource(path)));

  expect(violations).toEqual([]);
});

test('the files were seen: every room that must have some has some, and imports were found in them', () => {
  const named = [
    'flow',
    'api',
    'node-facts',
    'node-work',
    'connection-facts',
    'sandbox',
    'runtime-engine',
    'runtime-sqlite',
  ];

  const filled = new Set(sources.filter((path) => !testFiles.test(path)).map((path) => roomOf(path)?.name));
  const imports = sources.reduce((sum, path) => sum + findImports(path, readSource(path)).length, 0);

  expect(named.filter((name) => !filled.has(name))).toEqual([]);
  expect(sources.length).toBeGreaterThan(100);
  expect(imports).toBeGreaterThan(sources.length);
});

test('the table names only rooms that exist', () => {
  const names = rooms.map(({ name }) => name);

  const used = rooms.flatMap((room) => [...room.rooms, ...(room.types ?? []), ...(room.lazy ?? [])]);

  expect(new Set(names).size).toBe(names.length);
  expect(used.filter((name) => !names.includes(name))).toEqual([]);
});

test('every spelling of an import is found', () => {
  const source = [
    "import a from 'one';",
    "import type { B } from 'two';",
    "import 'three';",
    "export * from 'four';",
    "export type { C } from 'five';",
    "const d = await import('six');",
    "type E = import('seven').E;",
    "type F = typeof import('eight');",
    "import g = require('nine');",
    "const h = require('ten');",
    "const i = await import(a + '.ts');",
    'export const j = 1;',
  ].join('\n');

  const found = findImports('src/flow/planted.ts', source).map(({ specifier, mode, line }) => [line, specifier, mode]);

  expect(found).toEqual([
    [1, 'one', 'value'],
    [2, 'two', 'type'],
    [3, 'three', 'value'],
    [4, 'four', 'value'],
    [5, 'five', 'type'],
    [6, 'six', 'lazy'],
    [7, 'seven', 'type'],
    [8, 'eight', 'type'],
    [9, 'nine', 'value'],
    [10, 'ten', 'value'],
    [11, undefined, 'lazy'],
  ]);
});

const planted: readonly (readonly [path: string, source: string, says: string])[] = [
  ['src/flow/x.ts', "import 'node:fs';", 'may import no module of Node'],
  ['src/flow/x.ts', "import 'fs';", 'Write "node:fs"'],
  ['src/flow/x.ts', "import type { N } from '#nodes/map/manifest.ts';", 'room "node-facts", but room "flow"'],
  ['src/flow/x.ts', "import '../runtime/main.ts';", 'room "runtime-root", but room "flow"'],
  ['src/flow/x.ts', "import 'fastify';", 'the package "fastify"'],
  ['src/flow/x.ts', "import('./' + name);", 'imports a computed path'],
  ['src/flow/x.ts', "import '#secret/x.ts';", 'package.json does not declare'],
  ['src/flow/x.ts', "import './check/fixtures/build-flow.ts';", 'a file of the tests'],
  ['src/flow/x.ts', "import '../../scripts/check.mjs';", 'stands in no room'],
  ['src/api/x.ts', "import '#nodes/manifests.ts';", 'room "api" may import only api, flow'],
  ['nodes/map/manifest.ts', "import '../branch/manifest.ts';", 'room "node-facts" may import only flow'],
  ['nodes/map/evaluate.ts', "import '../branch/manifest.ts';", 'its neighbour "branch"'],
  ['nodes/map/evaluate.ts', "import '../branch/evaluate.ts';", 'its neighbour "branch"'],
  ['nodes/odoo/execute.ts', "import { c } from '#connections/odoo/client.ts';", 'Write "import type"'],
  ['nodes/odoo/execute.ts', "import 'undici';", 'the package "undici"'],
  ['nodes/map/evaluate.ts', "import 'croner';", 'the package "croner"'],
  ['connections/odoo/client.ts', "import 'node:net';", 'may import no module of Node'],
  ['connections/odoo/client.ts', "import '../http/client.ts';", 'its neighbour "http"'],
  ['src/sandbox/x.ts', "import 'node:net';", 'of Node only fs'],
  ['src/sandbox/x.ts', "import '#nodes/executors.ts';", 'room "node-work-lists", but room "sandbox"'],
  ['src/runtime/engine/x.ts', "import '../store/sqlite/open.ts';", 'room "runtime-sqlite", but room "runtime-engine"'],
  ['src/runtime/engine/x.ts', "import '#sandbox/child.ts';", 'room "sandbox", but room "runtime-engine"'],
  ['src/runtime/engine/x.ts', "import 'node:crypto';", 'may import no module of Node'],
  ['src/runtime/runs/x.ts', "import '../server/server.ts';", 'room "runtime-doors", but room "runtime-services"'],
  ['src/runtime/server/x.ts', "import '../ingress/ingress.ts';", 'its neighbour "ingress"'],
  ['src/runtime/secrets/x.ts', "import '../egress/egress.ts';", 'its neighbour "egress"'],
  ['src/runtime/server/x.ts', "import 'better-sqlite3';", 'the package "better-sqlite3"'],
  ['src/cli/x.ts', "import '#runtime/main.ts';", 'Write "await import(…)"'],
  ['src/elsewhere/x.ts', 'export const a = 1;', 'stands in no room'],
];

for (const [path, source, says] of planted) {
  test(`a planted violation is found: ${path} with ${source}`, () => {
    const violations = findRoomViolations(path, source);

    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(says);
    expect(violations[0]).toMatch(/^\S+ .*\.$/s);
  });
}

test('what the table allows is accepted', () => {
  const allowed = [
    ['src/flow/x.ts', "import { z } from 'zod'; import '#flow/json.ts'; import './check/check.ts';"],
    ['nodes/odoo/execute.ts', "import type { C } from '#connections/odoo/client.ts'; import './manifest.ts';"],
    ['nodes/schedule/trigger.ts', "import { Cron } from 'croner';"],
    ['src/cli/x.ts', "const { start } = await import('#runtime/main.ts'); type S = typeof import('#runtime/main.ts');"],
    ['src/flow/x.test.ts', "import '#nodes/manifests.ts'; import 'node:fs';"],
    ['src/runtime/secrets/x.ts', "import './seal.ts'; import 'node:crypto';"],
  ] as const;

  expect(allowed.flatMap(([path, source]) => findRoomViolations(path, source))).toEqual([]);
});
