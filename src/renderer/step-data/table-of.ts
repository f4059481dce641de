/** A value as rows and columns. */
export type ValueTable = {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: Readonly<Record<string, unknown>> }[];
};

/** More columns than this are read as a tree. */
const mostColumns = 30;

/** Lays a list of objects out as a table; anything else as places and values. The two names head the columns. */
export function tableOf(value: unknown, names: { readonly place: string; readonly value: string }): ValueTable {
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return tableOfRows(value);
  const rows: { id: string; cells: Record<string, unknown> }[] = [];
  collect('', value, (path, leaf) => {
    rows.push({ id: path, cells: { [names.place]: path, [names.value]: leaf } });
  });
  return { columns: [names.place, names.value], rows };
}

function tableOfRows(list: readonly Readonly<Record<string, unknown>>[]): ValueTable {
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))].slice(0, mostColumns);
  return { columns, rows: list.map((cells, at) => ({ id: String(at), cells })) };
}

function collect(path: string, value: unknown, add: (path: string, leaf: unknown) => void): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const [at, member] of value.entries()) collect(`${path}[${at}]`, member, add);
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [name, member] of Object.entries(value)) collect(path === '' ? name : `${path}.${name}`, member, add);
  } else add(path, value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A cell as text: texts without quotes, everything else as JSON in one line. */
export function cellText(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
