import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { ApiParameter, ApiStyle } from './document.ts';
import { labelOf, shorten } from './label.ts';
import type { Complain } from './read-openapi.ts';
import { objectAt } from './references.ts';

/** The parameters of an operation; `unsupported` says why none of its calls could be made whole. */
export type ReadParameters = { readonly parameters: readonly ApiParameter[]; readonly unsupported?: string };

/** Headers OpenAPI itself takes out of parameters: body, answer and proof of who we are describe them. */
const ownHeaders: ReadonlySet<string> = new Set(['accept', 'content-type', 'authorization']);

type Draft = Omit<ApiParameter, 'key'>;
type Judged = { readonly draft: Draft } | { readonly unsupported: string } | 'left-out' | 'wrong';

/** Reads the parameters of a path and of its operation, which overrides the path's of the same name and place. */
export function readParameters(from: {
  readonly root: JsonObject;
  readonly path: string;
  readonly lists: readonly (Json | undefined)[];
  readonly place: readonly string[];
  readonly complain: Complain;
}): ReadParameters {
  const { root, path, place, complain } = from;
  const drafts = new Map<string, Draft>();
  let unsupported: string | undefined;
  for (const list of from.lists) {
    if (list !== undefined && !Array.isArray(list)) {
      complain([...place, 'parameters'], 'openapi/invalid-part', '"parameters" must be a list.');
    }
    for (const [index, entry] of (Array.isArray(list) ? list.slice(0, 500) : []).entries()) {
      const judged = judgeParameter(root, objectAt(root, entry));
      if (judged === 'wrong') {
        const message = 'A parameter has a "name" and stands "in" path, query, header or cookie.';
        complain([...place, 'parameters', String(index)], 'openapi/invalid-part', message);
      } else if (judged !== 'left-out') {
        if ('unsupported' in judged) unsupported ??= judged.unsupported;
        else drafts.set(`${judged.draft.in} ${judged.draft.name}`, judged.draft);
      }
    }
  }
  for (const [, name = ''] of path.matchAll(/\{([^{}]+)\}/g)) {
    // Many documents forget to declare what their paths name; its meaning is plain all the same.
    if (!drafts.has(`path ${name}`)) drafts.set(`path ${name}`, undeclared(name));
  }
  const used = [...drafts.values()].filter((draft) => draft.in !== 'path' || path.includes(`{${draft.name}}`));
  const parameters = withKeys(used);
  return unsupported === undefined ? { parameters } : { parameters, unsupported };
}

function judgeParameter(root: JsonObject, stated: JsonObject | undefined): Judged {
  const { name, in: place } = stated ?? {};
  if (stated === undefined || typeof name !== 'string' || name === '' || name.length > 200) return 'wrong';
  if (place === 'cookie') {
    return stated.required === true ? { unsupported: `It needs the cookie "${name}"; steps send none.` } : 'left-out';
  }
  if (place !== 'path' && place !== 'query' && place !== 'header') return 'wrong';
  if (place === 'header' && ownHeaders.has(name.toLowerCase())) return 'left-out';
  const style = styleOf(stated, place);
  if (style === undefined) return { unsupported: `Its parameter "${name}" is written in a style steps do not know.` };
  const schema = isJsonObject(stated.schema) ? stated.schema : contentSchema(stated);
  const { title } = objectAt(root, schema) ?? {};
  const help = typeof stated.description === 'string' ? shorten(stated.description, 300) : '';
  return {
    draft: {
      name,
      in: place,
      required: place === 'path' || stated.required === true,
      style,
      label: typeof title === 'string' && title !== '' ? shorten(title, 80) : labelOf(name),
      ...(help === '' ? {} : { help }),
      schema: schema ?? {},
    },
  };
}

function contentSchema(stated: JsonObject): JsonObject | undefined {
  const [media] = isJsonObject(stated.content) ? Object.values(stated.content) : [];
  return isJsonObject(media) && isJsonObject(media.schema) ? media.schema : undefined;
}

function styleOf(stated: JsonObject, place: ApiParameter['in']): ApiStyle | undefined {
  if (stated.content !== undefined) return 'json';
  const style = stated.style ?? (place === 'query' ? 'form' : 'simple');
  const explode = stated.explode ?? style === 'form';
  switch (style) {
    case 'form':
      return explode === true ? 'repeat' : 'comma';
    case 'simple':
      return 'comma';
    case 'spaceDelimited':
      return explode === true ? 'repeat' : 'space';
    case 'pipeDelimited':
      return explode === true ? 'repeat' : 'pipe';
    case 'deepObject':
      return 'deep';
  }
  return undefined;
}

function undeclared(name: string): Draft {
  return { name, in: 'path', required: true, style: 'comma', label: labelOf(name), schema: { type: 'string' } };
}

/** Most names stand at one place only, and then the name is all a step has to say. */
function withKeys(drafts: readonly Draft[]): readonly ApiParameter[] {
  return drafts.map((draft) => {
    const isAlone = drafts.filter(({ name }) => name === draft.name).length === 1;
    return { ...draft, key: isAlone ? draft.name : `${draft.in}.${draft.name}` };
  });
}
