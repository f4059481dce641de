import { resolveReference } from '#flow/contract/schema-at.ts';
import { isJsonObject, type Json, type JsonObject } from '#flow/json.ts';
import type { MappingRow } from './mapping.ts';

/** A field something is mapped to. */
export type TargetField = {
  readonly name: string;
  /** What people call it, where that is not the name. */
  readonly label?: string;
  /** Such as `text`, `list` or `many2one → res.partner`. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly help?: string;
  /** Fields of a group, or of the rows of a list. */
  readonly fields?: readonly TargetField[];
  readonly isList?: boolean;
};

const deepest = 6;

/** The fields a JSON Schema of an object names, required ones first as they stand. */
export function fieldsOfSchema(schema: JsonObject): readonly TargetField[] {
  return fieldsBelow(schema, schema, 0);
}

function fieldsBelow(root: JsonObject, given: Json | undefined, depth: number): readonly TargetField[] {
  const schema = resolve(root, given);
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const required: readonly Json[] = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).map(([name, member]) => {
    const own = resolve(root, member);
    const type = typeOf(own);
    const isList = type === 'array';
    const inner = depth < deepest ? fieldsBelow(root, isList ? own.items : own, depth + 1) : [];
    return {
      name,
      type: isList ? `list of ${typeOf(resolve(root, own.items))}` : (type ?? 'any'),
      isRequired: required.includes(name),
      ...(typeof own.title === 'string' ? { label: own.title } : {}),
      ...(typeof own.description === 'string' ? { help: own.description } : {}),
      ...(inner.length === 0 ? {} : { fields: inner }),
      ...(isList ? { isList } : {}),
    };
  });
}

function resolve(root: JsonObject, given: Json | undefined): JsonObject {
  if (!isJsonObject(given)) return {};
  const found = typeof given.$ref === 'string' ? resolveReference(root, given.$ref) : given;
  return isJsonObject(found) ? found : {};
}

function typeOf(schema: JsonObject): string | undefined {
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  return typeof type === 'string' ? type : isJsonObject(schema.properties) ? 'object' : undefined;
}

/** Target fields nothing is mapped to yet. */
export function unmappedFields(fields: readonly TargetField[], rows: readonly MappingRow[]): readonly TargetField[] {
  const mapped = new Set(rows.map(({ target }) => target));
  return fields.filter(({ name }) => !mapped.has(name));
}
