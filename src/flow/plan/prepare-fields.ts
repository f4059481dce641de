import type { Json, JsonObject } from '../json.ts';
import { type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeManifest } from '../node-type/manifest.ts';
import type { PrepareField } from './plan.ts';

/**
 * Lists the config fields of an acting node that must be computed before it acts: expressions, texts that hold
 * `{{ }}`, and computed values. Pure nodes and triggers evaluate theirs themselves and have none.
 */
export function prepareFields(reference: string, config: JsonObject, manifest: NodeManifest): readonly PrepareField[] {
  if (manifest.kind === 'pure' || manifest.kind === 'trigger') return [];
  if (reference.startsWith('each@') && config.source === undefined) return [itemsField(config)];
  // Beside a source the key is a plain path, looked up in every item and never evaluated over the input.
  if (reference.startsWith('each@'))
    return [...fieldsIn({ source: config.source ?? {} }, shapeOf(manifest.config), '')];
  return [...fieldsIn(config, shapeOf(manifest.config), '')];
}

/**
 * `each` needs every item with its key in one trip, so its two expressions become one. The list constructor keeps
 * one-element lists lists, which JSONata would otherwise unwrap.
 */
function itemsField(config: JsonObject): PrepareField {
  const items = String(config.items);
  const key = typeof config.key === 'string' ? `$__item.(${config.key})` : '$string($__index)';
  return {
    path: 'items',
    kind: 'expression',
    escaping: undefined,
    source: `( $__items := [${items}]; [$map($__items, function($__item, $__index) { { "key": ${key}, "input": $__item } })] )`,
  };
}

function* fieldsIn(value: Json | undefined, shape: FieldShape, path: string): Generator<PrepareField> {
  if (value === undefined || value === null) return;
  switch (shape.shape) {
    case 'object':
      if (typeof value === 'object' && !Array.isArray(value)) {
        for (const [key, inner] of shape.keys) yield* fieldsIn((value as JsonObject)[key], inner, join(path, key));
      }
      return;
    case 'map':
      if (typeof value === 'object' && !Array.isArray(value)) {
        for (const key of Object.keys(value)) yield* fieldsIn((value as JsonObject)[key], shape.value, join(path, key));
      }
      return;
    case 'list':
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) yield* fieldsIn(item, shape.item, join(path, String(index)));
      }
      return;
    case 'value':
      yield* fieldHere(value, shape, path);
  }
}

function* fieldHere(
  value: Json,
  shape: Extract<FieldShape, { shape: 'value' }>,
  path: string,
): Generator<PrepareField> {
  const { field, computed, escaping } = shape.meta;
  if (computed && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const source = (value as JsonObject).$;
    if (typeof source === 'string') yield { path, kind: 'expression', escaping: undefined, source };
    return;
  }
  if (typeof value !== 'string') return;
  if (field === 'expression') yield { path, kind: 'expression', escaping: undefined, source: value };
  if (field === 'text' && value.includes('{{')) yield { path, kind: 'text', escaping, source: value };
}

function join(path: string, key: string): string {
  // Keys may hold dots (header names do not, free maps may); a pointer-like escape keeps paths unambiguous.
  const safe = key.replace(/~/g, '~0').replace(/\./g, '~1');
  return path === '' ? safe : `${path}.${safe}`;
}

/** Splits a config path back into its keys. */
export function pathKeys(path: string): readonly string[] {
  return path.split('.').map((key) => key.replace(/~1/g, '.').replace(/~0/g, '~'));
}

/** Puts computed values, by config path, into a config; a path that gave nothing leaves its field out. */
export function applyPrepared(config: JsonObject, prepare: readonly PrepareField[], computed: JsonObject): JsonObject {
  // A private copy: configs belong to the plan and are shared by every run.
  const result = structuredCopy(config);
  for (const { path } of prepare) setAt(result, pathKeys(path), computed[path]);
  return result;
}

type Mutable = { [key: string]: Json };

function structuredCopy(config: JsonObject): Mutable {
  // Configs are JSON.
  return JSON.parse(JSON.stringify(config)) as Mutable;
}

function setAt(target: Mutable, keys: readonly string[], value: Json | undefined): void {
  let place = target;
  for (const key of keys.slice(0, -1)) {
    const inner = place[key];
    if (inner === null || typeof inner !== 'object') return;
    // Lists take their index as a key just as objects do.
    place = inner as Mutable;
  }
  const last = keys.at(-1);
  if (last === undefined) return;
  if (value === undefined) delete place[last];
  else place[last] = value;
}

/** Ids named as `$steps.<id>` in any of the sources, in order of first appearance. */
export function usedSteps(sources: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const source of sources) {
    for (const match of source.matchAll(/\$steps\s*\.\s*`?([A-Za-z_][A-Za-z0-9_]*)`?/g))
      if (match[1] !== undefined) found.add(match[1]);
  }
  return [...found];
}
