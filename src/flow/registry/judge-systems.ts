import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Problem } from '../problem.ts';
import type { ReadDocument } from '../text/document.ts';
import { didYouMean } from '../text/nearest-name.ts';

type Keys = readonly (string | number)[];

type Judge = {
  readonly known: readonly string[];
  readonly complain: (keys: Keys, code: string, message: string) => void;
};

/**
 * What no single key of `registry/systems.yaml` can tell: names that lead nowhere, and statements that contradict each
 * other. Members of a wrong kind are passed over; the schema speaks of those.
 */
export function judgeSystems({ value, problemAtPath }: ReadDocument): readonly Problem[] {
  const problems: Problem[] = [];
  const known = Object.keys(mapOf(value.systems));
  const judge: Judge = { known, complain: (...about) => problems.push(problemAtPath(...about)) };
  judgeHosts(judge, mapOf(value.systems));
  for (const [id, system] of Object.entries(mapOf(value.systems))) judgeSystem(judge, ['systems', id], mapOf(system));
  const models = new Map<string, string>();
  for (const [name, entity] of Object.entries(mapOf(value.entities))) {
    judgeOwnership(judge, ['entities', name], mapOf(entity));
    judgeModels(judge, { name, models: mapOf(mapOf(entity).models), taken: models });
    for (const [field, part] of Object.entries(mapOf(mapOf(entity).fields))) {
      judgeField(judge, { keys: ['entities', name, 'fields', field], field: mapOf(part), entity: mapOf(entity) });
    }
  }
  return problems;
}

function judgeSystem(judge: Judge, keys: Keys, system: JsonObject): void {
  for (const list of ['clearance', 'hosts', 'webhooks']) judgeRepeats(judge, [...keys, list], system[list]);
  for (const [operation, notice] of Object.entries(mapOf(system.operations))) {
    const { deprecated, sunset } = mapOf(notice);
    if (typeof deprecated !== 'string' || typeof sunset !== 'string' || deprecated <= sunset) continue;
    judge.complain(
      [...keys, 'operations', operation, 'sunset'],
      'registry/gone-before-deprecated',
      `\`${operation}\` is gone on ${sunset}, before it is deprecated on ${deprecated}. Correct one of the days.`,
    );
  }
}

function judgeHosts({ complain }: Judge, systems: JsonObject): void {
  for (const key of ['hosts', 'webhooks'] as const) {
    const taken = new Map<string, string>();
    for (const [id, system] of Object.entries(systems)) {
      for (const [index, value] of textsOf(mapOf(system)[key]).entries()) {
        const other = taken.get(value);
        if (other !== undefined && other !== id) {
          const what = key === 'hosts' ? 'host' : 'webhook path';
          const message = `The ${what} \`${value}\` belongs to \`${other}\` already. Remove it from one of the two systems.`;
          complain(['systems', id, key, index], 'registry/claimed-twice', message);
        }
        taken.set(value, id);
      }
    }
  }
}

function judgeModels(
  judge: Judge,
  { name, models, taken }: { readonly name: string; readonly models: JsonObject; readonly taken: Map<string, string> },
): void {
  for (const [system, model] of Object.entries(models)) {
    const keys = ['entities', name, 'models', system];
    judgeName(judge, keys, system);
    if (typeof model !== 'string') continue;
    const place = `${system} ${model}`;
    const other = taken.get(place);
    if (other !== undefined) {
      const message = `\`${model}\` of \`${system}\` holds \`${other}\` already. A model belongs to one entity; remove one of the two.`;
      judge.complain(keys, 'registry/claimed-twice', message);
    }
    taken.set(place, other ?? name);
  }
}

function judgeField(
  judge: Judge,
  { keys, field, entity }: { readonly keys: Keys; readonly field: JsonObject; readonly entity: JsonObject },
): void {
  judgeOwnership(judge, keys, { direction: entity.direction ?? null, ...field });
  for (const system of Object.keys(mapOf(field.names))) judgeName(judge, [...keys, 'names', system], system);
}

/** The master and both lists of an entity or a field. */
function judgeOwnership(judge: Judge, keys: Keys, part: JsonObject): void {
  const { master, direction } = part;
  if (typeof master === 'string') judgeName(judge, [...keys, 'master'], master);
  const lists = [
    {
      list: 'projections',
      against: 'to-master',
      says: 'copies are written, but changes only go to the system of record',
    },
    { list: 'sources', against: 'from-master', says: 'changes are taken, but they only leave the system of record' },
  ] as const;
  for (const { list, against, says } of lists) {
    const place = [...keys, list];
    judgeRepeats(judge, place, part[list]);
    const systems = textsOf(part[list]);
    for (const [index, system] of systems.entries()) {
      judgeName(judge, [...place, index], system);
      if (system === master) {
        const message = `\`${system}\` is the system of record here and needs no entry in \`${list}\`. Remove it.`;
        judge.complain([...place, index], 'registry/master-listed', message);
      }
    }
    if (systems.length > 0 && direction === against) {
      const message = `By \`${list}\` ${says}. Change \`direction\` to \`both\`, or remove \`${list}\`.`;
      judge.complain(place, 'registry/direction-differs', message);
    }
  }
}

function judgeName({ known, complain }: Judge, keys: Keys, system: string): void {
  if (known.includes(system)) return;
  const message = `There is no system \`${system}\` under \`systems\`.${didYouMean(system, known)} Add it, or name another one.`;
  complain(keys, 'registry/unknown-system', message);
}

function judgeRepeats({ complain }: Judge, keys: Keys, list: Json | undefined): void {
  const texts = textsOf(list);
  for (const [index, text] of texts.entries()) {
    if (texts.indexOf(text) === index) continue;
    complain(
      [...keys, index],
      'registry/listed-twice',
      `\`${text}\` stands twice in this list. Remove one of the two.`,
    );
  }
}

function mapOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
