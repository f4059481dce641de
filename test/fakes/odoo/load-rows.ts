import { type Environment, modelOf } from './environment.ts';
import { OdooError } from './errors.ts';

/** How a cell names a related record: by its name, its external id or its database id. */
export type Reference = 'name' | 'id' | '.id';

/** One cell of a record that is not part of a line. */
export interface Cell {
  readonly field: string;
  readonly reference: Reference;
  readonly text: string;
}

/** One record of an import: its own cells and the lines below it. */
export interface LoadRecord {
  readonly externalId: string;
  readonly databaseId: string;
  readonly cells: readonly Cell[];
  readonly lines: readonly { readonly field: string; readonly records: readonly LoadRecord[] }[];
  /** First and last row, counted from 0. */
  readonly from: number;
  readonly to: number;
}

/** A table of text with one column path per column. */
export interface LoadTable {
  readonly model: string;
  readonly columns: readonly (readonly string[])[];
  readonly rows: readonly (readonly string[])[];
}

/** Groups rows into records: a row with values in line columns only continues the record above it. */
export function extractRecords(env: Environment, table: LoadTable): readonly LoadRecord[] {
  const isLineColumn = table.columns.map(([name = '']) => lineRelation(env, table.model, name) !== undefined);
  const records: LoadRecord[] = [];
  let from = 0;
  while (from < table.rows.length) {
    let to = from;
    while (isContinuation(table.rows[to + 1], isLineColumn)) to += 1;
    records.push(extractRecord(env, table, { from, to }));
    from = to + 1;
  }
  return records;
}

function isContinuation(row: readonly string[] | undefined, isLineColumn: readonly boolean[]): boolean {
  if (row === undefined) return false;
  const filled = row.flatMap((text, column) => (text === '' ? [] : [isLineColumn[column] === true]));
  return filled.length > 0 && filled.every((isLine) => isLine);
}

/** The model behind a one2many column, undefined for every other column. */
function lineRelation(env: Environment, model: string, name: string): string | undefined {
  if (name === 'id' || name === '.id') return undefined;
  const field = modelOf(env, model).fields.get(name);
  if (field === undefined) {
    throw new OdooError({ pythonName: 'builtins.KeyError', message: `'${name}'`, status: 500, faultCode: 1 });
  }
  return field.type === 'one2many' ? field.relation : undefined;
}

function extractRecord(
  env: Environment,
  table: LoadTable,
  span: { readonly from: number; readonly to: number },
): LoadRecord {
  const first = table.rows[span.from] ?? [];
  const cells: Cell[] = [];
  const lineFields = new Set<string>();
  let externalId = '';
  let databaseId = '';
  for (const [column, [name = '', sub]] of table.columns.entries()) {
    const text = first[column] ?? '';
    if (name === 'id') externalId = text;
    else if (name === '.id') databaseId = text;
    else if (lineRelation(env, table.model, name) !== undefined) lineFields.add(name);
    else cells.push({ field: name, reference: referenceIn(sub), text });
  }
  const rows = table.rows.slice(span.from, span.to + 1);
  const lines = [...lineFields].map((field) => ({ field, records: extractLines(env, { ...table, rows }, field) }));
  return { externalId, databaseId, cells, lines, ...span };
}

function referenceIn(sub: string | undefined): Reference {
  return sub === 'id' || sub === '.id' ? sub : 'name';
}

/** The lines of one record: the columns below the field, the rows that have something in them. */
function extractLines(env: Environment, table: LoadTable, field: string): readonly LoadRecord[] {
  const positions = table.columns.flatMap(([name, ...rest], position) =>
    name === field && rest.length > 0 ? [position] : [],
  );
  const columns = positions.map((position) => table.columns[position]?.slice(1) ?? []);
  const rows = table.rows.map((row) => positions.map((position) => row[position] ?? ''));
  const model = lineRelation(env, table.model, field) ?? '';
  return extractRecords(env, { model, columns, rows: rows.filter((row) => row.some((text) => text !== '')) });
}
