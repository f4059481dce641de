import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type FieldMeta, type FieldShape, shapeOf } from '../node-type/field.ts';
import type { NodeManifest } from '../node-type/manifest.ts';
import type { ExaminedNode } from './examination.ts';

/** One value of a config together with what its node type says about it. */
export type ConfigField = {
  readonly keys: readonly string[];
  /** The same as a path in the document. */
  readonly path: string;
  readonly value: Json;
  readonly meta: Partial<FieldMeta>;
};

const shapes = new WeakMap<NodeManifest, FieldShape>();

type KeptFields = { readonly manifest: NodeManifest; readonly path: string; readonly fields: readonly ConfigField[] };

const kept = new WeakMap<JsonObject, KeptFields>();

/**
 * Lists the values of a node's config that stand where its type declares a field; other values are left out.
 * Answers are kept by config value: many rules ask, and an edit leaves every other node's config the same value.
 */
export function fieldsOf(node: ExaminedNode): readonly ConfigField[] {
  const { manifest, path } = node;
  if (manifest === undefined) return [];
  const known = kept.get(node.node.config);
  if (known?.manifest === manifest && known.path === path) return known.fields;
  const fields = readFields(node, manifest);
  kept.set(node.node.config, { manifest, path, fields });
  return fields;
}

function readFields(node: ExaminedNode, manifest: NodeManifest): readonly ConfigField[] {
  const shape = shapes.get(manifest) ?? shapeOf(manifest.config);
  shapes.set(manifest, shape);
  const fields: ConfigField[] = [];
  const open: OpenField[] = [{ value: node.node.config, shape, keys: [] }];
  for (const here of open) {
    if (here.shape.shape !== 'value') open.push(...insideOf(here));
    else if (here.value !== null) {
      const path = [node.path, 'config', ...here.keys].join('.');
      fields.push({ keys: here.keys, path, value: here.value, meta: here.shape.meta });
    }
  }
  return fields;
}

type OpenField = { readonly value: Json; readonly shape: FieldShape; readonly keys: readonly string[] };

function* insideOf({ value, shape, keys }: OpenField): Generator<OpenField> {
  if (shape.shape === 'object' && isJsonObject(value)) {
    for (const [key, inner] of shape.keys) {
      const held = Object.hasOwn(value, key) ? value[key] : undefined;
      if (held !== undefined) yield { value: held, shape: inner, keys: [...keys, key] };
    }
  }
  if (shape.shape === 'map' && isJsonObject(value)) {
    for (const [key, held] of Object.entries(value)) yield { value: held, shape: shape.value, keys: [...keys, key] };
  }
  if (shape.shape === 'list' && Array.isArray(value)) {
    for (const [index, held] of value.entries())
      yield { value: held, shape: shape.item, keys: [...keys, String(index)] };
  }
}
