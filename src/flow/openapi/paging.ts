import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { memberOf, objectAt } from './references.ts';

/**
 * How the list of an operation goes on. Paths are dotted and lead into the body of an answer; the empty path is the
 * body itself, and `-1` is the last item of a list.
 */
export type ApiPaging = {
  /** `cursor`: the answer names where to go on; `page`: pages are counted; `link`: the header `Link` names the next. */
  readonly scheme: 'cursor' | 'page' | 'link';
  /** Where the items of a page stand. */
  readonly items: string;
  /** Query parameter that takes the cursor or the number; absent under `link`. */
  readonly parameter?: string;
  /** Where the next cursor stands; only under `cursor`. */
  readonly cursor?: string;
  /** Where the answer says whether there is more; absent where the cursor or an empty page says it. */
  readonly more?: string;
};

/** Key of an operation under which a document states its paging. */
export const pagingExtension = 'x-penstock-paging';

const cursorParameters = /^(cursor|after|starting_?after|page_?token|next_?token|continuation(_?token)?)$/i;
const cursorFields = /^(next_?cursor|next_?page_?token|next_?token|cursor|after|continuation(_?token)?)$/i;
const itemFields = ['data', 'items', 'results', 'records', 'values'];

/** Reads what a document states about paging; undefined where that is none of the three schemes. */
export function readPaging(stated: Json): ApiPaging | undefined {
  const text = (key: string) => {
    const value = memberOf(stated, key);
    return typeof value === 'string' && value !== '' ? { [key]: value } : {};
  };
  const scheme = memberOf(stated, 'scheme');
  const items = memberOf(stated, 'items');
  const base = { items: typeof items === 'string' ? items : '', ...text('more') };
  const { parameter } = text('parameter');
  const { cursor } = text('cursor');
  if (scheme === 'link') return { scheme, ...base };
  if (scheme === 'page' && parameter !== undefined) return { scheme, ...base, parameter };
  if (scheme === 'cursor' && parameter !== undefined && cursor !== undefined) {
    return { scheme, ...base, parameter, cursor };
  }
  return undefined;
}

/** Guesses the paging of a reading operation from its names; undefined where they leave a doubt. */
export function guessPaging(seen: {
  readonly root: JsonObject;
  readonly queryNames: readonly string[];
  readonly response: Json | undefined;
  readonly hasLinkHeader: boolean;
}): ApiPaging | undefined {
  const { root, queryNames, hasLinkHeader } = seen;
  const response = objectAt(root, seen.response);
  const items = response === undefined ? undefined : itemsPath(root, response);
  if (items === undefined) return undefined;
  const parameter = queryNames.find((name) => cursorParameters.test(name));
  const cursor = parameter === undefined ? undefined : cursorPath(root, response);
  if (parameter !== undefined && cursor !== undefined) return { scheme: 'cursor', items, parameter, cursor };
  if (hasLinkHeader) return { scheme: 'link', items };
  return queryNames.includes('page') ? { scheme: 'page', items, parameter: 'page' } : undefined;
}

/** Where the list stands in an answer: the answer itself, a field of a usual name, or its only list. */
function itemsPath(root: JsonObject, response: JsonObject): string | undefined {
  if (isList(response)) return '';
  const lists = fieldsOf(root, response).filter(([, schema]) => isList(schema));
  const usual = itemFields.find((name) => lists.some(([field]) => field === name));
  return usual ?? (lists.length === 1 ? lists[0]?.[0] : undefined);
}

function cursorPath(root: JsonObject, response: JsonObject | undefined): string | undefined {
  for (const [name, schema] of fieldsOf(root, response)) {
    if (cursorFields.test(name) && !isList(schema) && schema.properties === undefined) return name;
    const inner = fieldsOf(root, schema).find(([field]) => cursorFields.test(field));
    if (inner !== undefined && /^(meta|paging|pagination|cursors|page_?info)$/i.test(name))
      return `${name}.${inner[0]}`;
  }
  return undefined;
}

function isList(schema: JsonObject): boolean {
  return schema.type === 'array' || schema.items !== undefined;
}

function fieldsOf(root: JsonObject, schema: JsonObject | undefined): readonly (readonly [string, JsonObject])[] {
  const properties = schema?.properties;
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, field]) => {
    const object = objectAt(root, field);
    return object === undefined ? [] : [[name, object] as const];
  });
}
