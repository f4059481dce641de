import type { Json } from '../json.ts';
import { type Environment, fieldOf } from './environment.ts';
import { findExternalId, LoadRefusal, splitExternalId } from './external-ids.ts';
import type { Cell, LoadRecord } from './load-rows.ts';
import { isNamed } from './orm-methods.ts';
import { type FieldDefinition, isToMany } from './schema.ts';
import { searchIds } from './search.ts';

/** Collects the messages of a load. */
export interface Messages {
  readonly add: (message: { readonly [key: string]: Json }) => void;
}

/** A record whose text has become values. */
export interface ConvertedRecord {
  readonly externalId: string;
  readonly databaseId: number | undefined;
  readonly values: { readonly [field: string]: Json };
  readonly lines: readonly { readonly field: FieldDefinition; readonly records: readonly ConvertedRecord[] }[];
}

/** What `load` turns text with: the message placeholder is the field's label. */
interface Conversion {
  readonly model: string;
  readonly field: FieldDefinition;
  readonly cell: Cell;
  readonly messages: Messages;
}

/** Converts every cell and tells every problem, or returns undefined when there was one. */
export function convertRecord(
  env: Environment,
  what: { readonly model: string; readonly record: LoadRecord; readonly messages: Messages },
): ConvertedRecord | undefined {
  const { model, record, messages } = what;
  const values: { [field: string]: Json } = {};
  let isSound = true;
  for (const cell of record.cells) {
    const field = fieldOf(env, model, cell.field);
    if (field === undefined) continue;
    const value = convertCell(env, { model, field, cell, messages });
    if (value === undefined) isSound = false;
    else values[cell.field] = value;
  }
  const lines = record.lines.flatMap(({ field: name, records }) => {
    const field = fieldOf(env, model, name);
    if (field?.relation === undefined) return [];
    const relation = field.relation;
    const converted = records.map((line) => convertRecord(env, { model: relation, record: line, messages }));
    if (converted.includes(undefined)) isSound = false;
    return [{ field, records: converted.filter((line) => line !== undefined) }];
  });
  const databaseId = record.databaseId === '' ? undefined : Number(record.databaseId);
  return isSound ? { externalId: record.externalId, databaseId, values, lines } : undefined;
}

function convertCell(env: Environment, conversion: Conversion): Json | undefined {
  const { field, cell } = conversion;
  if (cell.text === '') return isToMany(field) ? [[6, 0, []]] : false;
  if (field.type === 'many2one') return convertReference(env, conversion, cell.text);
  if (field.type === 'many2many') {
    const ids = cell.text.split(',').map((part) => convertReference(env, conversion, part.trim()));
    return ids.includes(undefined) ? undefined : [[6, 0, ids.filter((id) => id !== undefined)]];
  }
  return convertText(conversion);
}

/** Numbers, booleans, dates and selections, each with the words Odoo refuses them in. */
function convertText(conversion: Conversion): Json | undefined {
  const { field, cell } = conversion;
  switch (field.type) {
    case 'boolean':
      return convertBoolean(conversion);
    case 'integer':
      return /^[+-]?\d+$/.test(cell.text)
        ? Number(cell.text)
        : refuse(conversion, `'${cell.text}' does not seem to be an integer for field '${field.string}'`);
    case 'float':
    case 'monetary':
      return Number.isNaN(Number(cell.text))
        ? refuse(conversion, `'${cell.text}' does not seem to be a number for field '${field.string}'`)
        : Number(cell.text);
    case 'date':
    case 'datetime': {
      const pattern = field.type === 'date' ? /^\d{4}-\d{2}-\d{2}$/ : /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/;
      if (pattern.test(cell.text)) return cell.text;
      const moreinfo = `Use the format '${field.type === 'date' ? '2012-12-31' : '2012-12-31 23:59:59'}'`;
      return refuse(
        conversion,
        `'${cell.text}' does not seem to be a valid ${field.type} for field '${field.string}'`,
        moreinfo,
      );
    }
    case 'selection': {
      const found = field.selection?.find(
        ([value, label]) => value === cell.text || label.toLowerCase() === cell.text.toLowerCase(),
      );
      if (found !== undefined) return found[0];
      const labels = (field.selection ?? []).map(([value, label]) => label || value);
      return refuse(conversion, `Value '${cell.text}' not found in selection field '${field.string}'`, labels);
    }
    default:
      return cell.text;
  }
}

function convertBoolean(conversion: Conversion): Json {
  const text = conversion.cell.text.toLowerCase();
  if (['0', 'false', 'no', 'f', 'n'].includes(text)) return false;
  if (!['1', 'true', 'yes', 't', 'y'].includes(text)) {
    conversion.messages.add({
      type: 'warning',
      field: conversion.cell.field,
      field_name: conversion.field.string,
      message: `Unknown value '${conversion.cell.text}' for boolean field '${conversion.field.string}'`,
      moreinfo: "Use '1' for yes and '0' for no",
    });
  }
  return true;
}

/** Finds the record a cell refers to. A name is looked up exactly; the first of several wins with a warning. */
function convertReference(env: Environment, conversion: Conversion, text: string): number | undefined {
  const { field, cell, messages } = conversion;
  const relation = field.relation ?? '';
  if (cell.reference === '.id') {
    const id = Number(text);
    if (Number.isInteger(id) && env.store.get(relation, id) !== undefined) return id;
    return refuse(
      conversion,
      `No matching record found for database id '${text}' in field '${field.string}'`,
      possibleValues(env, relation),
    );
  }
  if (cell.reference === 'id') {
    const id = referencedByExternalId(env, relation, text);
    if (id !== undefined) return id;
    const { module, name } = splitExternalId(text);
    const message = `No matching record found for external id '${module}.${name}' in field '${field.string}'`;
    return refuse(conversion, message, { ...possibleValues(env, 'ir.model.data'), domain: [['model', '=', relation]] });
  }
  const ids = searchIds(env, { model: relation, domain: [] }).filter((id) =>
    isNamed(env, { model: relation, id, name: text, operator: '=' }),
  );
  const [first] = ids;
  if (first === undefined)
    return refuse(
      conversion,
      `No matching record found for name '${text}' in field '${field.string}'`,
      possibleValues(env, relation),
    );
  if (ids.length > 1) {
    const message = `Found multiple matches for value '${text}' in field '${field.string}' (${ids.length} matches)`;
    messages.add({ type: 'warning', field: cell.field, field_name: field.string, message });
  }
  return first;
}

/** An external id of another model counts as not found when it is only referred to. */
function referencedByExternalId(env: Environment, model: string, externalId: string): number | undefined {
  try {
    const id = findExternalId(env, model, externalId);
    return id !== undefined && env.store.get(model, id) !== undefined ? id : undefined;
  } catch (error) {
    if (error instanceof LoadRefusal) return undefined;
    throw error;
  }
}

/** The action Odoo offers to look the value up. */
function possibleValues(env: Environment, model: string): { readonly [key: string]: Json } {
  return {
    name: 'Possible Values',
    type: 'ir.actions.act_window',
    target: 'new',
    view_mode: env.version === 16 ? 'tree,form' : 'list,form',
    views: [
      [false, 'list'],
      [false, 'form'],
    ],
    context: { create: false },
    help: 'See all possible values',
    res_model: model,
  };
}

function refuse(conversion: Conversion, message: string, moreinfo?: Json): undefined {
  const { cell, field, messages } = conversion;
  messages.add({
    type: 'error',
    field: cell.field,
    message,
    ...(moreinfo === undefined ? {} : { moreinfo }),
    field_name: field.string,
  });
}
